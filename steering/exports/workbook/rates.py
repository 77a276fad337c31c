"""Rates of return as formulas: net flows by moment, a search for changes of sign, and halving to every digit.

A spreadsheet's own IRR gives one rate even where there are several or none. Here net present value is worked out at
hundreds of rates; each change of its sign is a rate of return, and the highest one is halved to its last digit.
"""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.line import Kind
from steering.exports.workbook.flows import FlowBlocks
from steering.exports.workbook.formulas import (
    NONE,
    ONE,
    ZERO,
    Call,
    CellReference,
    Formula,
    add_up,
    choose_if,
)
from steering.exports.workbook.grids import FIXED, ModelBlock, ModelRow, ModelSheet
from steering.exports.workbook.layout import MOMENTS, RATES, ROOTS
from steering.exports.workbook.run_blocks import RunSheet
from steering.exports.workbook.single_inputs import PLACES, constant, money_unit

# Halvings of a place of the search, which leave no digit of the rate open.
HALVINGS = 50


@dataclass(frozen=True, eq=False)
class RateBlocks:
    """What was searched for: the rate itself, how many rates there are, and how often net flows change their sign."""

    net: ModelBlock
    rate: ModelBlock
    count: ModelBlock
    changes: ModelBlock


@dataclass(frozen=True, eq=False)
class RateSheets:
    """The sheets of moments, of places and of halvings."""

    moments: RunSheet
    places: RunSheet
    halvings: RunSheet
    years: ModelRow
    numbers: ModelRow
    powers: ModelRow

    @property
    def sheets(self) -> tuple[ModelSheet, ...]:
        """The three in the order in which they are worked out."""
        return self.moments.sheet, self.places.sheet, self.halvings.sheet


def begin_rates(blocks: FlowBlocks) -> RateSheets:
    """Return the sheets on which rates are searched for, with their axes."""
    sheets, columns = blocks.sheets, blocks.sheet.columns
    case = sheets.case
    paid_after = case.tax.paid_after if case.tax and not case.days else 0
    moments = ModelSheet(name=MOMENTS, title="Workings: net flows by the moment at which they fall")
    halves = 2 if _has_halves(blocks) else 1
    count = case.last + 1 if case.days else halves * (case.last + paid_after) + 1
    moments.head(range(count), key="Run", kind="count")
    moments.section("Moments")
    number = moments.inputs("Moment", "number", "", range(count), "count", FIXED)
    years: Formula = number.here()
    if case.days:
        years = blocks.timing.years["end"].here()
    else:
        assert blocks.timing.step_length is not None  # there are periods
        years = years / (blocks.timing.step_length * constant(sheets, "periods_a_year"))
    year_row = moments.formulas("Years from today", "years", years, "exact")
    places = ModelSheet(name=ROOTS, title="Workings: net present value at places over all rates, but for a factor")
    places.head(range(PLACES + 1), key="Run", kind="count")
    places.section("Places")
    numbers = places.inputs("Place", "number", "", range(PLACES + 1), "count", FIXED)
    halvings = ModelSheet(name=RATES, title="Workings: the highest rate of return, halved to its last digit")
    halvings.head(range(1, HALVINGS + 1), key="Run", kind="count")
    return RateSheets(
        moments=RunSheet(moments, columns),
        places=RunSheet(places, columns),
        halvings=RunSheet(halvings, columns),
        years=year_row,
        numbers=numbers,
        powers=_write_places(blocks, places, numbers),
    )


def _has_halves(blocks: FlowBlocks) -> bool:
    length = blocks.timing.step_length
    return length is not None and blocks.timing.sheet.value(length.rows[0].index, length.columns[0].index) == 2


def _write_places(blocks: FlowBlocks, sheet: ModelSheet, numbers: ModelRow) -> ModelRow:
    """Write the continuous rates a year at the places: closest around 0, from the lowest rate to the highest."""
    sheets = blocks.sheets
    low = sheet.scalar("Lowest", "log of 1 + rate", Call("LN", ONE + constant(sheets, "lowest_rate")), "exact").total
    high = sheet.scalar("Highest", "log of 1 + rate", Call("LN", ONE + constant(sheets, "highest_rate")), "exact").total
    half = sheet.scalar("Half of the places", "count", constant(sheets, "places") / constant(sheets, "halves"), "exact")
    out = (numbers.here() - half.total) / half.total
    closeness = constant(sheets, "closeness")
    end = choose_if(out < ZERO, -low, high)
    return sheet.formulas("Place", "log of 1 + rate", out * Call("ABS", out) ** (closeness - ONE) * end, "exact")


