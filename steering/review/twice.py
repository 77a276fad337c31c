"""Whether anything is counted twice: lines that repeat, mirror or add up others.

Equal figures under one name, and a line that is called a total and is one, are certain. Other likenesses may be so for
a reason, so that a person has to look at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from steering.cases.business import Line
from steering.errors import Problem
from steering.figures import counted
from steering.review.items import Answer, failed, passed, to_judge
from steering.review.paper import Paper, named, words

TOTAL = re.compile(r"\b(?:total|totals|subtotal|sub-total|sum|overall)\b", re.IGNORECASE)
SHARE = re.compile(r"%|\bper\s?cent\b", re.IGNORECASE)
"""A line that says that it is a share of others is meant to follow them."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line with its index in the file and its amounts, not all of which are 0, and their sum."""

    index: int
    line: Line
    amounts: tuple[Fraction, ...]
    total: Fraction

    @cached_property
    def shape(self) -> tuple[Fraction, ...]:
        """The amounts as multiples of the first that is not 0: proportional lines have the same."""
        first = next(amount for amount in self.amounts if amount)
        return tuple(amount / first for amount in self.amounts)

    @cached_property
    def telling(self) -> bool:
        """Whether the amounts change; lines that stay as they are resemble each other by chance."""
        return len({amount for amount in self.amounts if amount}) > 1


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """Two lines, or a line and others, that may count the same money; certain where nothing else can be meant."""

    certain: bool
    place: Problem


def counted_once(paper: Paper) -> Answer:
    """Every likeness between lines; certain ones fail."""
    entries = list(_entries(paper))
    if not entries:
        return to_judge("Costs and benefits are given as sums, so nothing says what is in them.")
    found = [*_alike(paper, entries), *_sums(paper, entries)]
    certain = [one.place for one in found if one.certain]
    if certain:
        return failed(f"{counted(len(certain), 'line')} counted twice.".capitalize(), *certain)
    if found:
        likenesses = counted(len(found), "likeness", "likenesses")
        return to_judge(
            f"{likenesses} between lines: each may be so for a reason.".capitalize(), *(one.place for one in found)
        )
    return passed(f"No two of {counted(len(entries), 'line')} repeat or mirror each other, and none adds up others.")


def _entries(paper: Paper) -> Iterator[Entry]:
    for index, line in enumerate(paper.business.lines):
        amounts = tuple(Fraction(figure.value) for figure in line.values)
        if any(amounts):
            yield Entry(index=index, line=line, amounts=amounts, total=sum(amounts, Fraction(0)))


def _alike(paper: Paper, entries: Sequence[Entry]) -> Iterator[Likeness]:
    """Each line against the first one that it is like in one of the ways, in the order in which they tell most."""
    shapes: dict[tuple[Fraction, ...], list[Entry]] = {}
    names: dict[tuple[object, ...], Entry] = {}
    sources: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        line = entry.line
        near = shapes.setdefault(entry.shape, [])
        name, source = (line.kind, words(line.name)), (line.category, words(line.source or ""))
        found = next((one for one in (_pair(paper, other, entry) for other in near) if one), None)
        if found is None and name in names:
            found = _like(paper, names[name], entry, "the same name as", certain=False)
        if found is None and line.kind == "benefit" and line.source and source in sources:
            found = _like(paper, sources[source], entry, "the same source and category as", certain=False)
        if found:
            yield found
        near.append(entry)
        names.setdefault(name, entry)
        if line.kind == "benefit":
            sources.setdefault(source, entry)


def _pair(paper: Paper, one: Entry, other: Entry) -> Likeness | None:
    """What two lines of the same shape are to each other."""
    same_kind = one.line.kind == other.line.kind
    if one.amounts == other.amounts:
        if words(one.line.name) == words(other.line.name):
            return _like(paper, one, other, "the name and the figures of", certain=True)
        if same_kind:
            return _like(paper, one, other, "the same figures as", certain=False)
        return _like(paper, one, other, "the figures, on the other side, of", certain=False) if other.telling else None
    if same_kind and other.telling and not (SHARE.search(one.line.name) or SHARE.search(other.line.name)):
        return _like(paper, one, other, "figures in proportion to", certain=False)
    return None


def _like(paper: Paper, one: Entry, other: Entry, how: str, *, certain: bool) -> Likeness:
    row = paper.text.lines.get(("lines", one.index))
    place = paper.at(
        "lines",
        other.index,
        found=f"{named(other.line)} with {how} {named(one.line)}" + (f" in row {row}" if row else ""),
        expected="money that is counted once",
        remedy="Remove one of the two." if certain else "Ask whether both count the same money; if so, remove one.",
    )
    return Likeness(certain=certain, place=place)


def _sums(paper: Paper, entries: Sequence[Entry]) -> Iterator[Likeness]:
    """Lines that add up all others of their kind, or neighbours of their kind."""
    for kind in ("cost", "benefit"):
        of_kind = [entry for entry in entries if entry.line.kind == kind]
        for position, entry in enumerate(of_kind):
            parts = _parts(of_kind, position)
            said = bool(TOTAL.search(entry.line.name))
            if parts and (said or entry.telling):
                yield _sum(paper, entry, parts, certain=said)


def _parts(of_kind: Sequence[Entry], position: int) -> Sequence[Entry]:
    """The other lines that a line is the sum of, in every period; none where it is not."""
    entry, before, after = of_kind[position], of_kind[:position][::-1], of_kind[position + 1 :]
    others = [*before[::-1], *after]
    if _adds_up(entry, others, sum((one.total for one in others), Fraction(0))):
        return others
    for side in (before, after):
        for count, total in enumerate(accumulate(one.total for one in side), start=1):
            if _adds_up(entry, side[:count], total):
                return side[:count]
    return ()


def _adds_up(entry: Entry, parts: Sequence[Entry], total: Fraction) -> bool:
    """Whether a line is the sum of two or more others; their total, which is quick to compare, rules most out."""
    if len(parts) < 2 or total != entry.total:
        return False
    return entry.amounts == tuple(sum(at, Fraction(0)) for at in zip(*(one.amounts for one in parts), strict=True))


def _sum(paper: Paper, entry: Entry, parts: Sequence[Entry], *, certain: bool) -> Likeness:
    remedy = "Remove it: costs and benefits are added up anyway." if certain else "Ask whether it is a total."
    place = paper.at(
        "lines",
        entry.index,
        found=f"{named(entry.line)}, which is the sum of {counted(len(parts), 'other line')} in every period",
        expected="lines that are not in one another",
        remedy=remedy,
    )
    return Likeness(certain=certain, place=place)
