"""The headline figures of the Costs page, and the tables of rates and unit costs behind them."""

from __future__ import annotations

from steering import months
from steering.costs import rates, units
from steering.costs.amounts import amounts_of
from steering.costs.budget import Variance
from steering.costs.report import CostReport
from steering.formatting import ABSENT, format_value
from steering.frames.blocks import Column, TableBlock, Tile, Tiles


def build_tiles(report: CostReport) -> Tiles:
    """Build the month, to date and the outlook, each against its budget where there is one."""
    return Tiles(
        tiles=(
            _build_spend_tile(report),
            *_build_month_tile(report),
            *_build_to_date_tile(report),
            *_build_outlook_tile(report),
            *_build_sum_tile(report),
        )
    )


def build_rate_tiles(report: CostReport) -> Tiles:
    """Build the month's FinOps rates and the cost of a model."""
    by_month = {month_rates.month: month_rates for month_rates in report.rates}
    before = months.add_months(report.scope.as_of, -1)
    now, past = by_month[report.scope.as_of], None if report.gaps else by_month.get(before)
    since = describe_since(report)
    rows = (
        ("Allocated", now.allocation, past.allocation if past else None, "of positive charges"),
        (
            "Effective savings",
            now.effective_savings,
            past.effective_savings if past else None,
            _describe_savings_base(now),
        ),
        ("Commitment coverage", now.coverage, past.coverage if past else None, _describe_base(now)),
        ("Commitments used", now.utilisation, past.utilisation if past else None, "of what is committed"),
    )
    mark = f"; {mark_incomplete(report)}" if report.lacks else ""
    tiles = [_build_rate_tile(label, value, earlier, note + mark, since) for label, value, earlier, note in rows]
    idle = units.idle_share(report.quantities, "gpu_hours", report.scope.as_of)
    if idle is not None:
        idle_before = units.idle_share(report.quantities, "gpu_hours", before)
        tiles.append(_build_rate_tile("Idle GPU", idle, idle_before, "of GPU hours", since, more_is_good=False))
    tiles += [_build_unit_tile(unit, report) for unit in report.unit_costs if unit.name == "Model in production"]
    return Tiles(tiles=tuple(tiles))


def describe_since(report: CostReport) -> str:
    """Describe the reference of a change: `vs Sep 2026`."""
    return f"vs {months.format_month(months.add_months(report.scope.as_of, -1))}"


def mark_incomplete(report: CostReport) -> str:
    """Return what a figure of an incomplete month is marked with, `incomplete: charged up to 8 Apr`; else nothing."""
    return f"incomplete: {report.lacks}" if report.lacks else ""


def describe_comparison(report: CostReport) -> str:
    """Return why the chosen month is not compared with the month before; nothing where it is."""
    texts = [f"{months.format_month(month)} is incomplete: {lack}." for month, lack in report.gaps.items()]
    return f"{' '.join(texts)} The months are not compared." if texts else ""


def _build_spend_tile(report: CostReport) -> Tile:
    """Build the tile of the month's spend, without a change where it or the month before is incomplete."""
    step = None if report.before is None else report.now - report.before
    return Tile(
        id="spend",
        label=f"Spend, {months.format_month(report.scope.as_of)}",
        value=report.money(report.now),
        delta=None if step is None else report.money(step, signed=True),
        since=describe_since(report),
        good=None,
        note=mark_incomplete(report) or "effective cost",
        help="EffectiveCost: commitments are spread over what uses them. Invoices show BilledCost.",
    )


def _build_month_tile(report: CostReport) -> tuple[Tile, ...]:
    month = months.format_month(report.scope.as_of)
    return _build_variance_tile(report, report.month_variance, "budget-month", f"Budget, {month}")


def _build_to_date_tile(report: CostReport) -> tuple[Tile, ...]:
    return _build_variance_tile(report, report.variance, "budget", "Budget to date")


def _build_sum_tile(report: CostReport) -> tuple[Tile, ...]:
    """Build spend of all months so far, the chosen one included as far as it is charged."""
    first, last = (months.format_month(month) for month in (min(report.monthly), report.scope.as_of))
    span = last if first == last else f"{first} to {last}"
    return (Tile(id="to-date", label="Spend to date", value=report.money(sum(report.monthly.values())), note=span),)


def _build_outlook_tile(report: CostReport) -> tuple[Tile, ...]:
    outlook = report.outlook
    label = f"Outlook to {months.format_month(outlook.last)}" if outlook else ""
    return _build_variance_tile(report, outlook, "outlook", label)


def _build_variance_tile(report: CostReport, variance: Variance | None, id: str, label: str) -> tuple[Tile, ...]:
    """Build spend against budget over a span of months that the label names; nothing without a budget."""
    if variance is None:
        return ()
    single = variance.first == variance.last
    span = "" if single else f" since {months.format_month(variance.first)}"
    return (
        Tile(
            id=id,
            label=label,
            value=ABSENT if variance.share is None else format_value(variance.share, "share", 1, signed=True),
            note=f"{report.money(variance.actual)} of {report.money(variance.budget)}{span}, "
            f"{report.money(variance.over, signed=True)}",
            status=variance.status,
            help="On track within the budget, at risk up to 5% over it, off track beyond.",
        ),
    )


