"""Find double counting: lines that repeat, mirror or add up others.

Equal figures of one kind under one name, and a line that is called the total of lines whose sum it is, are certain.
Other likenesses may be so for a reason, so that a person has to look at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from steering.cases.line import Line
from steering.formatting import pluralise
from steering.review.cash_lines import find_cash_doubts
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item
from steering.review.label_matching import find_lines, naming, step
from steering.review.option_twins import CALLED, Likeness, find_twins
from steering.review.subject import ReviewSubject, line_name, words
from steering.status import Status

# What the label of a total begins with.
TOTAL = re.compile(r"\W*(?:(?:grand )?totals?|sub-?totals?|sum)\b", re.IGNORECASE)
# A line that says that it is a share of others is meant to follow them.
SHARE = re.compile(r"%|\bper\s?cent\b", re.IGNORECASE)


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


def check_double_counting(paper: ReviewSubject) -> ChecklistAnswer:
    """Return every likeness between lines, and every line that is no money still to come; certain ones fail."""
    entries, doubts = list(_entries(paper)), list(find_cash_doubts(paper))
    if certain := [doubt.place for doubt in doubts if doubt.certain]:
        answer = _check_likenesses(paper, entries)
        other = f" {answer.why}" if answer.state is Status.FAILED else ""
        text = f"{pluralise(len(certain), 'line')} of money that is counted already or is gone.{other}"
        return fail_item(text, *certain, *answer.places)
    answer = _check_likenesses(paper, entries)
    if not doubts or answer.state is Status.FAILED:
        return answer
    text = f"{pluralise(len(doubts), 'line')} may be no money still to come."
    return leave_to_person(text, *(doubt.place for doubt in doubts), *answer.places)


def _check_likenesses(paper: ReviewSubject, entries: Sequence[Entry]) -> ChecklistAnswer:
    if not entries:
        return leave_to_person("Costs and benefits are given as sums, so nothing says what is in them.")
    together = (likeness for group in _together(paper, entries) for likeness in _like_in(paper, group))
    likenesses = [*dict.fromkeys(together), *find_twins(paper)]
    certain = [likeness.place for likeness in likenesses if likeness.certain]
    others = pluralise(len(likenesses) - len(certain), "likeness", "likenesses")
    if certain:
        besides = f" {others.capitalize()} to look at besides." if len(likenesses) > len(certain) else ""
        return fail_item(f"{pluralise(len(certain), 'line')} counted twice.{besides}", *certain)
    if likenesses:
        return leave_to_person(
            f"{others.capitalize()} between lines: each may be so for a reason.",
            *(likeness.place for likeness in likenesses),
        )
    if len(entries) == 1:
        return pass_item("There is one line, and nothing that could be counted in another.")
    return pass_item(f"No duplicate or proportional lines among {len(entries)}.")


def _like_in(paper: ReviewSubject, entries: Sequence[Entry]) -> Iterator[Likeness]:
    yield from _alike(paper, entries)
    yield from _sums(paper, entries)


def _together(paper: ReviewSubject, entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Yield the lines that count together: those of each option, of which one alone is taken."""
    options = paper.business.options
    for option in options:
        yield [entry for entry in entries if entry.line.options is None or option.id in entry.line.options]
    if not options:
        yield entries


def _entries(paper: ReviewSubject) -> Iterator[Entry]:
    for index, line in paper.entries:
        amounts = line.amounts
        if any(amounts):
            yield Entry(index=index, line=line, amounts=amounts, total=sum(amounts, Fraction(0)))


def _alike(paper: ReviewSubject, entries: Sequence[Entry]) -> Iterator[Likeness]:
    """Yield each line with the first one that it is like, in the order in which likenesses tell most."""
    twins: dict[tuple[object, ...], Entry] = {}
    shapes: dict[tuple[Fraction, ...], list[Entry]] = {}
    names: dict[tuple[object, ...], Entry] = {}
    sources: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        line = entry.line
        twin, near = (line.kind, line.name.casefold(), entry.amounts), shapes.setdefault(entry.shape, [])
        name = (line.kind, tuple(CALLED.findall(line.name.casefold())))
        source = (line.category, words(line.source or ""))
        if twin in twins:
            yield _like(paper, twins[twin], entry, "the name and the figures of", certain=True)
        elif likeness := next(
            (likeness for likeness in (_pair(paper, other, entry) for other in near) if likeness), None
        ):
            yield likeness
        elif name in names:
            yield _like(paper, names[name], entry, "the same name as")
        elif line.kind == "benefit" and line.source and source in sources:
            yield _like(paper, sources[source], entry, "the same source and category as")
        near.append(entry)
        twins.setdefault(twin, entry)
        names.setdefault(name, entry)
        if line.kind == "benefit":
            sources.setdefault(source, entry)


