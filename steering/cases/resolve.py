"""A business case as it counts: the lines of one option against another, worked out from what the file says of them.

A file that only has lists of values is returned as it is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic.dataclasses import dataclass as pydantic_dataclass

from steering.cases.business import BusinessCase
from steering.cases.business_terms import EndValue, Option
from steering.cases.line import Line, ResolvedLine
from steering.cases.line_amounts import end_value, halves_before, line_amounts
from steering.errors import UnknownName
from steering.field_types import STRICT

NOTHING = Fraction(0)
BIAS = "optimism_bias"


@dataclass(frozen=True, kw_only=True)
class OptionChoice:
    """An option and what it is held against; None is without any line of the other."""

    option: Option | None
    against: Option | None


@pydantic_dataclass(frozen=True, kw_only=True, config=STRICT)
class ResolvedCase(BusinessCase):
    """A business case as it counts in a choice of options; `written` is the case as its file has it."""

    written: Any
    choice: Any

    @property
    def as_written(self) -> BusinessCase:
        """The case as its file has it, with the lines of all options."""
        case: BusinessCase = self.written
        return case

    @property
    def placed_lines(self) -> tuple[tuple[int, Line], ...]:
        """The lines that count, each with its index in the file; what is derived from another is not among them."""
        places = {line.id: index for index, line in enumerate(self.as_written.lines)}
        return tuple((places[line.id], line) for line in self.lines if line.id in places)


def choose(case: BusinessCase, option: str | None = None, against: str | None = None) -> OptionChoice:
    """Return an option by its id, the one that is asked for by default, against another, the baseline by default.

    The baseline is held against nothing unless it is to be held against itself, which leaves no line. Raises
    UnknownName with the nearest one.
    """
    by_id = {each.id: each for each in case.options}
    for name in (option, against):
        if name is not None and name not in by_id:
            raise UnknownName("option", name, list(by_id))
    own = by_id.get(option or case.option or "")
    other = by_id[against] if against else baseline_of(case)
    return OptionChoice(option=own, against=None if other == own and not against else other)


def baseline_of(case: BusinessCase) -> Option | None:
    """Return the option that others are held against."""
    return next((option for option in case.options if option.baseline), None)


def resolve(case: BusinessCase, option: str | None = None, against: str | None = None) -> BusinessCase:
    """Return the case as it counts: each line with its amounts, in the option less in what it is held against.

    The result has the rate of the option. Raises UnknownName for an option that is none.
    """
    return resolve_choice(case, choose(case, option, against))


def resolve_stated(case: BusinessCase, option: str | None, against: str | None) -> BusinessCase:
    """Return a resolved case in the options that a stated figure names; as it is where it names none."""
    return case if option is None and against is None else resolve(case.as_written, option, against)


def resolve_alone(case: BusinessCase, option: str) -> BusinessCase:
    """Return an option as it counts by itself, held against nothing."""
    return resolve_choice(case, replace(choose(case, option), against=None))


def resolve_choice(case: BusinessCase, choice: OptionChoice) -> BusinessCase:
    """Return the case as it counts in a choice."""
    if case.cashflows or not (case.options or case.optimism_bias or any(map(_is_worked_out, case.lines))):
        return case
    lines = tuple(_resolve_lines(case, choice))
    rate = choice.option.discount_rate if choice.option else None
    own = {} if rate is None else {"discount_rate": rate, "drivers": _with_rate(case, rate)}
    given = {field.name: getattr(case, field.name) for field in fields(case)}
    # An option without lines lasts as long as the others.
    given |= {"periods": case.last, "lines": lines}
    return ResolvedCase(**{**given, **own}, written=case, choice=choice)


def _with_rate(case: BusinessCase, rate: Decimal) -> dict[str, Any]:
    driver = case.drivers.get("discount_rate")
    return case.drivers if driver is None else {**case.drivers, "discount_rate": replace(driver, value=rate)}


def _is_worked_out(line: Line) -> bool:
    """Whether its figures by index are not simply its values."""
    return not line.values or bool(
        line.terms or line.growth is not None or line.prices or line.currency or line.end_value or line.sunk
    )


def _resolve_lines(case: BusinessCase, choice: OptionChoice) -> Iterator[ResolvedLine]:
    by_origin: dict[str, list[Fraction]] = {}
    for line in case.lines:
        if line.sunk:
            continue
        planned = line_amounts(line, case)
        amounts = _increment(planned, line, case, choice)
        if amounts is None:
            continue
        by_origin[line.id] = amounts
        left = _left_at_end(planned, line, case, choice)
        # What a depreciated asset brings is told apart from what was paid for it.
        if left and (line.timing or case.timing) == "end" and not line.depreciation:
            amounts = [before + value for before, value in zip(amounts, left, strict=True)]
            left = None
        yield fix_amounts(line, amounts)
        if left:
            name = f"{line.name}: value at the end"
            yield fix_amounts(
                line, left, id=f"{line.id}.end", label=name, timing="end", distribution="fixed", low=1, high=1
            )
    for number in range(len(case.optimism_bias)):
        yield from _bias_lines(number, case, by_origin)


def _increment(
    amounts: Sequence[Fraction], line: Line, case: BusinessCase, choice: OptionChoice
) -> list[Fraction] | None:
    """Return amounts in the option less in the other; None where the line belongs to neither, or to both alike."""
    if choice.option is None:
        return list(amounts)
    halves = halves_before(line, case)
    own, other = (_amounts_in(option, amounts, line, halves) for option in (choice.option, choice.against))
    if own == other:
        return None
    return [mine - theirs for mine, theirs in zip(own, other, strict=True)]


def _left_at_end(
    amounts: Sequence[Fraction], line: Line, case: BusinessCase, choice: OptionChoice
) -> list[Fraction] | None:
    """Return what is there at the end of the horizon, in the option less in the other; None where that is nothing.

    It is there then in an option that starts later as well: of what has been paid until then.
    """
    if choice.option is None:
        worth = end_value(line, case, amounts)
    else:
        worth = _worth_in(choice.option, amounts, line, case) - _worth_in(choice.against, amounts, line, case)
    return [*[NOTHING] * case.last, -worth if line.kind == "cost" else worth] if worth else None


def _worth_in(option: Option | None, amounts: Sequence[Fraction], line: Line, case: BusinessCase) -> Fraction:
    share = NOTHING if option is None else share_in(option, line)
    if not share:
        return NOTHING
    moved = _amounts_in(option, amounts, line, halves_before(line, case))
    return share * end_value(line, case, [amount / share for amount in moved])


def _amounts_in(option: Option | None, amounts: Sequence[Fraction], line: Line, halves: int) -> list[Fraction]:
    share = NOTHING if option is None else share_in(option, line)
    if not share or option is None:
        return [NOTHING] * len(amounts)
    values = [amount * share for amount in amounts]
    if not option.starts_after:
        return values
    # What is due today falls at a moment, and the flows of a period before its end.
    today, moved = values[0], [NOTHING, *[NOTHING] * option.starts_after, *values[1:]][: len(values)]
    lump = option.starts_after + (1 if halves else 0)
    if lump < len(moved):
        moved[lump] += today
    return moved


def share_in(option: Option, line: Line) -> Fraction:
    """Return the share of a line that an option has: all of it where the line names no options."""
    if line.options is None:
        return Fraction(1)
    return Fraction(line.options.get(option.id, Decimal(0)))


def _bias_lines(number: int, case: BusinessCase, by_origin: dict[str, list[Fraction]]) -> Iterator[ResolvedLine]:
    """Yield what a bias adds, a line for all costs that become an expense alike."""
    bias = case.optimism_bias[number]
    groups: dict[Hashable, list[Line]] = {}
    for line in case.lines:
        if line.id in bias.lines and line.id in by_origin:
            groups.setdefault((line.depreciation, line.taxable, line.depreciation and line.end_value), []).append(line)
    for count, lines in enumerate(groups.values(), start=1):
        name, first = f"{BIAS}.{number + 1}", lines[0]
        line = Line(
            id=name if count == 1 else f"{name}.{count}",
            kind="cost",
            label=f"Optimism bias, {bias.reference_class}",
            category="contingency",
            distribution="fixed",
            source=bias.source,
            depreciation=first.depreciation,
            taxable=first.taxable,
            # Nothing more comes back for what was dearer.
            end_value=EndValue(amount=Decimal(0)) if first.depreciation and first.end_value else None,
        )
        amounts = [by_origin[each.id] for each in lines]
        yield fix_amounts(line, [Fraction(bias.share) * sum(at, NOTHING) for at in zip(*amounts, strict=True)])


def fix_amounts(line: Line, amounts: Sequence[Fraction], **changes: Any) -> ResolvedLine:
    """Return a line with these amounts, whatever it is worked out from, and with other fields."""
    given = {field.name: getattr(line, field.name) for field in fields(line)} | changes
    return ResolvedLine(**given | {"exact": tuple(amounts), "parent": line.origin})
