"""What a review asks of benefits: what they are called, how sure they are, and what runs on until they are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from steering.cases.business import PER_YEAR
from steering.cases.business_checks import BENEFITS
from steering.cases.line import Line
from steering.errors import Problem
from steering.finance.model import project_flows
from steering.formatting import format_number, join_words, pluralise
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item, skip_item
from steering.review.subject import ReviewSubject, line_name

# Words that only something that is not spent is called by.
SAVED = re.compile(
    r"\b(?:savings?|saved|no longer (?:paid|needed|bought)|costs? avoid\w*|avoided costs?|cost reductions?|"
    r"(?:lower|reduced) costs?)\b",
    re.IGNORECASE,
)
EARNED = re.compile(r"\b(?:revenues?|sales|turnover|income|margins?|earnings)\b", re.IGNORECASE)
THINGS = (
    r"(?:tools?|licen[cs]es?|systems?|platforms?|contracts?|servers?|clusters?|software|environments?|hosting|stack)"
)
# What a cost line is called that has what is to go run on for a while.
RUNS_ON = re.compile(
    r"\b(?:in parallel|parallel (?:run\w*|operation)|side by side|(?:double|dual)[- ]running|runn?(?:ing|s)? on|"
    r"phas(?:e|ed|ing)[- ]out|run[- ]?off|until (?:[\w']+ ){0,3}(?:switched off|replaced|gone|exit|end))\b"
    rf"|^(?:the )?(?:remaining|legacy|old|existing|own)(?: \w+)? {THINGS}(?!.*\b(?:train|migrat|mov|decommission))",
    re.IGNORECASE,
)
# What such a line may be called, and another as well: `Existing staff training`.
MAY_RUN_ON = re.compile(
    r"\b(?:remaining|legacy|old|existing|own tools|parallel|overlap|transition|until|decommission\w*)\b", re.IGNORECASE
)
MOVES = re.compile(r"\b(?:migrat|mov(?:e|ing)\b|roll-?out|onboard|transition|cut-?over)", re.IGNORECASE)
# A rise begins below this share of the full level, and goes up within a year by more than this, unlike prices.
FULL, QUICKLY = Fraction("0.8"), Fraction("1.1")


def check_labels(paper: ReviewSubject) -> ChecklistAnswer:
    """Compare the category of each benefit with the words of its label; a person judges doubts."""
    benefits = list(paper.lines("benefit"))
    doubts = [
        paper.text.at(place, f"{name} in one sum", "benefits line by line", "Give a line for each benefit.")
        for place, name in paper.flows()
        if name != "costs"
    ]
    doubts += [place for index, line in benefits for place in _doubtful(paper, index, line)]
    doubts += [place for index, line in paper.lines("cost") for place in _negative(paper, index, line)]
    if doubts:
        return leave_to_person(f"Words alone do not settle {pluralise(len(doubts), 'line')}.", *doubts)
    if not benefits:
        return skip_item("There are no benefits.")
    return pass_item(f"No label of {pluralise(len(benefits), 'benefit')} speaks against its category.")


def _doubtful(paper: ReviewSubject, index: int, line: Line) -> Iterator[Problem]:
    is_saving, earned = bool(SAVED.search(line.name)), bool(EARNED.search(line.name))
    place = ("lines", index, "category")
    if line.category not in BENEFITS:
        found = f"{line_name(line)} with {'no category' if line.category is None else f'the category {line.category}'}"
        remedy = "Look what it is, and give it the category."
        yield paper.at(*place, found=found, expected=f"one of {join_words(BENEFITS)}", remedy=remedy)
    elif line.category == "revenue" and (is_saving or not earned):
        remedy = "Ask whether anybody pays for it. If not, it is savings or productivity."
        expected = "what customers pay: what is not spent is no revenue"
        yield paper.at(*place, found=f"revenue, of {line_name(line)}", expected=expected, remedy=remedy)
    elif line.category != "revenue" and earned:
        remedy = "Ask whether it is money that comes in. If so, it is revenue."
        expected = "a benefit that is not earned"
        yield paper.at(*place, found=f"{line.category}, of {line_name(line)}", expected=expected, remedy=remedy)


def _negative(paper: ReviewSubject, index: int, line: Line) -> Iterator[Problem]:
    """Yield each cost line below zero, which is often a saving among the costs."""
    if sum(_values(line)) < 0:
        found = f"{line_name(line)}, a cost below zero"
        remedy = "Ask whether it is a saving. If so, make it a benefit of that category."
        yield paper.at("lines", index, "values", found=found, expected="savings among the benefits", remedy=remedy)


def check_ranges(paper: ReviewSubject) -> ChecklistAnswer:
    """Check how many benefits have a range."""
    benefits = list(paper.lines("benefit"))
    sums = [
        paper.text.at(place, f"{name} without a range", "lines with `low` and `high`", "Give a line for each benefit.")
        for place, name in paper.flows()
        if name != "costs"
    ]
    if sums:
        return fail_item("Flows without lines have no ranges.", *sums)
    if not benefits:
        return skip_item("There are no benefits.")
    without = [(index, line) for index, line in benefits if line.distribution == "fixed" or line.low == line.high]
    having = len(benefits) - len(without)
    verb = "has" if 1 in (having, len(benefits)) else "have"
    text = f"{having} of {pluralise(len(benefits), 'benefit')} {verb} a range."
    if 2 * having > len(benefits):
        return _below(paper, text, [benefit for benefit in benefits if benefit not in without])
    remedy = "Add `low` and `high`, the factors by which it may turn out below and above."
    return fail_item(
        text,
        *(
            paper.at(
                "lines", index, "low", found=f"{line_name(line)} without a range", expected="a range", remedy=remedy
            )
            for index, line in without
        ),
    )


def _below(paper: ReviewSubject, said: str, having: list[tuple[int, Line]]) -> ChecklistAnswer:
    """Return the problem of a range that has nothing below the likely value."""
    remedy = "Ask what becomes of it when things go badly."
    places = [
        paper.at(
            "lines",
            index,
            "low",
            found=f"{line_name(line)} with `low` at {format_number(float(line.low))}",
            expected="a factor below 1",
            remedy=remedy,
        )
        for index, line in having
        if line.low == 1
    ]
    return (
        leave_to_person(f"{said} {len(places)} of these can't turn out lower.", *places) if places else pass_item(said)
    )


def check_double_running(paper: ReviewSubject) -> ChecklistAnswer:
    """Return whether what is saved ramps up or begins late, or a cost line has the old run on until it is there."""
    savings = [line for line in paper.lines("benefit") if line[1].category == "savings" and any(_values(line[1]))]
    if not savings:
        return skip_item("No benefit is of the category savings, so no line says that something old ends.")
    flows = {stream.id: stream.values for stream in project_flows(paper.planned).line_flows}
    growing = [line for _, line in savings if _grows(flows[line.id], PER_YEAR[paper.business.period])]
    sudden = [(index, line) for index, line in savings if line not in growing]
    costs = [line for line in paper.lines("cost") if any(_values(line[1])[1:])]
    beside = [line_name(line) for _, line in costs if RUNS_ON.search(line.name)]
    if not sudden or beside:
        parts = [f"Savings grow over time in {join_words([line_name(line) for line in growing])}."] if growing else []
        parts += [f"What runs on meanwhile is in {join_words(beside)}."] if beside else []
        return pass_item(" ".join(parts))
    return _sudden(paper, sudden, costs)


def _sudden(paper: ReviewSubject, sudden: list[tuple[int, Line]], costs: list[tuple[int, Line]]) -> ChecklistAnswer:
    """Savings that are there in full at once, while no cost line clearly has anything run on."""
    remedy = "Ask when the old is switched off, and let the savings begin then."
    expected = "savings that grow while teams move, or a cost line for what runs on meanwhile"
    places = [
        paper.at("lines", index, "values", found=f"{line_name(line)} in full at once", expected=expected, remedy=remedy)
        for index, line in sudden
    ]
    unclear = [(index, line) for index, line in costs if MAY_RUN_ON.search(line.name) or _ends(line)]
    if unclear:
        remedy = "Ask whether it pays for what runs on until it is switched off."
        expected = "a cost line for what runs on meanwhile"
        places += [
            paper.at("lines", index, "label", found=line_name(line), expected=expected, remedy=remedy)
            for index, line in unclear
        ]
        return leave_to_person("Savings begin in full, and what runs on meanwhile is not clear.", *places)
    nothing = "no cost line is about what runs on meanwhile"
    moving = [
        line_name(line)
        for _, line in costs
        if line.category == "one-off" and MOVES.search(line.name) and any(_values(line)[2:])
    ]
    if moving:
        return fail_item(f"Savings are there in full while {join_words(moving)} still costs, and {nothing}.", *places)
    return leave_to_person(f"Savings begin in full, and {nothing}.", *places)


def _ends(line: Line) -> bool:
    """Return whether a line is paid in period 1, recurs, and has fallen below half at the end."""
    values = _values(line)
    return line.category != "one-off" and 2 * values[-1] < values[1]


def _values(line: Line) -> list[Decimal]:
    return [figure.value for figure in line.values]


def _grows(values: Sequence[Fraction], year: int) -> bool:
    """Return whether it is well below its full level in the first period after today, and rises by more than prices do.

    `values` are those of the base, a delay included; `year` is how many of them a year has.
    """
    quick = any(value > QUICKLY * values[max(at - year, 1)] for at, value in enumerate(values[1:], start=1))
    return quick and max(values[:2]) < FULL * max(values)