def _build_rate_tile(
    label: str, now: float | None, before: float | None, note: str, since: str, *, more_is_good: bool = True
) -> Tile:
    step = None if now is None or before is None else now - before
    visible_step = None if step is None or abs(step) < 0.0005 else step
    return Tile(
        id=label.lower().replace(" ", "-"),
        label=label,
        value=format_value(now, "share"),
        delta=None if step is None else _format_points(visible_step),
        since=since,
        good=None if visible_step is None else (visible_step > 0) == more_is_good,
        note=note,
    )


def _describe_base(now: rates.FinOpsRates) -> str:
    """Describe what coverage is a share of, and at which cost; consoles show it at on-demand prices."""
    return "of eligible usage, effective cost" if now.has_eligibility else "of all usage, effective cost"


def _describe_savings_base(now: rates.FinOpsRates) -> str:
    """Describe what the savings rate is a share of, and how much of the usage has a list price."""
    if now.savings_basis is None or now.savings_basis > 0.995:
        return "of list price"
    return f"of list price; covers {format_value(now.savings_basis, 'share')} of usage cost"


def _format_points(step: float | None) -> str:
    """Return a move of a rate in percentage points."""
    return format_value((step or 0.0) * 100, "points", signed=True)


def build_rates_table(report: CostReport) -> TableBlock:
    """Build the FinOps rates by month, the latest first."""
    return TableBlock(
        id="rates",
        title="Rates by month",
        columns=(
            Column(label="Month"),
            Column(label="Allocated", kind="share"),
            Column(label="Effective savings", kind="share"),
            Column(label="Coverage", kind="share"),
            Column(label="Utilisation", kind="share"),
            *(Column(label=name, kind=report.amounts.kind) for name in ("Credits", "Tax")),
        ),
        rows=tuple(
            (
                _label_month(report, month_rates.month),
                _round_share(month_rates.allocation),
                _round_share(month_rates.effective_savings),
                _round_share(month_rates.coverage),
                _round_share(month_rates.utilisation),
                *map(report.amounts.cell, (month_rates.credits, month_rates.tax)),
            )
            for month_rates in reversed(report.rates)
        ),
        method=f"Coverage is a share {_describe_base(report.rates[-1])}; credits and tax are excluded.",
    )


def _label_month(report: CostReport, month: str) -> str:
    return months.format_month(month) + (", incomplete" if month in report.coverage.incomplete else "")


def _round_share(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _build_unit_tile(unit_cost: units.UnitCost, report: CostReport) -> Tile:
    now = unit_cost.by_month.get(report.scope.as_of)
    past = unit_cost.by_month.get(months.add_months(report.scope.as_of, -1))
    # The cost of a few days over the models of the whole month is no cost of a month.
    step = None if now is None or past is None or report.gaps else now - past
    return Tile(
        id="unit-cost",
        label="Cost per model",
        value=_format_price(now, report.scope.currency) or ABSENT,
        delta=None if step is None else report.money(step, signed=True),
        since=describe_since(report),
        good=None if not step else step < 0,
        note=f"in production; {mark_incomplete(report)}" if report.lacks else "in production, per month",
        help="The month's spend divided by the models in production at its end.",
    )


def build_unit_cost_table(report: CostReport) -> TableBlock:
    """Build what a unit costs, now and in the month before where both are complete; the trend is of complete months."""
    before = months.add_months(report.scope.as_of, -1)
    compared = not report.gaps
    currency = report.scope.currency
    return TableBlock(
        id="unit-costs",
        title="Unit costs",
        columns=(
            Column(label="Unit"),
            Column(label="Cost so far" if report.lacks else "Cost per unit", kind="figure"),
            *([Column(label="Previous month", kind="figure")] if compared else []),
            Column(label="Trend", kind="series"),
        ),
        rows=tuple(
            (
                unit_cost.name,
                _format_price(unit_cost.by_month.get(report.scope.as_of), currency),
                *([_format_price(unit_cost.by_month.get(before), currency)] if compared else []),
                tuple(report.coverage.complete(unit_cost.by_month).values()),
            )
            for unit_cost in report.unit_costs
        ),
        empty="Unit costs need adoption or usage data.",
        note=describe_comparison(report).strip(),
        method="Cost of the month divided by what was counted in it; tokens by the charges that are billed by token.",
    )


def _format_price(value: float | None, currency: str) -> str | None:
    """Return a price with cents, below 1 with four significant digits."""
    if value is None:
        return None
    return amounts_of(currency, [value], least=0 if abs(value) >= 1000 else 2).money(value)
