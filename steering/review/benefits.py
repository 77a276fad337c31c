"""What a review asks of benefits: what they are called, how sure they are, and what runs on until they are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from steering.cases.business import Line
from steering.cases.business_checks import BENEFITS
from steering.errors import Problem
from steering.figures import counted, listed
from steering.review.items import Answer, failed, not_applicable, passed, to_judge
from steering.review.paper import Paper, named

SAVED = re.compile(
    r"\b(?:savings?|saved|no longer (?:paid|needed|bought)|costs? avoid\w*|avoided costs?|cost reductions?|"
    r"(?:lower|reduced) costs?)\b",
    re.IGNORECASE,
)
"""Words that only something that is not spent is called by."""
EARNED = re.compile(r"\b(?:revenues?|sales|turnover|income|margins?|earnings)\b", re.IGNORECASE)
NEWLY_EARNED = re.compile(
    r"\b(?:new|more|higher|extra|added|additional|increased|incremental)\s+(?:revenues?|sales|turnover|income|margins?)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\b(?:remaining|legacy|old|existing|own tools|parallel|side by side|double[- ]running|overlap|transition|"
    r"phas(?:e|ed|ing)[- ]out|run[- ]?off|decommission\w*)\b",
    re.IGNORECASE,
)
"""What a cost line is called that has what is to go run on for a while."""
NEARLY = Decimal("0.99")
"""A saving is at its full level from this share of its highest figure on."""


def called_what_they_are(paper: Paper) -> Answer:
    """The category of each benefit against the words of its label; only what contradicts itself fails."""
    benefits = list(paper.lines("benefit"))
    sums = [
        paper.text.at(place, f"{name} in one sum", "benefits line by line", "Give a line for each benefit.")
        for place, name in paper.flows()
        if name != "costs"
    ]
    wrong = [place for index, line in benefits for place in _contradicting(paper, index, line)]
    if wrong:
        verb = "is called what it is not" if len(wrong) == 1 else "are called what they are not"
        return failed(f"Of {counted(len(benefits), 'benefit')}, {len(wrong)} {verb}.", *wrong)
    unsettled = [*sums, *(place for index, line in benefits for place in _doubtful(paper, index, line))]
    unsettled += [place for index, line in paper.lines("cost") for place in _negative(paper, index, line)]
    if unsettled:
        return to_judge(f"Words alone do not settle {counted(len(unsettled), 'line')}.", *unsettled)
    if not benefits:
        return not_applicable("There are no benefits.")
    return passed(f"The category of each of {counted(len(benefits), 'benefit')} agrees with what it is called.")


def _contradicting(paper: Paper, index: int, line: Line) -> Iterator[Problem]:
    saved, earned = SAVED.search(line.name), EARNED.search(line.name)
    place = ("lines", index, "category")
    if line.category == "revenue" and saved and not earned:
        yield paper.at(
            *place,
            found=f"revenue, of {named(line)}",
            expected="savings or productivity: what is not spent is no revenue",
            remedy="Change the category, or the label where it is revenue after all.",
        )
    elif line.category == "savings" and NEWLY_EARNED.search(line.name) and not saved:
        yield paper.at(
            *place,
            found=f"savings, of {named(line)}",
            expected="revenue: what is earned is no saving",
            remedy="Change the category, or the label where it is a saving after all.",
        )


def _doubtful(paper: Paper, index: int, line: Line) -> Iterator[Problem]:
    saved, earned = bool(SAVED.search(line.name)), bool(EARNED.search(line.name))
    place = ("lines", index, "category")
    if line.category not in BENEFITS:
        found = f"{named(line)} with {'no category' if line.category is None else f'the category {line.category}'}"
        remedy = "Look what it is, and give it the category."
        yield paper.at(*place, found=found, expected=f"one of {listed(BENEFITS)}", remedy=remedy)
    elif line.category == "revenue" and (saved or not earned):
        remedy = "Ask whether anybody pays for it. If not, it is savings or productivity."
        yield paper.at(*place, found=f"revenue, of {named(line)}", expected="what customers pay", remedy=remedy)
    elif line.category != "revenue" and earned:
        remedy = "Ask whether it is money that comes in. If so, it is revenue."
        expected = "a benefit that is not earned"
        yield paper.at(*place, found=f"{line.category}, of {named(line)}", expected=expected, remedy=remedy)


def _negative(paper: Paper, index: int, line: Line) -> Iterator[Problem]:
    """A cost line below zero is often a saving that is kept among the costs."""
    if sum(_values(line)) < 0:
        found = f"{named(line)}, a cost below zero"
        remedy = "Ask whether it is a saving. If so, make it a benefit of that category."
        yield paper.at("lines", index, "values", found=found, expected="savings among the benefits", remedy=remedy)


def ranged(paper: Paper) -> Answer:
    """How many benefits may turn out otherwise than their likely value."""
    benefits = list(paper.lines("benefit"))
    sums = [
        paper.text.at(place, f"{name} without a range", "lines with `low` and `high`", "Give a line for each benefit.")
        for place, name in paper.flows()
        if name != "costs"
    ]
    if sums:
        return failed("Flows without lines have no ranges.", *sums)
    if not benefits:
        return not_applicable("There are no benefits.")
    without = [(index, line) for index, line in benefits if line.distribution == "fixed" or line.low == line.high]
    having = len(benefits) - len(without)
    said = (
        f"{having} of {counted(len(benefits), 'benefit')} {'has' if 1 in (having, len(benefits)) else 'have'} a range."
    )
    if 2 * having > len(benefits):
        return passed(said)
    remedy = "Add `low` and `high`, the factors by which it may turn out below and above."
    return failed(
        said,
        *(
            paper.at("lines", index, "low", found=f"{named(line)} without a range", expected="a range", remedy=remedy)
            for index, line in without
        ),
    )


def double_running(paper: Paper) -> Answer:
    """Whether what is saved ramps up or begins late, or a cost line has the old run on until it is there."""
    savings = [one for one in paper.lines("benefit") if one[1].category == "savings" and any(_values(one[1]))]
    if not savings:
        return not_applicable("No benefit is of the category savings, so no line says that something old ends.")
    beside = [line for _, line in paper.lines("cost") if BESIDE.search(line.name) and any(_values(line))]
    sudden = [(index, line) for index, line in savings if not _grows(line)]
    if not sudden or beside:
        return passed(_looked_at(savings, beside))
    moving = [line for _, line in paper.lines("cost") if line.category == "one-off" and any(_values(line)[2:])]
    places = [
        paper.at(
            "lines",
            index,
            "values",
            found=f"{named(line)} in full from the first figure on",
            expected="savings that grow while teams move, or a cost line for what runs on meanwhile",
            remedy="Ask when the old is switched off, and let the savings begin then.",
        )
        for index, line in sudden
    ]
    if moving:
        while_ = listed([named(line) for line in moving])
        return failed(f"Savings are there in full while {while_} still costs, and nothing runs side by side.", *places)
    return to_judge("Savings begin in full, and no cost line is about what runs on meanwhile.", *places)


def _looked_at(savings: list[tuple[int, Line]], beside: list[Line]) -> str:
    growing = [named(line) for _, line in savings if _grows(line)]
    parts = [f"Savings grow over time in {listed(growing)}."] if growing else []
    parts += [f"What runs on meanwhile is in {listed([named(line) for line in beside])}."] if beside else []
    return " ".join(parts)


def _values(line: Line) -> list[Decimal]:
    return [figure.value for figure in line.values]


def _grows(line: Line) -> bool:
    """Whether the first period after today is still below the full level."""
    values = _values(line)
    return max(values[0], values[1]) < NEARLY * max(values)
