"""Compare each contingency with the percentage in its label, period by period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.cases.line import Line
from steering.errors import Problem
from steering.formatting import format_number, join_words, pluralise
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item
from steering.review.label_matching import Group, find_lines, naming, step
from steering.review.optimism_bias import check_bias, find_uplifts
from steering.review.subject import ReviewSubject, line_name
from steering.status import Status

SYNONYM = (
    r"(?:contingenc(?:y|ies)|(?:(?:management|project|programme|program|risk|budget|cost) )?reserves?(?! price)|"
    r"optimism bias(?: (?:uplift|adjustment|allowance))?|"
    r"(?:risk|uncertainty|design) (?:allowance|provision|premium|margin|buffer|uplift|adjustment|pot)s?|"
    r"(?:allowance|provision|buffer|margin)s? for (?:risks?|uncertainty|unforeseen\w*|growth)|"
    r"(?:safety|cost|budget|price) (?:buffer|margin|cushion)s?|unforeseen(?: costs?| items?)?)"
)
CALLED = re.compile(rf"\b{SYNONYM}\b", re.IGNORECASE)
SIGN = r"\s*(?:%|per\s?cent\b)"
FIGURE = r"\d+(?:[.,]\d+)?"
# A percentage or a range of them, and what it is a share of.
PERCENT = re.compile(
    rf"(?:(?<![\w.,-])(?P<low>{FIGURE})(?:{SIGN}\s*(?:-|–|to)\s*|-|–|\s+to\s+))?"
    rf"(?P<high>{FIGURE}){SIGN}(?:(?:\s+{SYNONYM})?\s+(?:of|on|for)\s+(?P<base>.+))?",
    re.IGNORECASE,
)
# A dash between spaces may be that of a range, or stand before one figure; a limit is no figure to hold against.
UNCLEAR = re.compile(
    r"\d\s+[-–]\s*\d|\d\s*[-–]\s+\d|[<>~≤≥±]\s*\d|"
    r"\b(?:at (?:least|most)|up to|about|around|roughly|over|under|min(?:imum)?|max(?:imum)?|"
    r"approx(?:imately)?|ca|circa)\.?\s+\d",
    re.IGNORECASE,
)
EVERY = re.compile(r"\b(?:all|every|each|total|other)\b", re.IGNORECASE)
OTHER = re.compile(r"\bother\b", re.IGNORECASE)
# How items may stand, the worst first.
ORDER = (Status.FAILED, Status.TO_JUDGE, Status.PASSED)


@dataclass(frozen=True, kw_only=True)
class ContingencyShare:
    """A contingency with its index, the range of shares in its label, and the words after `of`.

    `totals` are what each cost line comes to, by id.
    """

    index: int
    line: Line
    low: Fraction
    high: Fraction
    text: str
    base: str
    totals: Mapping[str, Fraction]

    def misses(self, group: Group) -> Iterator[tuple[int, Fraction, Fraction]]:
        """Yield the periods in which it is more than half a step off, with what it should be at least and at most."""
        for period, amount in enumerate(self.line.amounts):
            base = sum((line.amounts[period] for line in group), Fraction(0))
            if not self._fits(amount, base, step(self.line) / 2):
                yield period, *self._range(base)

    def fits(self, group: Group) -> bool:
        """Return whether it is such a share in every period, and of one percentage also in total."""
        possible = self.low < self.high or self.fits_in_total(group, len(self.line.amounts))
        return possible and next(self.misses(group), None) is None

    def fits_in_total(self, group: Group, halves: int = 1) -> bool:
        """Return whether it is such a share of all periods together, within so many half steps."""
        return self._fits(self.totals[self.line.id], self._total(group), halves * step(self.line) / 2)

    def size(self, group: Group) -> Fraction:
        """Return what lines come to, whether they are spent or come back."""
        return abs(self._total(group))

    def _total(self, group: Group) -> Fraction:
        return sum((self.totals[line.id] for line in group), Fraction(0))

    def _fits(self, value: Fraction, base: Fraction, within: Fraction) -> bool:
        least, most = self._range(base)
        return least - within <= value <= most + within

    def _range(self, base: Fraction) -> tuple[Fraction, Fraction]:
        ends = self.low * base, self.high * base
        return min(ends), max(ends)


def check_contingency(paper: ReviewSubject) -> ChecklistAnswer:
    """Return each cost line that is called a contingency, against the lines that it is a share of."""
    contingencies = [(index, line) for index, line in paper.lines("cost") if CALLED.search(_label_text(line))]
    biases = paper.business.as_written.optimism_bias
    if biases:
        return _with_bias(paper, contingencies)
    if not contingencies:
        unsure = sum(line.high > 1 for _, line in paper.lines("cost"))
        higher = f"{pluralise(unsure, 'cost line')} may turn out higher" if unsure else "no cost may turn out higher"
        none = "No cost line is called a contingency, a reserve or the like"
        return leave_to_person(f"{none}, and {higher}: ask what pays if costs rise.")
    return _of_all(paper, contingencies)


def _with_bias(paper: ReviewSubject, contingencies: Sequence[tuple[int, Line]]) -> ChecklistAnswer:
    """Judge optimism bias, and contingencies beside it: a cost is raised once, by one of the two."""
    answer, totals = check_bias(paper), _totals(paper)
    if not contingencies:
        return answer
    shares = [(line, _share(index, line, totals)) for index, line in contingencies]
    twice = [
        place
        for line, share in shares
        for place in find_uplifts(paper, line, _base_of(paper, share) if share else None)
    ]
    if any(place.certain for place in twice):
        places = [place.place for place in twice if place.certain]
        return fail_item(f"{pluralise(len(places), 'line')} raised twice.", *places, *answer.places)
    own = _of_all(paper, contingencies)
    if twice:
        why = f"{answer.why} {own.why} Nothing says whether the contingency is on other lines than the bias."
        return leave_to_person(why, *(place.place for place in twice), *answer.places, *own.places)
    worst = min((answer, own), key=lambda each: ORDER.index(each.state))
    return ChecklistAnswer(state=worst.state, why=f"{answer.why} {own.why}", places=(*answer.places, *own.places))


def _base_of(paper: ReviewSubject, share: ContingencyShare) -> Group | None:
    """Return the lines that a contingency is the share of; None where that can't be told."""
    others = tuple(other for _, other in paper.lines("cost") if other is not share.line)
    if terms := naming(share.base):
        groups = [group for group in find_lines(others, terms) if share.size(group)]
        return groups[0] if len(groups) == 1 else next(filter(share.fits, groups), None)
    candidates = _every(share, others) if EVERY.search(share.base) else _likely(share, others)
    return next(filter(share.fits, candidates), None)


