"""Find benefits that two options have under ids of their own: what they share is written once, with both as options.

Where each option has its own copy, one is changed without the other, and the difference of the two is no longer 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from steering.cases.business import BusinessCase
from steering.cases.line import Line
from steering.cases.line_amounts import line_amounts
from steering.errors import Problem
from steering.formatting import join_words
from steering.review.subject import ReviewSubject, line_name

# What two names have to differ in: `C++` and `C#` are two.
CALLED = re.compile(r"[\w+#&]+")


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """Lines that may count the same money; `certain` where no other reading is possible."""

    certain: bool
    place: Problem


def find_twins(paper: ReviewSubject) -> Iterator[Likeness]:
    """Yield each benefit of some options with the name or the figures of one that other options have."""
    case = paper.business.as_written
    benefits = [
        (index, line) for index, line in enumerate(case.lines) if line.kind == "benefit" and line.options is not None
    ]
    told: set[int] = set()
    for (_, line), (index, other) in combinations(benefits, 2):
        how = "" if index in told or set(line.options or ()) & set(other.options or ()) else _compare(line, other, case)
        if how:
            told.add(index)
            yield Likeness(certain=False, place=_place(paper, line, index, other, how))


def _compare(line: Line, other: Line, case: BusinessCase) -> str:
    """Return what two lines have in common; nothing where it is neither name nor figures."""
    names = [tuple(CALLED.findall(each.name.casefold())) for each in (line, other)]
    amounts = [line_amounts(each, case) for each in (line, other)]
    parts = ["name"] if names[0] == names[1] else []
    parts += ["figures"] if amounts[0] == amounts[1] and any(amounts[0]) else []
    return join_words(parts)


def _place(paper: ReviewSubject, line: Line, index: int, other: Line, how: str) -> Problem:
    own, others = (join_words(list(each.options or ())) for each in (line, other))
    return paper.at(
        "lines",
        index,
        found=f"{line_name(other)} of {others} with the {how} of {line_name(line)} of {own}",
        expected="a benefit that several options have, written once",
        remedy="If both are the same benefit, keep one line and name all of its options in `options`.",
    )