def _pair(paper: ReviewSubject, entry: Entry, other: Entry) -> Likeness | None:
    """Return what two lines of the same shape may be to each other."""
    same_kind = entry.line.kind == other.line.kind
    if entry.amounts == other.amounts:
        if same_kind:
            return _like(paper, entry, other, "the same figures as")
        mirrored = other.telling or entry.line.name.casefold() == other.line.name.casefold()
        return _like(paper, entry, other, "the figures, on the other side, of") if mirrored else None
    if same_kind and other.telling and not (SHARE.search(entry.line.name) or SHARE.search(other.line.name)):
        return _like(paper, entry, other, "figures in proportion to")
    return None


def _like(paper: ReviewSubject, entry: Entry, other: Entry, how: str, *, certain: bool = False) -> Likeness:
    row = paper.text.lines.get(("lines", entry.index))
    place = paper.at(
        "lines",
        other.index,
        found=f"{line_name(other.line)} with {how} {line_name(entry.line)}" + (f" in row {row}" if row else ""),
        expected="money that is counted once",
        remedy="Remove one of the two." if certain else "Ask whether both count the same money; if so, remove one.",
    )
    return Likeness(certain=certain, place=place)


def _sums(paper: ReviewSubject, entries: Sequence[Entry]) -> Iterator[Likeness]:
    """Yield lines that add up all others of their kind, neighbours of their kind, or those that their label names."""
    for kind in ("cost", "benefit"):
        of_kind = [entry for entry in entries if entry.line.kind == kind]
        for position, entry in enumerate(of_kind):
            total = TOTAL.match(entry.line.name)
            if total and len(of_kind) > 1:
                yield from _find_total(paper, of_kind, position, naming(entry.line.name[total.end() :]))
            elif entry.telling and (parts := _parts(of_kind, position, Fraction(0))):
                yield _sum(paper, entry, f"the sum of {pluralise(len(parts), 'other line')} in every period")


def _find_total(
    paper: ReviewSubject, of_kind: Sequence[Entry], position: int, wanted: Sequence[str]
) -> Iterator[Likeness]:
    """Yield a line whose label begins with `Total`: certain where it is the sum of what it names, or names nothing."""
    entry = of_kind[position]
    half = step(entry.line) / 2
    by_id = {candidate.line.id: candidate for candidate in of_kind if candidate is not entry}
    groups: list[Sequence[Entry]] = [
        [by_id[line.id] for line in group]
        for group in find_lines([candidate.line for candidate in by_id.values()], wanted)
        if wanted
    ]
    group_found = next((group for group in groups if _adds_up(entry, group, half)), ())
    certain = bool(group_found) or not wanted
    if parts := group_found or _parts(of_kind, position, half):
        yield _sum(paper, entry, f"the sum of {pluralise(len(parts), 'other line')} in every period", certain=certain)
    elif groups or not wanted:
        yield _sum(paper, entry, "called a total, and not the sum of lines that it names or that stand beside it")


def _parts(of_kind: Sequence[Entry], position: int, within: Fraction) -> Sequence[Entry]:
    """Return all others or the neighbours that a line is the sum of, in every period; none where it is not."""
    entry, before, after = of_kind[position], of_kind[:position][::-1], of_kind[position + 1 :]
    others = [*before, *after]
    if _adds_up(entry, others, within):
        return others
    near = within * len(entry.amounts)
    for side in (before, after):
        for count, total in enumerate(accumulate(part.total for part in side), start=1):
            if abs(total - entry.total) <= near and _adds_up(entry, side[:count], within):
                return side[:count]
    return ()


def _adds_up(entry: Entry, parts: Sequence[Entry], within: Fraction) -> bool:
    """Return whether a line is the sum of two or more others, in every period within so much."""
    if len(parts) < 2 or abs(sum(part.total for part in parts) - entry.total) > within * len(entry.amounts):
        return False
    sums = (sum(at, Fraction(0)) for at in zip(*(part.amounts for part in parts), strict=True))
    return all(abs(total - amount) <= within for total, amount in zip(sums, entry.amounts, strict=True))


def _sum(paper: ReviewSubject, entry: Entry, what: str, *, certain: bool = False) -> Likeness:
    remedy = "Remove it: costs and benefits are added up anyway." if certain else "Ask whether it is a total."
    place = paper.at(
        "lines",
        entry.index,
        found=f"{line_name(entry.line)}, which is {what}",
        expected="lines that are not in one another",
        remedy=remedy,
    )
    return Likeness(certain=certain, place=place)