def _totals(paper: ReviewSubject) -> dict[str, Fraction]:
    return {line.id: sum(line.amounts, Fraction(0)) for _, line in paper.lines("cost")}


def _of_all(paper: ReviewSubject, contingencies: Sequence[tuple[int, Line]]) -> ChecklistAnswer:
    totals = _totals(paper)
    answers = [_of_one(paper, _share(index, line, totals), index, line) for index, line in contingencies]
    for state in ORDER[:-1]:
        if some := [answer for answer in answers if answer.state is state]:
            places = tuple(place for answer in some for place in answer.places)
            return ChecklistAnswer(state=state, why=" ".join(answer.why for answer in some), places=places)
    return pass_item(" ".join(answer.why for answer in answers))


def _of_one(paper: ReviewSubject, share: ContingencyShare | None, index: int, line: Line) -> ChecklistAnswer:
    if share is None:
        look = _look(paper, index, line, "one percentage of named lines")
        return leave_to_person(f"{line_name(line)} says no percentage that it could be held against.", look)
    others = tuple(other for _, other in paper.lines("cost") if other is not line)
    if naming(share.base):
        groups = [group for group in find_lines(others, naming(share.base)) if share.size(group)]
        return _of_named(paper, share, groups, certain=len(groups) == 1)
    if EVERY.search(share.base):
        return _of_named(paper, share, list(_every(share, others)), certain=True)
    return _of_whatever(paper, share, others)


def _share(index: int, line: Line, totals: Mapping[str, Fraction]) -> ContingencyShare | None:
    """Parse the percentage in a label; None where there is none, several, or a limit."""
    matches = list(PERCENT.finditer(line.name))
    if len(matches) != 1 or UNCLEAR.search(line.name) or re.search(SIGN, matches[0]["base"] or "", re.IGNORECASE):
        return None
    low, high = matches[0]["low"], matches[0]["high"]
    return ContingencyShare(
        index=index,
        line=line,
        low=Fraction((low or high).replace(",", ".")) / 100,
        high=Fraction(high.replace(",", ".")) / 100,
        text=f"{low} to {high}%" if low else f"{high}%",
        base=matches[0]["base"] or "",
        totals=totals,
    )


