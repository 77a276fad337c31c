"""A business case as it counts: the lines of one option against another, worked out from what the file says of them.

A file that only has lists of values is returned as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic.dataclasses import dataclass as pydantic_dataclass

from steering.cases.business import BusinessCase
from steering.cases.business_terms import EndValue, OptimismBias, Option
from steering.cases.line import Line, ResolvedLine, end_id
from steering.cases.line_parts import LineParts, OptionChoice, share_in, split_line
from steering.errors import UnknownName
from steering.field_types import STRICT

BIAS = "optimism_bias"


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
    paid: dict[str, tuple[ResolvedLine, ...]] = {}
    for line in case.lines:
        parts = None if line.sunk else split_line(line, case, choice)
        if parts:
            # Optimism bias is on what is paid, and not on what comes back at the end.
            paid[line.id] = tuple(_resolve_line(line, replace(parts, end=[])))
            yield from _resolve_line(line, _merge_end(parts, line, case))
    for number, bias in enumerate(case.optimism_bias, start=1):
        for name in bias.lines:
            for part in paid.get(name, ()):
                yield _bias_of(part, bias, number)


def _merge_end(parts: LineParts, line: Line, case: BusinessCase) -> LineParts:
    """Put the value at the end among flows that fall and move as it does."""
    at_ends, on_inputs = (line.timing or case.timing) == "end", any(isinstance(term, str) for term in line.terms)
    # What a depreciated asset brings is told apart from what was paid for it.
    apart = line.depreciation or (_stands(line) and on_inputs)
    return parts.with_end() if at_ends and not apart else parts


def _stands(line: Line) -> bool:
    """Whether the value at the end is an amount, which no input moves that the line is worked out from."""
    return line.end_value is not None and line.end_value.amount is not None


def _resolve_line(line: Line, parts: LineParts) -> Iterator[ResolvedLine]:
    """Yield a line with its amounts, and as lines of their own what falls at other moments than those."""
    apart: dict[str, Any] = {"timing": "end", "distribution": "fixed", "low": 1, "high": 1}
    yield fix_amounts(line, parts.flows)
    if any(parts.lump):
        yield fix_amounts(line, parts.lump, id=f"{line.id}.start", label=f"{line.name}: paid at the start", **apart)
    if any(parts.end):
        label, free = f"{line.name}: value at the end", {"quantity": (), "price": (), "share": ()}
        own = apart | free if _stands(line) else apart
        yield fix_amounts(line, parts.end, id=end_id(line.id), label=label, **own)


def list_end_values(case: BusinessCase) -> tuple[Line, ...]:
    """Return what comes back at the end, each as a line by itself that falls and moves as where it counts.

    A flow that goes on for ever comes with its line, and is none of them.
    """
    if not isinstance(case, ResolvedCase):
        return ()
    written = {line.id: line for line in case.as_written.lines if line.end_value and line.end_value.growth is None}
    return tuple(_list_end_values(case, written)) if written else ()


def _list_end_values(case: ResolvedCase, written: Mapping[str, Line]) -> Iterator[Line]:
    apart = {end_id(id) for id in written} & {line.id for line in case.lines}
    for line in case.lines:
        if line.id in apart:
            yield line
        elif line.id in written and end_id(line.id) not in apart:
            parts = split_line(written[line.id], case.as_written, case.choice)
            if parts and any(parts.end):
                yield fix_amounts(line, parts.end)


def times_in(case: BusinessCase, line: Line) -> int:
    """Return how often a line counts: once, and once less where the option that the case is held against has it."""
    if not isinstance(case, ResolvedCase) or case.choice.option is None:
        return 1
    own, other = (
        option is not None and share_in(option, line) > 0 for option in (case.choice.option, case.choice.against)
    )
    return own - other


def _bias_of(line: ResolvedLine, bias: OptimismBias, number: int) -> ResolvedLine:
    """Return the optimism bias of a line of costs, which falls, moves and becomes an expense as that line does."""
    return fix_amounts(
        line,
        [Fraction(bias.share) * amount for amount in line.amounts],
        id=f"{BIAS}.{number}.{line.id}",
        label=f"Optimism bias, {bias.reference_class}: {line.name}",
        category="contingency",
        distribution="fixed",
        low=1,
        high=1,
        risk_adjustment=0,
        follows_cost=None,
        # Nothing more comes back for what was dearer.
        end_value=EndValue(amount=Decimal(0)) if line.depreciation and line.end_value else None,
        source=bias.source,
    )


def fix_amounts(line: Line, amounts: Sequence[Fraction], **changes: Any) -> ResolvedLine:
    """Return a line with these amounts, whatever it is worked out from, and with other fields."""
    given = {field.name: getattr(line, field.name) for field in fields(line)} | changes
    return ResolvedLine(**given | {"exact": tuple(amounts), "parent": line.origin})
