"""The rows of a KPI by month: what they come to, and all of them scaled."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from steering.cases.model import Kpi
from steering.kpis.series import DeliveredValue, combine_month
from steering.variants.rows import DatasetRows, Row, number_of, scale_cell

COLUMNS = {"month", "kpi_id"}
# A ratio moves with its numerator.
SCALED = ("numerator", "value")


def list_months(dataset: DatasetRows, kpi: Kpi, as_of: str) -> list[str]:
    """The months up to one of which a KPI has rows."""
    return sorted({row["month"] for row in dataset.rows if row["kpi_id"] == kpi.id and row["month"] <= as_of})


def value_in(dataset: DatasetRows, kpi: Kpi, month: str) -> float | None:
    """What a KPI comes to in a month, as the scorecard combines its rows."""
    rows = [row for row in dataset.rows if row["kpi_id"] == kpi.id and row["month"] == month]
    if not rows:
        return None
    cells = {name: [number_of(row.get(name, "")) for row in rows] for name in ("numerator", "denominator", "value")}
    sums = {name: float(sum(filter(None, numbers), Decimal())) for name, numbers in cells.items()}
    ratios = zip(cells["numerator"], cells["denominator"], strict=True)
    with_value = sum(number is not None for number in cells["value"])
    delivered = DeliveredValue(
        kpi_id=kpi.id,
        month=month,
        figures=len(rows),
        team_figures=sum(bool(row.get("team_id")) for row in rows),
        with_value=with_value,
        with_ratio=sum(None not in ratio for ratio in ratios),
        numerator=sums["numerator"],
        denominator=sums["denominator"],
        value=sums["value"] if with_value else None,
        note=None,
    )
    return combine_month(kpi, delivered).value


def scale(dataset: DatasetRows, kpi: Kpi, months: Collection[str], factor: Decimal) -> DatasetRows:
    """Return the dataset with a KPI multiplied in some months; counts stay whole, so the factor is met about."""

    def times(row: Row) -> Row:
        return row | {name: scale_cell(row[name], factor) for name in SCALED if name in row}

    return dataset.change(lambda row: row["kpi_id"] == kpi.id and row["month"] in months, times)
