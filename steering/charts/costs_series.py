"""What the charts of costs show, as series and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.charts import palette
from steering.charts.series import Series, SeriesChart, SeriesKind
from steering.costs.change import Decomposition
from steering.costs.report import CostReport
from steering.costs.spend import sum_by
from steering.formatting import join_words, pluralise
from steering.months import format_month, month_range

PROVIDERS = (palette.ACTUAL, palette.SECOND, palette.ACCENT, palette.FORECAST, palette.PLAN)
# How many services have a bar of their own.
MOST = 8
# The parts of a change of usage cost, and what each of them means.
PARTS = {
    "Rate": "Other prices for what is used now",
    "Volume": "More or less of everything",
    "Mix": "Another share of dearer things",
    "Begun": "Not used in the month before",
    "Ended": "No longer used",
    "Other": "Used in both months, without a unit in common",
}


def spend_series(report: CostReport) -> SeriesChart:
    """Return spend by month: a series for each provider, their sum, the budget, the forecast and its range."""
    amounts, future = report.amounts, report.future
    timeline = month_range(min(report.monthly), max([*report.monthly, *future]))
    providers = sum_by(report.services, lambda row: row.provider)
    by_month = {month: _split_month(report, month, tuple(providers)) for month in report.monthly}
    ahead = report.forecast
    bounds = {"From": ahead.lower if ahead else (), "To": ahead.upper if ahead else ()}

    def series(name: str, values: Mapping[str, float], kind: SeriesKind, role: str = "") -> Series:
        numbers = tuple(values.get(month) for month in timeline)
        cells = tuple(map(amounts.cell, numbers))
        return Series(name=name, values=numbers, kind=kind, role=role, unit=amounts.kind, cells=cells)

    bars = [
        series(name, {month: parts[name] for month, parts in by_month.items() if name in parts}, "bar", colour)
        for name, colour in zip(providers, _colours(len(providers)), strict=True)
    ]
    return SeriesChart(
        axis="Month",
        categories=tuple(map(format_month, timeline)),
        ticks=timeline,
        series=(
            *bars,
            series("All", report.monthly, "column"),
            series("Budget", report.budget, "line", palette.PLAN),
            series("Forecast", future, "line", palette.FORECAST),
            *(series(name, dict(zip(future, values, strict=False)), "column") for name, values in bounds.items()),
        ),
        alt=_describe_spend(report),
    )


def _describe_spend(report: CostReport) -> str:
    past = [f"{report.money(amount)} in {format_month(month)}" for month, amount in report.monthly.items()]
    return f"Columns by month, stacked by provider: {past[0]}, {past[-1]}."


def _split_month(report: CostReport, month: str, providers: Sequence[str]) -> dict[str, float]:
    """Return a month's spend by provider, so that what is shown adds up to what is shown of all."""
    sums = sum_by([row for row in report.services if row.month == month], lambda row: row.provider)
    names = [name for name in providers if name in sums]
    return dict(zip(names, report.amounts.split([sums[name] for name in names]), strict=True))


def service_series(report: CostReport) -> SeriesChart:
    """Return the services of the chosen month, dearest first: the dearest have a bar each, the others one together."""
    ranked = sum_by([row for row in report.services if row.month == report.scope.as_of], lambda row: row.service)
    total, amounts = sum(ranked.values()), report.amounts
    names, costs = list(ranked), list(ranked.values())
    others = len(ranked) - MOST
    bars: list[float | None] = [*costs[:MOST], *(None for _ in costs[MOST:])]
    if others > 0:
        names.append(pluralise(others, "other service"))
        bars.append(total - sum(costs[:MOST]))
    none = (None,) * (len(names) - len(costs))
    lead = join_words([f"{name} {report.money(cost)}" for name, cost in list(ranked.items())[:3]])
    return SeriesChart(
        axis="Service",
        categories=tuple(names),
        listed=(*(True for _ in costs), *(False for _ in none)),
        series=(
            Series(
                name="Spend",
                kind="bar",
                role=palette.ACTUAL,
                listed=False,
                values=tuple(bars),
                cells=tuple(None if cost is None else report.money(cost) for cost in bars),
            ),
            Series(name="Cost", unit=amounts.kind, values=(*costs, *none), cells=(*map(amounts.cell, costs), *none)),
            Series(
                name="Share",
                unit="share",
                values=(*(round(cost / total, 3) if total else None for cost in costs), *none),
            ),
        ),
        alt=f"Bar chart of {pluralise(len(ranked), 'service')}: {lead} lead.",
    )


def change_series(report: CostReport, parts: Decomposition, before: str) -> SeriesChart:
    """From the cost of usage in the month `before` to that of the chosen month, part by part."""
    steps = (parts.rate, parts.volume, parts.mix, parts.started, parts.stopped, parts.other)
    differences = [report.money(step, signed=True) for step in steps]
    texts = [report.money(parts.before), *differences, report.money(parts.now)]
    effects = join_words([f"{name.lower()} {text}" for name, text in zip(PARTS, differences, strict=True)])
    amounts = (parts.before, *steps, parts.now)
    return SeriesChart(
        axis="Part",
        categories=(format_month(before), *PARTS, format_month(report.scope.as_of)),
        listed=(False, *(True for _ in PARTS), False),
        series=(
            Series(
                name="Amount",
                kind="bar",
                unit=report.amounts.kind,
                values=amounts,
                cells=tuple(map(report.amounts.cell, amounts)),
            ),
            Series(name="Meaning", unit="text", values=(None, *PARTS.values(), None)),
            Series(name="Label", unit="text", listed=False, values=tuple(texts)),
        ),
        alt=f"Waterfall from {texts[0]} to {texts[-1]}: {effects}.",
    )


def _colours(count: int) -> list[str]:
    return [PROVIDERS[index % len(PROVIDERS)] for index in range(count)]
