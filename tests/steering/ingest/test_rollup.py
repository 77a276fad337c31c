"""The rollups beside a cost release: what they add up to, by day and by month, and which of them are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from steering.ingest import accept, roll_up
from steering.ingest.rollup import GRAIN, MEASURES
from steering.warehouse import Warehouse, rows_path
from steering.warehouse.tags import ROLLUPS, rollup_file

Save = Callable[..., Path]

HEADER = (
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingAccountId,BillingPeriodStart,"
    "BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,ServiceCategory,ProviderName,"
    "CommitmentDiscountStatus,CommitmentProgramEligibilityDetails,Tags"
)
ALL = {"as_of": "2026-03", "currency": "USD", "teams": None}


def charge(
    day: str, cost: str, service: str = "a", status: str = "", details: str = "", category: str = "Usage"
) -> str:
    """A charge of team t1 on a day of March 2026, or on a whole date."""
    date = day if "-" in day else f"2026-03-{day}"
    told = details.replace('"', '""')
    return (
        f"{cost},{cost},{cost},{cost},USD,x,2026-03-01,2026-04-01,{category},{date}T00:00:00Z,{date}T01:00:00Z,{service},"
        f'Compute,Cloud,{status},"{told}","{{""team"": ""t1""}}"'
    )


@pytest.fixture
def stored(save: Save, tmp_path: Path) -> Callable[..., str]:
    """`stored(charge, ...)` keeps them as a release and gives its id."""

    def keep(*charges: str) -> str:
        return accept(save("\n".join([HEADER, *charges, ""]), "cost.csv"), "cost", tmp_path, by="x").release

    return keep


def rolled(home: Path, release: str, name: str) -> list[dict[str, Any]]:
    file = rows_path(home, "cost", release).with_name(rollup_file(name, "team"))
    found: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return found


def test_months_add_up_days(stored: Callable[..., str], tmp_path: Path) -> None:
    release = stored(charge("01", "1.25"), charge("31", "2.50"), charge("2026-04-01", "8"), charge("02", "-1"))
    days, months = (rolled(tmp_path, release, name) for name in ("daily", "monthly"))
    assert [str(row["day"])[5:] for row in days] == ["03-01", "03-02", "03-31", "04-01"]
    assert [(row["month"], row["effective"], row["rows"]) for row in months] == [
        ("2026-03", Decimal("2.75"), 3),
        ("2026-04", Decimal("8.00"), 1),
    ]
    assert set(days[0]) - {"day"} == set(months[0]) - {"month"}


def test_what_is_positive_does_not_depend_on_what_it_is_added_up_with(
    stored: Callable[..., str], tmp_path: Path
) -> None:
    release = stored(charge("01", "5"), charge("01", "-5"), charge("02", "-3"))
    assert sum(row["positive"] for row in rolled(tmp_path, release, "monthly")) == 5


def test_sums_are_narrow_where_they_fit_and_exact_where_they_do_not(stored: Callable[..., str], tmp_path: Path) -> None:
    small = rows_path(tmp_path, "cost", stored(charge("01", "0.10"))).with_name(rollup_file("monthly", "team"))
    assert str(pq.read_schema(small).field("effective").type) == "decimal128(18, 2)"
    most = "99999999999999.9999"
    release = stored(charge("01", most), charge("02", most))
    (row,) = rolled(tmp_path, release, "monthly")
    assert row["effective"] == 2 * Decimal(most)


@pytest.mark.parametrize(
    ("details", "eligible"),
    [
        ('{"CommitmentPrograms": [{"ProgramType": "FlexibleSpendPlan"}]}', True),
        ('["FlexibleSpendPlan"]', True),
        ('{"CommitmentPrograms": []}', False),
        ('{"CommitmentPrograms": null}', False),
        ("{}", False),
        ("[]", False),
        ("", False),
        ("FlexibleSpendPlan", False),
    ],
)
def test_a_charge_is_eligible_where_a_programme_is_named(
    stored: Callable[..., str], tmp_path: Path, details: str, eligible: bool
) -> None:
    release = stored(charge("01", "1", "a", details=details), charge("01", "1", "b", details='["x"]'))
    found = {row["service"]: row["eligible"] for row in rolled(tmp_path, release, "monthly")}
    assert found == {"a": eligible, "b": True}


def test_an_older_rollup_is_never_read_and_is_made_anew(stored: Callable[..., str], tmp_path: Path) -> None:
    release = stored(charge("01", "1"))
    folder = rows_path(tmp_path, "cost", release).parent
    for name in ("daily", "monthly"):
        made = folder / rollup_file(name, "team")
        made.rename(folder / f"{name}@team.parquet")
        (folder / f"{name}-{ROLLUPS - 1}@team.parquet").write_bytes(b"of another grain")
    roll_up(tmp_path, "cost", release, "team")
    with Warehouse(tmp_path) as warehouse:
        found = warehouse.query("cost_months", {"cost": f"{release}@team"}, **ALL)
    assert list(found["effective"]) == [1.0]


def test_one_that_is_missing_is_made_again(stored: Callable[..., str], tmp_path: Path) -> None:
    release = stored(charge("01", "1"))
    folder = rows_path(tmp_path, "cost", release).parent
    for name in ("daily", "monthly"):
        (folder / rollup_file(name, "team")).unlink()
        roll_up(tmp_path, "cost", release, "team")
        assert (folder / rollup_file(name, "team")).is_file()


def test_the_version_counts_up_with_the_meaning() -> None:
    meaning = hashlib.sha256(json.dumps([GRAIN, MEASURES]).encode()).hexdigest()[:8]
    assert {ROLLUPS: meaning} == {3: "4d454287"}, "count ROLLUPS up, then pin it again here"


def test_anomalies_look_back_over_the_start_of_the_month(stored: Callable[..., str], tmp_path: Path) -> None:
    before = [charge(f"2026-02-{day:02}", "100") for day in range(10, 29)]
    far = [charge(f"2026-01-{day:02}", "9000") for day in range(1, 28)]
    release = stored(*far, *before, charge("01", "500"))
    with Warehouse(tmp_path) as warehouse:
        rule = {"over": 0.25, "observed": 14, "least": 100.0}
        found = warehouse.query("cost_anomalies", {"cost": f"{release}@team"}, **ALL, **rule)
    assert list(found["date"]) == ["2026-03-01"]
    assert float(found["mean"].iloc[0]) == pytest.approx(100), "28 days back and no further"