def net_by_moment(blocks: FlowBlocks, rates: RateSheets) -> ModelBlock:
    """Write net flows by the moment at which they fall."""
    sheet, unit = rates.moments, money_unit(blocks.sheets.case)
    if blocks.sheets.case.days:
        return sheet.block("Net flow", unit, "money", blocks.named["net"].here())
    signs: dict[Kind, int] = {"benefit": 1, "cost": -1}
    parts: list[Formula] = []
    for (kind, timing), block in blocks.payments.items():
        part = Call("SUMIF", blocks.timing.steps[timing].span(), _number(rates), block.span())
        parts.append(part if signs[kind] > 0 else -part)
    return sheet.block("Net flow", unit, "money", add_up(parts))


def _number(rates: RateSheets) -> CellReference:
    """Return the number of the moment in the column of a formula."""
    return ModelRow(sheet=rates.moments.sheet, row=rates.years.row - 1).here()


def find_rate(
    rates: RateSheets, blocks: FlowBlocks, net: ModelBlock, words: str, *, after_tax: bool = False
) -> RateBlocks:
    """Write the search for the rate of return of net flows."""
    changes = _count_changes(rates, net, words)
    ends = _find_ends(rates, net, words)
    value = _value_at(net, rates, ends, rates.powers.here())
    scan = rates.places.block(f"Net present value{words}, but for a factor", "sign", "exact", value)
    turn = (scan.here() >= ZERO).differs(scan.here(-1) >= ZERO)
    number = rates.numbers.here()
    turns = rates.places.block(
        f"Place at which its sign is another than before{words}",
        "number",
        "count",
        choose_if(number.equals(ZERO), ZERO, choose_if(turn, number, ZERO)),
        lambda block: Call("MAX", block.span()),
    )
    counts = _count_turns(rates, blocks, turns, words)
    single = Call("OR", *(count.total.equals(ONE) for count in (counts if after_tax else counts[:-1])))
    rate = _halve(rates, net, ends, scan, turns, words, single)
    return RateBlocks(net=net, rate=rate, count=counts[0], changes=changes)


def _count_changes(rates: RateSheets, net: ModelBlock, words: str) -> ModelBlock:
    """Write how often net flows change their sign: at most so many rates there are."""
    own = (net.here() > ZERO) - (net.here() < ZERO)
    signs = rates.moments.block(
        f"Sign of the last flow up to a moment{words}",
        "sign",
        "count",
        lambda block: choose_if(net.here().equals(ZERO), block.here(-1), own),
    )
    turned = (signs.here() * signs.here(-1)).equals(-ONE)
    return rates.moments.block(
        f"Changes of sign{words}",
        "count",
        "count",
        choose_if(turned, ONE, ZERO),
        lambda block: Call("SUM", block.span()),
    )


def _find_ends(rates: RateSheets, net: ModelBlock, words: str) -> tuple[ModelBlock, ModelBlock]:
    """Write the first and the last moment with a flow."""
    years = rates.years.span()
    there = net.span().differs(ZERO) * ONE
    last = rates.moments.block(
        f"Last moment with a flow{words}", "years", "exact", total=Call("SUMPRODUCT", Call("MAX", there * years))
    )
    before = Call("SUMPRODUCT", Call("MAX", there * (last.total - years)))
    first = rates.moments.block(f"First moment with a flow{words}", "years", "exact", total=last.total - before)
    return first, last


