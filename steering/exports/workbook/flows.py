"""The flows of every run over the periods: streams as drivers move them, sums, present values, cumulative flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from steering.cases.line import Kind
from steering.exports.workbook.formulas import NONE, ONE, ZERO, Call, Formula, add_up, choose_if
from steering.exports.workbook.grids import ModelBlock, ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.layout import FLOWS
from steering.exports.workbook.lines import PartRows, Stream
from steering.exports.workbook.run_blocks import RunSheet
from steering.exports.workbook.runs import RunColumns, factor_name
from steering.exports.workbook.single_inputs import constant, money_unit
from steering.exports.workbook.timing import TimingRows


@dataclass(eq=False)
class FlowBlocks:
    """The blocks of flows: of each stream, of each kind and timing, discounted, and in all."""

    sheet: RunSheet
    sheets: InputSheets
    timing: TimingRows
    parts: PartRows
    streams: dict[Stream, ModelBlock] = field(default_factory=dict)
    factors: dict[str, ModelBlock] = field(default_factory=dict)
    payments: dict[tuple[Kind, str], ModelBlock] = field(default_factory=dict)
    worths: dict[tuple[Kind, str], ModelBlock] = field(default_factory=dict)
    named: dict[str, ModelBlock] = field(default_factory=dict)


def write_flows(sheets: InputSheets, timing: TimingRows, parts: PartRows, columns: RunColumns) -> FlowBlocks:
    """Return the flows of all runs, written on a sheet of their own."""
    sheet = ModelSheet(name=FLOWS, title="Workings: the flows of each run over the periods")
    sheet.head(range(sheets.case.last + 1), key="Run", kind="count")
    blocks = FlowBlocks(sheet=RunSheet(sheet, columns), sheets=sheets, timing=timing, parts=parts)
    for stream in parts.streams:
        blocks.streams[stream] = _drive(blocks, stream)
    _discount(blocks)
    _sum_up(blocks)
    write_cash(blocks)
    return blocks


def _drive(blocks: FlowBlocks, stream: Stream) -> ModelBlock:
    """Write a stream: its lines together, as adoption, delay and factors move them."""
    sheet, unit, name = blocks.sheet, money_unit(blocks.sheets.case), stream.label
    places = blocks.parts.places(stream)
    weights = sheet.columns.weights_of(places).table
    amounts = blocks.parts.rows_of(stream).column

    def together(block: ModelBlock) -> Formula:
        return Call("SUMPRODUCT", Call("INDEX", weights, ZERO, block.number), amounts)

    own = sheet.block(f"{name}: lines together", unit, "money", together, lambda block: Call("SUM", block.span()))
    rows = sheet.columns.rows
    if stream.scales and "adoption_speed" in rows:
        own = _stretch(blocks, name, own)
    if stream.kind == "benefit" and "delay" in rows:
        own = _delay(blocks, name, own)
    if stream.is_net:
        return own
    factor = factor_name(stream.kind, stream.scales)

    def driven(block: ModelBlock) -> Formula:
        return own.here() * sheet.pick(factor, block)

    return sheet.block(f"{name}: with factors", unit, "money", driven, lambda block: Call("SUM", block.span()))


def _accrue(blocks: FlowBlocks, name: str, own: ModelBlock) -> ModelBlock:
    """Write what has accrued by the end of each period, today's lump apart."""
    period = blocks.timing.period.here()
    return blocks.sheet.block(
        f"{name}: accrued by the end of the period",
        money_unit(blocks.sheets.case),
        "money",
        lambda block: choose_if(period.equals(ZERO), ZERO, block.here(-1) + own.here()),
    )


def _until(accrued: ModelBlock, own: ModelBlock, moment: Formula) -> Formula:
    """Return what has accrued by a moment within the horizon, in periods."""
    whole = Call("INT", moment)
    part = moment - whole
    within = choose_if(part > ZERO, part * Call("INDEX", own.span(), whole + ONE + ONE), ZERO)
    return Call("INDEX", accrued.span(), whole + ONE) + within


