"""What a review asks of optimism bias: a source that can be opened, and no cost that is raised twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steering.cases.line import Line
from steering.errors import Problem, quote_input
from steering.formatting import format_number, join_words
from steering.review.checklist import ChecklistAnswer, fail_item, pass_item
from steering.review.subject import ReviewSubject, line_name, says_nothing


@dataclass(frozen=True, kw_only=True)
class Uplift:
    """A cost that a contingency raises beside an optimism bias; `certain` where its label says so."""

    certain: bool
    place: Problem


def check_bias(paper: ReviewSubject) -> ChecklistAnswer:
    """Check that each optimism bias has a reference class and a source that say something."""
    case = paper.business.as_written
    places = [
        paper.at(
            "optimism_bias",
            index,
            key,
            found=f"the {key.replace('_', ' ')} {quote_input(getattr(bias, key))}",
            expected="which projects turned out so much dearer, and where that can be read",
            remedy="Name the reference class and its publication, or give a contingency instead.",
        )
        for index, bias in enumerate(case.optimism_bias)
        for key in ("reference_class", "source")
        if says_nothing(getattr(bias, key))
    ]
    if places:
        return fail_item("Optimism bias rests on nothing that can be opened.", *places)
    names = {line.id: line_name(line) for line in case.lines}
    said = [
        f"{format_number(float(bias.share) * 100)}% on {join_words([names.get(id, id) for id in bias.lines])}, "
        f"as {bias.reference_class} turned out ({bias.source})"
        for bias in case.optimism_bias
    ]
    return pass_item(f"Optimism bias: {'; '.join(said)}.")


def find_uplifts(paper: ReviewSubject, contingency: Line, base: Sequence[Line] | None) -> Iterator[Uplift]:
    """Yield each bias that is on a contingency, or on a line that it is a share of; `base` is None where unknown."""
    for index, bias in enumerate(paper.business.as_written.optimism_bias):
        twice = [line for line in (contingency, *(base or ())) if line.id in bias.lines]
        if twice or base is None:
            on = join_words([line_name(line) for line in twice]) if twice else "lines that its label does not tell"
            place = paper.at(
                "optimism_bias",
                index,
                "lines",
                found=f"optimism bias beside {line_name(contingency)}, on {on}",
                expected="costs that are raised once: by a contingency or by optimism bias",
                remedy="Take the lines out of one of the two." if twice else "Ask what the contingency is a share of.",
            )
            yield Uplift(certain=bool(twice), place=place)
