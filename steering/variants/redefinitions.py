"""A KPI redefined: from a month on it counts by another rule, so that figures before and after can't be compared."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from steering.cases.case import Case
from steering.cases.model import Kpi
from steering.cases.storyboard import ClaimSpec
from steering.cases.yaml_writer import update_yaml
from steering.months import format_month
from steering.variants.broken_claims import list_claims, state_of
from steering.variants.draws import Draws
from steering.variants.kpi_rows import COLUMNS, list_months, scale, value_in
from steering.variants.rows import DatasetRows
from steering.variants.trouble import PlantedTrouble, TroubleSpot, VariantSource, count_changes

# The change lies in one of so many last months with figures.
LATEST = 6
NARROWER = (Decimal("0.7"), Decimal("0.75"), Decimal("0.8"))
WIDER = (Decimal("1.25"), Decimal("1.3"), Decimal("1.4"))


def find_spots(source: VariantSource) -> list[TroubleSpot]:
    """The KPIs with rows of their own and no change so far; no claim about them changes."""
    dataset = source.datasets.get("kpi")
    if dataset is None or not set(dataset.header) >= COLUMNS or "metrics.yaml" not in source.case.texts:
        return []
    claims, spots = list_claims(source), []
    for kpi in source.case.kpis.values():
        months = list_months(dataset, kpi, source.as_of)
        about = [(claim, month) for named, claim, month in claims if named.id == kpi.id]
        options = [
            (frozenset(month for month in months if month >= start), factor)
            for start in months[1:][-LATEST:]
            for factor in _list_factors(kpi)
        ]
        options = [option for option in options if _shows(dataset, kpi, about, *option)]
        if options and not kpi.measure and not kpi.changes:
            plant = partial(_plant, kpi=kpi, options=options)
            spots.append(TroubleSpot(dataset="kpi", subject=kpi.id, plant=plant))
    return spots


def describe_change(trouble: PlantedTrouble) -> str:
    """What the definition says of its change, as whoever changed it would put it."""
    rule = "A wider rule than before" if trouble.after > trouble.before else "A narrower rule than before"
    return f"{rule} says what counts; earlier figures were not counted again."


def declare_change(case: Case, trouble: PlantedTrouble) -> str:
    """Return `metrics.yaml` with the change of a KPI's definition in it; comments stay."""
    document = case.texts["metrics.yaml"]
    tree: Any = document.tree
    kpi = {**tree[trouble.subject], "changes": [{"from": trouble.since, "what": describe_change(trouble)}]}
    source = (case.folder / "metrics.yaml").read_text(encoding="utf-8")
    return update_yaml(source, {**tree, trouble.subject: kpi})


def _list_factors(kpi: Kpi) -> tuple[Decimal, ...]:
    # A share that grows could come to more than all.
    return NARROWER if kpi.unit == "share" else NARROWER + WIDER


def _shows(
    dataset: DatasetRows, kpi: Kpi, claims: list[tuple[ClaimSpec, str]], months: frozenset[str], factor: Decimal
) -> bool:
    """Whether the last figure is seen to differ, for counts may be too small for the factor, and each claim stands."""
    changed, last = scale(dataset, kpi, months, factor), max(months)
    before, after = value_in(dataset, kpi, last), value_in(changed, kpi, last)
    if before is None or after is None or not abs(after - before) > 0.1 * abs(before) > 0:
        return False
    return all(state_of(dataset, claim, kpi, at) is state_of(changed, claim, kpi, at) for claim, at in claims)


def _plant(
    dataset: DatasetRows, draws: Draws, *, kpi: Kpi, options: list[tuple[frozenset[str], Decimal]]
) -> tuple[DatasetRows, PlantedTrouble]:
    months, factor = draws.choose(options)
    after = scale(dataset, kpi, months, factor)
    trouble = PlantedTrouble(
        kind="kpi_redefined",
        dataset="kpi",
        subject=kpi.id,
        since=min(months),
        before=value_in(dataset, kpi, max(months)) or 0.0,
        after=value_in(after, kpi, max(months)) or 0.0,
        rows=count_changes(dataset.rows, after.rows),
        says=f"{kpi.name} counts by another rule since {format_month(min(months))}.",
    )
    return after, trouble
