"""What a review asks of who brings benefits in: whether each is cash, who owns it, and what measures it."""

from __future__ import annotations

from collections.abc import Iterator

from steering.cases.line import Line
from steering.errors import Problem
from steering.formatting import pluralise
from steering.review.checklist import ChecklistAnswer, leave_to_person, pass_item, skip_item
from steering.review.subject import ReviewSubject, line_name, says_nothing


def check_realisation(paper: ReviewSubject) -> ChecklistAnswer:
    """Check that each benefit says whether it is cash, who owns it and what measures it; a person asks who says not."""
    benefits = list(paper.lines("benefit"))
    sums = [
        paper.text.at(place, f"{name} in one sum", "benefits line by line", "Give a line for each benefit.")
        for place, name in paper.flows()
        if name != "costs"
    ]
    if sums:
        return leave_to_person("Nothing says what of the benefits is cash.", *sums)
    if not benefits:
        return skip_item("There are no benefits.")
    unsaid = [place for index, line in benefits for place in _unsaid(paper, index, line)]
    if unsaid:
        return leave_to_person(
            f"{pluralise(len(unsaid), 'thing')} not said of {pluralise(len(benefits), 'benefit')}.", *unsaid
        )
    return pass_item(f"All of {pluralise(len(benefits), 'benefit')} say whether they are cash, whose and how measured.")


def _unsaid(paper: ReviewSubject, index: int, line: Line) -> Iterator[Problem]:
    name = line_name(line)
    if line.cashable is None:
        yield paper.at(
            "lines",
            index,
            "cashable",
            found=f"{name}, which does not say whether it is cash",
            expected="true where money comes in or is no longer paid, false otherwise",
            remedy="Add `cashable:`; until then it counts as none.",
        )
    if line.owner is None or says_nothing(line.owner):
        yield paper.at(
            "lines",
            index,
            "owner",
            found=f"{name} without an owner",
            expected="the role that has to deliver it",
            remedy="Add `owner:`.",
        )
    if line.kpi is None and line.scales_with is None:
        yield paper.at(
            "lines",
            index,
            "kpi",
            found=f"{name}, which nothing measures",
            expected="a KPI of metrics.yaml",
            remedy="Add `kpi:`, or ask how anybody will know that it came.",
        )