def _stretch(blocks: FlowBlocks, name: str, own: ModelBlock) -> ModelBlock:
    """Write a stream at the pace of adoption: a period gets the mean rate of the time that passes within it."""
    sheet, unit, period = blocks.sheet, money_unit(blocks.sheets.case), blocks.timing.period.here()
    last = constant(blocks.sheets, "last")
    accrued = _accrue(blocks, f"{name}, at the plan's pace", own)
    reach = sheet.block(
        f"{name}: period of the plan that is reached", "period", "exact",
        lambda block: sheet.pick("adoption_speed", block) * period,
    )  # fmt: skip
    beyond = accrued.at(blocks.sheets.case.last) + (reach.here() - last) * own.at(blocks.sheets.case.last)
    mark = sheet.block(
        f"{name}: accrued of the plan by then", unit, "money",
        choose_if(reach.here() >= last, beyond, _until(accrued, own, reach.here())),
    )  # fmt: skip

    def paced(block: ModelBlock) -> Formula:
        speed = sheet.pick("adoption_speed", block)
        stays = Call("OR", period.equals(ZERO), speed.equals(ONE))
        return choose_if(stays, own.here(), (mark.here() - mark.here(-1)) / speed)

    return sheet.block(f"{name}: at the pace of adoption", unit, "money", paced)


def _delay(blocks: FlowBlocks, name: str, own: ModelBlock) -> ModelBlock:
    """Write a stream so many periods later; what leaves the horizon is lost, today's lump falls as the delay ends."""
    sheet, unit, period = blocks.sheet, money_unit(blocks.sheets.case), blocks.timing.period.here()
    accrued = _accrue(blocks, f"{name}, before the delay", own)
    reach = sheet.block(
        f"{name}: period before the delay", "period", "exact",
        lambda block: Call("MAX", period - sheet.pick("delay", block), ZERO),
    )  # fmt: skip
    mark = sheet.block(f"{name}: accrued by then", unit, "money", _until(accrued, own, reach.here()))

    def later(block: ModelBlock) -> Formula:
        delay = sheet.pick("delay", block)
        lump = choose_if(period.equals(Call("ROUNDUP", delay, ZERO)), own.at(0), ZERO)
        since = choose_if(period.equals(ZERO), ZERO, mark.here() - mark.here(-1))
        return choose_if(delay <= ZERO, own.here(), since + lump)

    return sheet.block(f"{name}: after the delay", unit, "money", later)


def discount_factor(
    sheet: RunSheet, block: ModelBlock, years: Formula, within: Formula | None, leave: Formula | None
) -> Formula:
    """Return what one unit after so many years is worth today, with the rates of later years."""
    factor = (ONE + sheet.pick("discount_rate", block)) ** -years
    if within is None or leave is None:
        return factor
    return factor * (ONE + sheet.pick("first", block)) ** within / leave


def _discount(blocks: FlowBlocks) -> None:
    sheet, timing = blocks.sheet, blocks.timing
    for name in dict.fromkeys(stream.timing for stream in blocks.parts.streams):

        def factor(block: ModelBlock, name: str = name) -> Formula:
            within, leave = timing.within.get(name), timing.leave.get(name)
            later = (within.here(), leave.here()) if within and leave else (None, None)
            return discount_factor(sheet, block, timing.years[name].here(), *later)

        blocks.factors[name] = sheet.block(f"Discount factor: {name}", "factor", "exact", factor)
    unit = money_unit(blocks.sheets.case)
    for kind, at in dict.fromkeys((stream.kind, stream.timing) for stream in blocks.parts.streams):
        own = [block for stream, block in blocks.streams.items() if (stream.kind, stream.timing) == (kind, at)]
        label = f"{kind.capitalize()}s, {at}"
        block = own[0]
        if len(own) > 1:
            block = sheet.block(label, unit, "money", add_up([one.here() for one in own]), total_of)
        blocks.payments[kind, at] = block
        worth = block.here() * blocks.factors[at].here()
        blocks.worths[kind, at] = sheet.block(f"{label}: worth today", unit, "money", worth, total_of)


def total_of(block: ModelBlock) -> Formula:
    """Return the sum of a row of a block."""
    return Call("SUM", block.span())


def _sum_up(blocks: FlowBlocks) -> None:
    """Write all costs, all benefits and the net flow, undiscounted and discounted."""
    sheet, unit = blocks.sheet, money_unit(blocks.sheets.case)
    for suffix, table in (("", blocks.payments), (" worth today", blocks.worths)):
        for kind in ("cost", "benefit"):
            own = [block.here() for (of, _), block in table.items() if of == kind]
            label = f"All {kind}s{suffix}"
            blocks.named[f"{kind}s{suffix}"] = sheet.block(label, unit, "money", add_up(own), total_of)
        net = blocks.named[f"benefits{suffix}"].here() - blocks.named[f"costs{suffix}"].here()
        blocks.named[f"net{suffix}"] = sheet.block(f"Net flow{suffix}", unit, "money", net, total_of)
        lumps = _at_start(blocks, table)
        if lumps is not None:
            label = f"Due at the start of the period{suffix}"
            blocks.named[f"lumps{suffix}"] = sheet.block(label, unit, "money", lumps)
        write_path(blocks, suffix)


