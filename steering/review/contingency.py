"""Whether a contingency is the percentage that its label says, period by period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from steering.cases.business import Line
from steering.errors import Problem
from steering.figures import bare, counted, listed
from steering.review.items import Answer, failed, passed, to_judge
from steering.review.paper import Paper, named, words
from steering.status import Status

CALLED = re.compile(r"\bcontingenc(?:y|ies)\b", re.IGNORECASE)
PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|per\s?cent\b)(?:\s+(?:of|on)\s+(?P<base>.+))?", re.IGNORECASE)
ALL = frozenset(words("the all other every cost costs line lines total and of"))
"""Words that name no line of their own: `all other costs`."""
Group = tuple[Line, ...]


def as_it_says(paper: Paper) -> Answer:
    """Each cost line that is called a contingency, against the lines that it is a share of."""
    found = [(index, line) for index, line in paper.lines("cost") if CALLED.search(f"{line.name} {line.id}")]
    if not found:
        unsure = sum(line.high > 1 for _, line in paper.lines("cost"))
        higher = f"{counted(unsure, 'cost line')} may turn out higher" if unsure else "no cost may turn out higher"
        return to_judge(f"No cost line is called a contingency, and {higher}: ask what pays if costs rise.")
    answers = [_of_one(paper, index, line) for index, line in found]
    for state in (Status.FAILED, Status.TO_JUDGE):
        if some := [answer for answer in answers if answer.state is state]:
            places = tuple(place for answer in some for place in answer.places)
            return Answer(state=state, why=" ".join(answer.why for answer in some), places=places)
    return passed(" ".join(answer.why for answer in answers))


def _of_one(paper: Paper, index: int, line: Line) -> Answer:
    said = PERCENT.search(line.name)
    if said is None:
        return to_judge(f"{named(line)} says no percentage.", _look(paper, index, line, "a percentage of named lines"))
    share = Fraction(said[1].replace(",", ".")) / 100
    step = _step(line)
    others = tuple(other for _, other in paper.lines("cost") if other is not line)
    wanted = [word for word in words(said["base"] or "") if word not in ALL]
    groups = (
        [group for group in _named(others, wanted) if group] if wanted else [others] if said["base"] and others else []
    )
    for group in groups if wanted else _likely(others):
        if group and next(_misses(line, group, share, step), None) is None:
            return passed(f"{named(line)} is {said[1]} % of {_listed(group)} in every period.")
    if not groups:
        return to_judge(
            f"{named(line)} is {said[1]} % of no line, category or sum of costs that is here.",
            _look(paper, index, line, f"{said[1]} % of something in this file"),
        )
    misses = list(_misses(line, groups[0], share, step))
    at = f"{named(line)} is not {said[1]} % of {_listed(groups[0])} in {counted(len(misses), 'period')}."
    return failed(at, *(_off(paper, index, line, period, right) for period, right in misses))


def _named(others: Group, wanted: Sequence[str]) -> Iterator[Group]:
    """What the words after `of` may mean: one line that has them all, all such lines, one line each, a category."""
    whole = tuple(one for one in others if set(wanted) <= set(_words(one)))
    yield from ((one,) for one in whole)
    yield whole
    some = tuple(one for one in others if set(wanted) & set(_words(one)))
    if set(wanted) <= {word for one in some for word in _words(one)}:
        yield some
    yield tuple(one for one in others if one.category and set(words(one.category)) <= set(wanted))


def _likely(others: Group) -> Iterator[Group]:
    """What a percentage is usually of where its label does not say."""
    yield others
    yield from ((one,) for one in others)
    for category in dict.fromkeys(one.category for one in others if one.category):
        yield tuple(one for one in others if one.category == category)


def _misses(line: Line, group: Group, share: Fraction, step: Fraction) -> Iterator[tuple[int, Fraction]]:
    """The periods in which a line is further from that share than half a step, with what it should be."""
    for period, figure in enumerate(line.values):
        right = share * sum((Fraction(one.values[period].value) for one in group), Fraction(0))
        if abs(Fraction(figure.value) - right) > step / 2:
            yield period, right


def _step(line: Line) -> Fraction:
    """The last decimal place that a line is written to; a line of zeros is meant exactly."""
    places = [int(figure.value.as_tuple().exponent) for figure in line.values if figure.value]
    return Fraction(10) ** min(places) if places else Fraction(0)


def _words(line: Line) -> tuple[str, ...]:
    return words(f"{line.name} {line.id.replace('_', ' ')}")


def _listed(group: Group) -> str:
    return listed([named(one) for one in group]) if len(group) <= 3 else f"the sum of {counted(len(group), 'line')}"


def _look(paper: Paper, index: int, line: Line, expected: str) -> Problem:
    remedy = "Ask what it is a share of, and say so in the label: Contingency, 10 % of migration."
    return paper.at("lines", index, "label", found=named(line), expected=expected, remedy=remedy)


def _off(paper: Paper, index: int, line: Line, period: int, right: Fraction) -> Problem:
    return paper.at(
        "lines",
        index,
        "values",
        period,
        found=f"{bare(float(line.values[period].value))} {'today' if not period else f'in period {period}'}",
        expected=bare(float(right)),
        remedy="Correct the figure, or the percentage in the label.",
    )
