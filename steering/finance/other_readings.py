"""The same business case with one convention of its lines or rates slipped: each with what was done, as a clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.business_terms import ExchangeRate
from steering.cases.line import Line
from steering.cases.line_amounts import price_level, risen
from steering.cases.line_parts import OptionChoice
from steering.cases.resolve import BIAS, ResolvedCase, fix_amounts
from steering.finance.accounts import Accounts
from steering.finance.model import project_flows
from steering.formatting import format_number, join_words

# A slip in one line alone is looked for among so many lines that can have it.
MOST_ALONE = 12
# Lines that are named in one clause; of more, there is a count.
MOST_NAMED = 3

Reading = tuple[str, BusinessCase]
Resolve = Callable[[BusinessCase], BusinessCase]
Change = Callable[[Line], Line]


def list_readings(case: BusinessCase, resolve: Resolve) -> Iterator[Reading]:
    """Yield a case as it counts with each slip that it leaves room for; `resolve` works out a case that is written."""
    if not case.cashflows:
        written = case.as_written
        for clause, other in (*_line_slips(written), *_currency_slips(written), *_tax_slips(written)):
            yield clause, resolve(other)
        yield from _loss_slips(case)
        yield from _depreciation_slips(case)
        yield from _price_slips(case)
        yield from _timing_slips(case)
        yield from _bias_slips(case)
    yield from _rate_slips(case)


def _line_slips(case: BusinessCase) -> Iterator[Reading]:
    growing = [line for line in case.lines if line.growth is not None]
    yield from _change_lines(
        case, [line for line in case.lines if line.sunk], "counting in {}, already spent", _with(sunk=False)
    )
    yield from _change_lines(case, growing, "leaving out the growth of {}", _with(growth=None))
    yield from _change_lines(
        case,
        [line for line in case.lines if line.end_value],
        "leaving out the value at the end of {}",
        _with(end_value=None),
    )
    if case.inflation is None:
        return
    converted = [line for line in case.lines if line.prices not in (None, case.prices)]
    yield from _change_lines(
        case, converted, f"taking the prices of {{}} for {case.prices} ones, as they stand", _with(prices=None)
    )
    if case.prices == "nominal":
        yield from _change_lines(
            case,
            [line for line in growing if line not in converted],
            "letting the prices of {} rise twice, by its growth and by inflation",
            _with(prices="real"),
        )


def _change_lines(case: BusinessCase, lines: Sequence[Line], doing: str, change: Change) -> Iterator[Reading]:
    """Yield the case with lines changed: all together, and each alone where they are few."""
    alone = [(line,) for line in lines] if 1 < len(lines) <= MOST_ALONE else []
    for chosen in (tuple(lines), *alone) if lines else ():
        subject = f"the line {chosen[0].name}" if len(chosen) == 1 else f"{len(chosen)} lines"
        changes = {line.id: change(line) for line in chosen}
        clause = f"what comes of {doing.format(subject)}"
        yield clause, replace(case, lines=tuple(changes.get(line.id, line) for line in case.lines))


def _with(**changes: Any) -> Change:
    return lambda line: replace(line, **changes)


def _currency_slips(case: BusinessCase) -> Iterator[Reading]:
    lines = [line for line in case.lines if line.currency not in (None, case.currency)]
    doing = f"taking {{}} for {case.currency}, without the exchange rate"
    yield from _change_lines(case, lines, doing, _with(currency=None))
    for name in dict.fromkeys(line.currency for line in lines if line.currency in case.exchange_rates):
        given = case.exchange_rates[str(name)]
        turned = ExchangeRate(rate=1 / given.rate, date=given.date, source=given.source)
        rates: Mapping[str, ExchangeRate] = {**case.exchange_rates, str(name): turned}
        yield f"what comes of dividing {name} by its exchange rate", replace(case, exchange_rates=dict(rates))


def _tax_slips(case: BusinessCase) -> Iterator[Reading]:
    """Tax on what is no profit, or at another time."""
    if case.tax is None:
        return
    costs = tuple(_untax(line) if line.kind == "cost" else line for line in case.lines)
    yield "what tax on benefits before costs gives", replace(case, lines=costs)
    capital = [line for line in case.lines if line.depreciation]
    yield from _change_lines(case, capital, "tax on profit before the depreciation of {}", _untax)
    yield from _change_lines(
        case, capital, "taking {} off profit at once, without depreciation", _with(depreciation=None)
    )
    if case.tax.paid_after:
        yield "what tax in the period of its profit gives", replace(case, tax=replace(case.tax, paid_after=0))
    if case.tax.losses == "carried_forward":
        yield "what losses give that are set off at once", replace(case, tax=replace(case.tax, losses="offset"))
    else:
        waiting = replace(case.tax, losses="carried_forward")
        yield "what losses give that are carried forward", replace(case, tax=waiting)


def _loss_slips(case: BusinessCase) -> Iterator[Reading]:
    """Losses carried forward on the difference of two options, rather than within each."""
    if not isinstance(case, ResolvedCase) or case.choice.against is None:
        return
    if case.tax is not None and case.tax.losses == "carried_forward":
        clause = f"what losses give that are carried forward on the difference from {case.choice.against.label}"
        yield clause, replace(case, choice=OptionChoice(option=None, against=None))


def _untax(line: Line) -> Line:
    return replace(line, taxable=False)


def _depreciation_slips(case: BusinessCase) -> Iterator[Reading]:
    """Depreciation taken for money that is paid, beside what was paid for the same thing."""
    assets = Accounts(flows=project_flows(case)).assets
    expenses = [
        fix_amounts(Line(id=f"depreciation.{number}", kind="cost", taxable=False), asset.depreciation)
        for number, asset in enumerate(assets, start=1)
    ]
    if any(any(line.amounts) for line in expenses):
        labels = join_words([asset.label for asset in assets]) if len(assets) <= MOST_NAMED else f"{len(assets)} lines"
        clause = f"what comes of counting depreciation as cash, beside the cost of {labels} itself"
        yield clause, replace(case, lines=(*case.lines, *expenses))


def _price_slips(case: BusinessCase) -> Iterator[Reading]:
    """Prices that rise once more, a year early, or are those of the other kind."""
    growing = [line for line in case.lines if line.growth is not None and line.id == line.origin]
    later = PER_YEAR[case.period]

    def early(line: Line) -> Line:
        assert line.growth is not None  # these grow
        growth = line.growth
        levels = [risen(growth, case, at + later) / risen(growth, case, at) for at in range(1, case.last + 1)]
        return _scale(line, [Fraction(1), *levels])

    yield from _change_lines(case, growing, "letting {} grow from the first year on", early)
    if case.inflation is None or case.days:
        return
    converted = [line for line in case.lines if line.prices not in (None, case.prices) and line.id == line.origin]
    yield from _change_lines(
        case, converted, "applying inflation to {} twice", lambda line: _scale(line, _levels(line, case))
    )
    turned = replace(case, prices="real" if case.prices == "nominal" else "nominal")
    flows, rate = ("real", "nominal") if case.prices == "nominal" else ("nominal", "real")
    lines = tuple(_scale(line, _levels(line, turned)) for line in case.lines)
    yield f"what {flows} flows give at a {rate} rate", replace(case, lines=lines)


def _levels(line: Line, case: BusinessCase) -> list[Fraction]:
    return [price_level(line, case, index) for index in range(case.last + 1)]


def _scale(line: Line, levels: Sequence[Fraction]) -> Line:
    return fix_amounts(line, [amount * level for amount, level in zip(line.amounts, levels, strict=True)])


def _timing_slips(case: BusinessCase) -> Iterator[Reading]:
    own = [line for line in case.lines if line.timing not in (None, case.timing)]
    doing = f"taking {{}} by timing `{case.timing}`, as the case has it"
    yield from _change_lines(case, own, doing, lambda line: fix_amounts(line, line.amounts, timing=None))


def _bias_slips(case: BusinessCase) -> Iterator[Reading]:
    """Optimism bias of costs that are raised by their risk adjustment already."""
    lines = {line.id: line for line in case.lines}
    raised = dict(lines)
    for number, bias in enumerate(case.optimism_bias, start=1):
        for cost in case.lines:
            own = lines.get(f"{BIAS}.{number}.{cost.id}")
            if own and cost.origin in bias.lines and cost.risk_adjustment:
                raised[own.id] = fix_amounts(own, [amount * cost.risk_factor for amount in own.amounts])
    if raised != lines:
        clause = "what comes of taking the optimism bias of costs with their risk adjustment, so that risk counts twice"
        yield clause, replace(case, lines=tuple(raised.values()))


def _rate_slips(case: BusinessCase) -> Iterator[Reading]:
    if not case.later_rates:
        return
    yield f"what the first rate gives in every year, {_percent(case.discount_rate)}", replace(case, later_rates=())
    drivers = {name: driver for name, driver in case.drivers.items() if name != "discount_rate"}
    for later in case.later_rates:
        clause = f"what the rate after year {later.after_year} gives in every year, {_percent(later.rate)}"
        yield clause, replace(case, later_rates=(), discount_rate=later.rate, drivers=drivers)


def _percent(rate: Decimal) -> str:
    return f"{format_number(float(rate) * 100)}%"
