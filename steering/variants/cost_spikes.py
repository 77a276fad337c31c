"""A cost anomaly: a day on which a team's charges for a service are several times what they were."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from steering.costs.anomalies import LEAST, MIN_DAYS, OVER
from steering.variants.draws import Draws
from steering.variants.rows import DatasetRows, Row, number_of
from steering.variants.trouble import PlantedTrouble, TroubleSpot, VariantSource, count_changes

BEFORE = timedelta(days=28)
COLUMNS = {"BillingCurrency", "ChargeCategory", "ChargePeriodStart", "EffectiveCost", "ServiceName", "Tags"}
# All that grows with what was used; prices stay, so that a quantity times its price is still the cost.
SCALED = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "ConsumedQuantity", "PricingQuantity")
FACTORS = (3, 4, 5, 6, 8, 10, 12, 15, 20)

Key = tuple[str, str, str]


@dataclass(kw_only=True)
class _Charges:
    """A team's charges for a service of a provider: the sum of each day, and the days that can't be scaled."""

    days: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    closed: set[str] = field(default_factory=set)

    def mean_before(self, day: str) -> float | None:
        """The mean that the rule of anomalies holds a day against; None where too few days came before it."""
        first = (date.fromisoformat(day) - BEFORE).isoformat()
        amounts = [amount for other, amount in self.days.items() if first <= other < day]
        return float(sum(amounts)) / len(amounts) if len(amounts) >= MIN_DAYS else None


def find_spots(source: VariantSource) -> list[TroubleSpot]:
    """The teams and services of which a day of the month can be made an anomaly, and is none."""
    dataset = source.datasets.get("cost")
    # Costs that are split between teams by other columns are left alone.
    if dataset is None or not set(dataset.header) >= COLUMNS or any(row.get("AllocatedTags") for row in dataset.rows):
        return []
    tag = source.case.charter.team_tag
    charges = _sum_charges(dataset.rows, tag, source.case.charter.currency)
    return [
        TroubleSpot(
            dataset="cost",
            subject=f"{key[0]}, {key[1]}",
            plant=partial(_plant, tag=tag, key=key, charges=of_key, options=options),
        )
        for key, of_key in sorted(charges.items())
        if (options := _list_options(of_key, source.as_of))
    ]


def key_of(row: Row, tag: str) -> Key | None:
    """Whose charge a row is, for which service, of which provider; None where no team is named."""
    try:
        tags = json.loads(row["Tags"] or "{}")
    except ValueError:
        return None
    team = tags.get(tag) if isinstance(tags, dict) else None
    if not isinstance(team, str) or not team.strip() or not row["ServiceName"]:
        return None
    return team.strip(), row["ServiceName"], row.get("ProviderName") or row.get("ServiceProviderName") or ""


def _sum_charges(rows: Iterable[Row], tag: str, currency: str) -> dict[Key, _Charges]:
    charges: dict[Key, _Charges] = defaultdict(_Charges)
    for row in rows:
        if row["ChargeCategory"] != "Usage" or row["BillingCurrency"] != currency or (key := key_of(row, tag)) is None:
            continue
        day, cost = row["ChargePeriodStart"][:10], number_of(row["EffectiveCost"])
        charges[key].days[day] += cost or 0
        # What a commitment covers or a later bill corrects is not simply more of the same.
        if row.get("CommitmentDiscountId") or row.get("ChargeClass") or cost is None or cost <= 0:
            charges[key].closed.add(day)
    return charges


def _list_options(charges: _Charges, month: str) -> list[tuple[str, int]]:
    """The days and factors that make an anomaly by the rule of the Costs page, clear enough to be seen."""
    days = [(day, charges.mean_before(day)) for day in sorted(charges.days) if day.startswith(month)]
    return [
        (day, factor)
        for day, mean in days
        if mean and day not in charges.closed and not _stands_out(float(charges.days[day]), mean)
        for factor in FACTORS
        if _stands_out(factor * float(charges.days[day]) - LEAST, mean)
    ]


def _stands_out(amount: float, mean: float) -> bool:
    return amount > (1 + OVER) * mean and amount - mean >= LEAST


def _plant(
    dataset: DatasetRows, draws: Draws, *, tag: str, key: Key, charges: _Charges, options: list[tuple[str, int]]
) -> tuple[DatasetRows, PlantedTrouble]:
    day, factor = draws.choose(options)

    def is_spike(row: Row) -> bool:
        on_day = row["ChargePeriodStart"].startswith(day) and row["ChargeCategory"] == "Usage"
        return on_day and key_of(row, tag) == key

    after = dataset.change(
        is_spike, lambda row: row | {name: _times(row[name], factor) for name in SCALED if name in row}
    )
    amount = charges.days[day]
    trouble = PlantedTrouble(
        kind="cost_anomaly",
        dataset="cost",
        subject=f"{key[0]}, {key[1]}",
        since=day,
        before=float(amount),
        after=float(factor * amount),
        rows=count_changes(dataset.rows, after.rows),
        says=f"On {day} {key[1]} cost team {key[0]} {factor} times what it would have.",
    )
    return after, trouble


def _times(text: str, factor: int) -> str:
    number = number_of(text)
    return text if number is None else f"{number * factor:f}"
