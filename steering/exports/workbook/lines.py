"""The amounts of each line over the periods, before anything is chosen: what every run of the model multiplies.

A part of a line is what falls and moves as one: its flows, what is due today in an option that starts later, its value
at the end, and the optimism bias on it. The amounts of parts that move alike, a stream, are next to one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from steering.cases.line import Kind, Line, OwnTiming
from steering.exports.workbook.figures import LineFigures, LineRows
from steering.exports.workbook.grids import ModelBlock, ModelRow, ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.single_inputs import money_unit
from steering.exports.workbook.timing import timing_of
from steering.finance.accounts import Use, is_taxed, use_of

PartKind = Literal["flows", "lump", "end", "growth"]


@dataclass(frozen=True, kw_only=True)
class Stream:
    """What is driven alike, falls at the same moments and counts alike in tax and among benefits in cash."""

    kind: Kind
    scales: bool
    timing: OwnTiming
    is_cash: bool
    use: Use
    is_taxed: bool
    # The line of capital that it is, or is the sale of.
    asset: str = ""
    # Net flows alone, which no driver moves.
    is_net: bool = False

    @property
    def label(self) -> str:
        """What tells it from others."""
        kind = "Net flows" if self.is_net else "Costs" if self.kind == "cost" else "Benefits"
        words = [kind, *(["with adoption"] if self.scales else []), self.timing]
        if self.kind == "benefit" and self.is_cash:
            words.append("cash")
        if self.use not in ("benefit", "benefit_without_cash", "running_cost"):
            words.append(self.use.replace("_", " "))
        if self.asset:
            words.append(self.asset)
        return ", ".join(words) if self.is_taxed else f"{', '.join(words)}, not taxed"


@dataclass(frozen=True, kw_only=True)
class LinePart:
    """A part of a line: `option` is the number of the one that starts later whose part it is, 0 for all others."""

    line: Line
    kind: PartKind
    stream: Stream
    rows: LineRows
    option: int = 0
    bias: int | None = None

    @property
    def label(self) -> str:
        """What it is called in a row."""
        words = {"flows": "", "lump": ": due today", "end": ": value at the end", "growth": ": goes on for ever"}
        bias = "" if self.bias is None else f"Optimism bias {self.bias + 1}, "
        later = f", option {self.option}" if self.option else ""
        return f"{bias}{self.line.name}{words[self.kind]}{later}"

    @property
    def terms(self) -> tuple[str, ...]:
        """The inputs that it moves with; an amount at the end stands, whatever moves."""
        end = self.line.end_value
        if self.kind == "end" and end is not None and end.amount is not None:
            return ()
        return tuple(term for term in self.line.terms if isinstance(term, str))


@dataclass(eq=False)
class PartRows:
    """All parts in their order, the rows of their amounts, and where each stream begins and ends."""

    sheet: ModelSheet
    parts: tuple[LinePart, ...]
    amounts: ModelBlock
    streams: tuple[Stream, ...]

    def places(self, stream: Stream) -> tuple[int, int]:
        """Return the first place of a stream among the parts, and the one after its last."""
        own = [place for place, part in enumerate(self.parts) if part.stream == stream]
        return own[0], own[-1] + 1

    def rows_of(self, stream: Stream) -> ModelBlock:
        """Return the rows of the amounts of a stream."""
        start, stop = self.places(stream)
        return ModelBlock(sheet=self.sheet, first=self.amounts.first + start, height=stop - start)

    def row(self, place: int) -> ModelRow:
        """Return the row of the amounts of one part."""
        return ModelRow(sheet=self.sheet, row=self.amounts.first + place)


def write_parts(sheets: InputSheets, figures: LineFigures) -> PartRows:
    """Return the parts of all lines, their amounts written below the figures that they follow from."""
    parts = tuple(part for line in sheets.lines for part in _parts_of(line, sheets, figures))
    streams = tuple(dict.fromkeys(part.stream for part in parts))
    # The order of the file within a stream.
    parts = tuple(part for stream in streams for part in parts if part.stream == stream)
    sheet, unit = figures.sheet, money_unit(sheets.case)
    sheet.section("Amounts of whole lines, before option, scenario and drivers: what runs multiply")
    first = sheet.next_row
    for part in parts:
        sheet.formulas(part.label, unit, figures.amount(part.rows, part.kind), "money")
    return PartRows(
        sheet=sheet, parts=parts, amounts=ModelBlock(sheet=sheet, first=first, height=len(parts)), streams=streams
    )


def _parts_of(line: Line, sheets: InputSheets, figures: LineFigures) -> Iterator[LinePart]:
    case = sheets.case
    later = [number for number, option in enumerate(case.options, start=1) if option.starts_after]
    for option in (0, *later):
        rows = figures.write(line, option)
        kinds: list[PartKind] = ["flows"]
        if option and timing_of(line, case) == "mid":
            kinds.append("lump")
        if line.end_value:
            kinds.append("growth" if line.end_value.growth is not None else "end")
        own = [
            LinePart(line=line, kind=kind, stream=_stream_of(line, kind, sheets), rows=rows, option=option)
            for kind in kinds
        ]
        yield from own
        for index, bias in enumerate(case.optimism_bias):
            for part in own if line.id in bias.lines else ():
                if part.kind != "end":
                    yield replace(part, bias=index)


def _stream_of(line: Line, kind: PartKind, sheets: InputSheets) -> Stream:
    case = sheets.case
    is_net = bool(case.cashflows and case.cashflows.net)
    timing: OwnTiming = "end" if case.days else timing_of(line, case)
    apart = kind == "lump" or (kind == "end" and not _is_merged(line, timing))
    use: Use = use_of(line)
    if use == "capital" and kind == "end":
        use = "sale"
    return Stream(
        kind=line.kind,
        scales=line.scales_with is not None,
        timing="end" if apart else timing,
        is_cash=line.cashable is True,
        use=use,
        is_taxed=is_taxed(line),
        asset=line.id if use in ("capital", "sale") else "",
        is_net=is_net,
    )


def _is_merged(line: Line, timing: OwnTiming) -> bool:
    """Whether the value at the end is among the flows: it falls and moves as they do."""
    stands = line.end_value is not None and line.end_value.amount is not None
    on_inputs = any(isinstance(term, str) for term in line.terms)
    return timing == "end" and not (line.depreciation or (stands and on_inputs))