def _at_start(blocks: FlowBlocks, table: dict[tuple[Kind, str], ModelBlock]) -> Formula | None:
    """Return the net amounts that are due at the start of a period, where others come evenly within it."""
    case = blocks.sheets.case
    if case.days or case.timing == "start" or not case.apart:
        return None
    due = [block.here() if kind == "benefit" else -block.here() for (kind, at), block in table.items() if at == "start"]
    if not due:
        return None
    return choose_if(blocks.timing.period.here().equals(ZERO), ZERO, add_up(due))


def write_path(blocks: FlowBlocks, suffix: str) -> None:
    """Write the cumulative net flow, its rises from below zero, and the last of them, in months."""
    sheet, sheets, unit = blocks.sheet, blocks.sheets, money_unit(blocks.sheets.case)
    net, lumps = blocks.named[f"net{suffix}"], blocks.named.get(f"lumps{suffix}")
    flows = [blocks.named[f"{name}{suffix}"] for name in ("costs", "benefits") if f"{name}{suffix}" in blocks.named]
    sizes = add_up([Call("SUMPRODUCT", Call("ABS", flow.span())) for flow in flows])
    rounding = sheet.block(
        f"What is no debt but rounding{suffix}", unit, "exact", total=constant(sheets, "noise") * sizes
    )
    path = sheet.block(f"Cumulative net flow{suffix}", unit, "money", lambda block: block.here(-1) + net.here())
    after = sheet.block(
        f"Cumulative net flow after what is due at the start{suffix}", unit, "money",
        path.here(-1) + lumps.here() if lumps else path.here(-1),
    )  # fmt: skip
    zero = -rounding.total
    ends, last = blocks.timing.ends, sheets.case.last
    before, begin, end = path.here(-1), after.here(), path.here()
    if sheets.case.days:
        rise = choose_if(Call("AND", before < zero, end >= zero), ends.here(), ZERO)
    else:
        at_once = choose_if(Call("AND", before < zero, begin >= zero), ends.here(-1), ZERO)
        share = Call("MIN", -begin / (end - begin), ONE)
        within = ends.here(-1) + share * (ends.here() - ends.here(-1))
        rise = Call("MAX", at_once, choose_if(Call("AND", begin < zero, end >= zero), within, ZERO))
    blocks.named[f"path{suffix}"], blocks.named[f"after{suffix}"] = path, after
    blocks.named[f"payback{suffix}"] = sheet.block(
        f"Months from today to a rise from below zero{suffix}; the last one is the payback", "months", "months", rise,
        lambda block: choose_if(path.at(last) < zero, NONE, Call("MAX", block.span())),
    )  # fmt: skip


def write_cash(blocks: FlowBlocks) -> None:
    """Write the flows of benefits in cash less all costs, where any benefit says whether it is cash."""
    sheets, sheet, unit = blocks.sheets, blocks.sheet, money_unit(blocks.sheets.case)
    if all(line.cashable is None for line in sheets.lines if line.kind == "benefit"):
        return
    own = {stream: block for stream, block in blocks.streams.items() if stream.kind == "benefit" and stream.is_cash}
    worth = [block.here() * blocks.factors[stream.timing].here() for stream, block in own.items()]
    rows: dict[str, Sequence[Formula]] = {"": [block.here() for block in own.values()], " worth today": worth}
    for suffix, parts in rows.items():
        name = f"cash{suffix}"
        cash = sheet.block(f"Benefits in cash{suffix}", unit, "money", add_up(parts), total_of)
        costs = blocks.named[f"costs{suffix}"]
        blocks.named[f"net {name}"] = sheet.block(
            f"Net flow of benefits in cash{suffix}", unit, "money", cash.here() - costs.here(), total_of
        )
        blocks.named[f"benefits {name}"], blocks.named[f"costs {name}"] = cash, costs
    due = [
        block.here() if stream.kind == "benefit" else -block.here()
        for stream, block in blocks.streams.items()
        if stream.timing == "start" and (stream.kind == "cost" or stream.is_cash)
    ]
    if due and sheets.case.timing != "start" and not sheets.case.days:
        at_start = choose_if(blocks.timing.period.here().equals(ZERO), ZERO, add_up(due))
        blocks.named["lumps cash"] = sheet.block("Due at the start, benefits in cash", unit, "money", at_start)
    write_path(blocks, " cash")