def _of_named(
    paper: ReviewSubject, share: ContingencyShare, groups: Sequence[Group], *, certain: bool
) -> ChecklistAnswer:
    """Against what its label may mean. Where that is certain it fails, unless only the periods are others."""
    fitting = next((group for group in groups if share.fits(group)), None)
    if fitting:
        return pass_item(_fitting(share, fitting))
    names = line_name(share.line)
    if not groups:
        look = _look(paper, share.index, share.line, f"{share.text} of something in this file")
        return leave_to_person(f"{names} is {share.text} of no line, category or sum of costs that is here.", look)
    if any(share.fits_in_total(group) for group in groups):
        look = _look(paper, share.index, share.line, "the share in each period, or a reason for another time")
        return leave_to_person(f"{names} is {share.text} in total, and not in every period.", look)
    if not certain:
        look = _look(paper, share.index, share.line, f"{share.text} of one of {len(groups)} things that it may mean")
        return leave_to_person(f"{names} is {share.text} of nothing that its label may mean.", look)
    misses = list(share.misses(groups[0]))
    at = f"{names} is not {share.text} of {_list_lines(groups[0])} in {pluralise(len(misses), 'period')}."
    return fail_item(at, *(_off(paper, share, *miss) for miss in misses))


def _every(share: ContingencyShare, others: Group) -> Iterator[Group]:
    """Yield what all costs may be: with other contingencies and itself, or without."""
    apart = tuple(other for other in others if not CALLED.search(_label_text(other)))
    readings = (apart, others) if OTHER.search(share.base) else (apart, others, (*others, share.line))
    yield from dict.fromkeys(group for group in readings if others and group and share.size(group))


def _of_whatever(paper: ReviewSubject, share: ContingencyShare, others: Group) -> ChecklistAnswer:
    """Judge a label that names nothing: a share of all other costs, or of what makes up most of them."""
    whole = share.size(others)
    for group in _likely(share, others):
        if share.fits(group):
            if 2 * share.size(group) >= whole:
                return pass_item(_fitting(share, group))
            look = _look(paper, share.index, share.line, "a percentage of named lines")
            return leave_to_person(f"{_fitting(share, group)} That is the smaller part of the costs.", look)
    look = _look(paper, share.index, share.line, f"{share.text} of something in this file")
    return leave_to_person(
        f"{line_name(share.line)} is {share.text} of no line, category or sum of costs that is here.", look
    )


def _likely(share: ContingencyShare, others: Group) -> Iterator[Group]:
    """Yield what a percentage is usually of where its label does not say, the largest first."""
    categories = dict.fromkeys(other.category for other in others if other.category)
    by_category = [tuple(other for other in others if other.category == category) for category in categories]
    groups = [*_every(share, others), *by_category, *((other,) for other in others)]
    yield from sorted(filter(share.size, groups), key=share.size, reverse=True)


def _fitting(share: ContingencyShare, group: Group) -> str:
    return f"{line_name(share.line)} is {share.text} of {_list_lines(group)} in every period, as far as it is written."


def _label_text(line: Line) -> str:
    return f"{line.name} {line.id.replace('_', ' ')}"


def _list_lines(group: Group) -> str:
    return (
        join_words([line_name(line) for line in group])
        if len(group) <= 3
        else f"the sum of {pluralise(len(group), 'line')}"
    )


def _look(paper: ReviewSubject, index: int, line: Line, expected: str) -> Problem:
    remedy = "Ask what it is a share of, and say so in the label: Contingency, 10% of migration."
    return paper.at("lines", index, "label", found=line_name(line), expected=expected, remedy=remedy)


def _off(paper: ReviewSubject, share: ContingencyShare, period: int, least: Fraction, most: Fraction) -> Problem:
    # Figures that are worked out have no place of their own in the file.
    place = ("values", period) if paper.business.as_written.lines[share.index].values else ()
    return paper.at(
        "lines",
        share.index,
        *place,
        found=f"{format_number(float(share.line.amounts[period]))} {'today' if not period else f'in period {period}'}",
        expected=format_number(float(least))
        if least == most
        else f"{format_number(float(least))} to {format_number(float(most))}",
        remedy="Correct the figure, or the percentage in the label.",
    )
