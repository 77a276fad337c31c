"""The headline figures of the Costs page, and the tables of rates and unit costs behind them."""

from __future__ import annotations

from steering import months
from steering.costs import rates, units
from steering.costs.amounts import amounts_of
from steering.costs.report import CostReport
from steering.formatting import ABSENT, format_value
from steering.frames.blocks import Column, TableBlock, Tile, Tiles


def build_tiles(picture: CostReport) -> Tiles:
    """The month's headline figures."""
    rated = {one.month: one for one in picture.rates}
    now, past = rated[picture.scope.as_of], rated.get(months.add_months(picture.scope.as_of, -1))
    idle = units.idle_share(picture.quantities, "gpu_hours", picture.scope.as_of)
    tiles = [
        _build_spend_tile(picture),
        *_build_budget_tile(picture),
        _build_rate_tile("Allocated", now.allocation, past.allocation if past else None, "of positive charges"),
        _build_rate_tile(
            "Effective savings",
            now.effective_savings,
            past.effective_savings if past else None,
            _describe_savings_base(now),
        ),
        _build_rate_tile("Commitment coverage", now.coverage, past.coverage if past else None, _describe_base(now)),
        _build_rate_tile(
            "Commitments used", now.utilisation, past.utilisation if past else None, "of what is committed"
        ),
    ]
    if idle is not None:
        idle_before = units.idle_share(picture.quantities, "gpu_hours", months.add_months(picture.scope.as_of, -1))
        tiles.append(_build_rate_tile("Idle GPU", idle, idle_before, "of GPU hours", more_is_good=False))
    tiles += [_build_unit_tile(one, picture) for one in picture.unit_costs if one.name == "Model in production"]
    return Tiles(tiles=tuple(tiles))


def _build_spend_tile(picture: CostReport) -> Tile:
    step = None if picture.before is None else picture.now - picture.before
    return Tile(
        id="spend",
        label="Spend",
        value=picture.money(picture.now),
        delta=None if step is None else picture.money(step, signed=True),
        since="in the month",
        good=None,
        note="effective cost",
        help="EffectiveCost: commitments are spread over what uses them. Invoices show BilledCost.",
    )


def _build_budget_tile(picture: CostReport) -> tuple[Tile, ...]:
    found = picture.variance
    if found is None:
        return ()
    return (
        Tile(
            id="budget",
            label="Against budget",
            value=ABSENT if found.share is None else format_value(found.share, "share", 1, signed=True),
            note=f"{picture.money(found.over, signed=True)} since {months.format_month(found.first)}",
            status=found.status,
            help="On track within the budget, at risk up to 5% over it, off track beyond.",
        ),
    )


def _build_rate_tile(
    label: str, now: float | None, before: float | None, note: str, *, more_is_good: bool = True
) -> Tile:
    step = None if now is None or before is None else now - before
    moved = None if step is None or abs(step) < 0.0005 else step
    return Tile(
        id=label.lower().replace(" ", "-"),
        label=label,
        value=format_value(now, "share"),
        delta=None if step is None else _format_points(moved),
        since="in the month",
        good=None if moved is None else (moved > 0) == more_is_good,
        note=note,
    )


def _describe_base(now: rates.FinOpsRates) -> str:
    """What coverage is a share of, and at which cost; consoles show it at on-demand prices."""
    return "of eligible usage, effective cost" if now.has_eligibility else "of all usage, effective cost"


def _describe_savings_base(now: rates.FinOpsRates) -> str:
    """What the savings rate is a share of, and of how much of the usage it speaks where some has no list price."""
    if now.savings_basis is None or now.savings_basis > 0.995:
        return "of list price"
    return f"of list price; covers {format_value(now.savings_basis, 'share')} of usage cost"


def _format_points(step: float | None) -> str:
    """A move of a rate in percentage points."""
    return format_value((step or 0.0) * 100, "points", signed=True)


def build_rates_table(picture: CostReport) -> TableBlock:
    """The FinOps rates by month, the latest first."""
    return TableBlock(
        id="rates",
        title="Rates by month",
        columns=(
            Column(label="Month"),
            Column(label="Allocated", kind="share"),
            Column(label="Effective savings", kind="share"),
            Column(label="Coverage", kind="share"),
            Column(label="Utilisation", kind="share"),
            *(Column(label=name, kind=picture.amounts.kind) for name in ("Credits", "Tax", "Billed")),
        ),
        rows=tuple(
            (
                months.format_month(one.month),
                _round_share(one.allocation),
                _round_share(one.effective_savings),
                _round_share(one.coverage),
                _round_share(one.utilisation),
                *map(picture.amounts.cell, (one.credits, one.tax, one.billed)),
            )
            for one in reversed(picture.rates)
        ),
        note=f"Coverage is {_describe_base(picture.rates[-1])}. Credits and tax are apart.",
    )


def _round_share(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _build_unit_tile(one: units.UnitCost, picture: CostReport) -> Tile:
    now = one.by_month.get(picture.scope.as_of)
    past = one.by_month.get(months.add_months(picture.scope.as_of, -1))
    step = None if now is None or past is None else now - past
    return Tile(
        id="unit-cost",
        label="Cost of a model",
        value=_format_price(now, picture.scope.currency) or ABSENT,
        delta=None if step is None else picture.money(step, signed=True),
        since="in the month",
        good=None if not step else step < 0,
        note="in production, a month",
        help="The month's spend divided by the models in production at its end.",
    )


def build_unit_cost_table(picture: CostReport) -> TableBlock:
    """What a unit costs, now and in the month before."""
    before = months.add_months(picture.scope.as_of, -1)
    return TableBlock(
        id="unit-costs",
        title="Unit costs",
        columns=(
            Column(label="One"),
            Column(label="Costs", kind="figure"),
            Column(label="Month before", kind="figure"),
            Column(label="Trend", kind="series"),
        ),
        rows=tuple(
            (
                one.name,
                _format_price(one.by_month.get(picture.scope.as_of), picture.scope.currency),
                _format_price(one.by_month.get(before), picture.scope.currency),
                tuple(one.by_month.values()),
            )
            for one in picture.unit_costs
        ),
        empty="Unit costs need adoption or usage data.",
        note="Cost of the month divided by what was counted in it; tokens by the charges that are billed by token.",
    )


def _format_price(value: float | None, currency: str) -> str | None:
    """A price with cents, below 1 with four significant digits."""
    if value is None:
        return None
    return amounts_of(currency, [value], least=0 if abs(value) >= 1000 else 2).money(value)