def _count_turns(rates: RateSheets, blocks: FlowBlocks, turns: ModelBlock, words: str) -> list[ModelBlock]:
    """Write how many rates there are, how many above those that lose nearly all, and how many above 0."""
    lost = Call("LN", ONE + constant(blocks.sheets, "almost_lost"))
    is_turn = turns.span() > ZERO
    rows = {
        "": is_turn * ONE,
        ", above those that lose nearly all": is_turn * (rates.powers.span() > lost),
        ", above 0": is_turn * (rates.powers.span() > ZERO),
    }
    return [
        rates.places.block(f"Rates of return{words}{label}", "count", "count", total=Call("SUMPRODUCT", row))
        for label, row in rows.items()
    ]


def _value_at(net: ModelBlock, rates: RateSheets, ends: tuple[ModelBlock, ModelBlock], power: Formula) -> Formula:
    """Return net present value at a continuous rate a year, seen from the first flow, below 0 from the last one."""
    since = choose_if(power < ZERO, ends[1].total, ends[0].total)
    # Where nothing falls there is nothing to discount, however long ago it is.
    distance = (rates.years.span() - since) * net.span().differs(ZERO)
    return Call("SUMPRODUCT", net.span(), Call("EXP", -power * distance))


def _halve(
    rates: RateSheets,
    net: ModelBlock,
    ends: tuple[ModelBlock, ModelBlock],
    scan: ModelBlock,
    turns: ModelBlock,
    words: str,
    single: Formula,
) -> ModelBlock:
    """Write the halving of the highest place with a change of sign, and the annual rate that it ends in."""
    sheet, unit = rates.halvings, "log of 1 + rate"
    place = Call("MAX", turns.total, ONE)
    below = sheet.block(
        f"Net present value at the lower end of the place{words}", "sign", "exact",
        total=Call("INDEX", scan.span(), place),
    )  # fmt: skip
    count = len(sheet.columns.runs)
    start = sheet.sheet.next_row
    # Each block has a heading and a gap before it.
    firsts = [start + 2 + (count + 2) * step for step in range(4)]
    low, high, middle, value = (ModelBlock(sheet=sheet.sheet, first=first, height=count) for first in firsts)
    same = (value.here(-1) >= ZERO).equals(below.total >= ZERO)
    contents: list[tuple[str, ModelBlock, Formula, Formula]] = [
        ("Lower end", low, choose_if(same, middle.here(-1), low.here(-1)), Call("INDEX", rates.powers.span(), place)),
        ("Upper end", high, choose_if(same, high.here(-1), middle.here(-1)),
         Call("INDEX", rates.powers.span(), place + ONE)),
    ]  # fmt: skip
    mean = (low.here() + high.here()) / constant(rates.halvings.columns.sheets, "halves")
    worth = _value_at(net, rates, ends, middle.here())
    return _write_halvings(rates, contents, (middle, mean), (value, worth), words, unit, single, turns)


def _write_halvings(
    rates: RateSheets,
    ends: list[tuple[str, ModelBlock, Formula, Formula]],
    middle: tuple[ModelBlock, Formula],
    value: tuple[ModelBlock, Formula],
    words: str,
    unit: str,
    single: Formula,
    turns: ModelBlock,
) -> ModelBlock:
    """Write the four blocks column by column: each halving needs the one before."""
    sheet = rates.halvings.sheet
    titles = [f"{label} of the place{words}" for label, *_ in ends]
    titles += [f"Middle of it{words}", f"Net present value there{words}"]
    blocks = [block for _, block, *_ in ends] + [middle[0], value[0]]
    formulas = [formula for *_, formula, _ in ends] + [middle[1], value[1]]
    openings = [opening for *_, opening in ends] + [middle[1], value[1]]
    for title, block in zip(titles, blocks, strict=True):
        sheet.next_row = block.first - 2
        sheet.section(title)
        rates.halvings.label_rows(block, unit)
    for column in range(-1, sheet.count):
        for block, formula in zip(blocks, openings if column < 0 else formulas, strict=True):
            rates.halvings.put_column(block, column, formula, "exact")
    sheet.next_row = blocks[-1].first + blocks[-1].height
    answer = choose_if(single, Call("EXP", middle[0].at(sheet.count - 1)) - ONE, NONE)
    nothing = turns.total.equals(ZERO)
    return rates.halvings.block(
        f"Rate of return a year{words}", "share a year", "share", total=choose_if(nothing, NONE, answer)
    )
