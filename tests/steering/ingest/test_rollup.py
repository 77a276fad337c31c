"""The rollups beside a cost release: what they add up to, by day and by month, and which of them are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from steering.ingest import accept, roll_up
from steering.ingest.rollup import GRAIN, INVOICE_GRAIN, MEASURES
from steering.months import add_months
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
    for name in ("daily", "monthly", "invoices"):
        (folder / rollup_file(name, "team")).unlink()
        roll_up(tmp_path, "cost", release, "team")
        assert (folder / rollup_file(name, "team")).is_file()


def test_the_version_counts_up_with_the_meaning() -> None:
    meaning = hashlib.sha256(json.dumps([GRAIN, MEASURES, INVOICE_GRAIN]).encode()).hexdigest()[:8]
    assert {ROLLUPS: meaning} == {5: "9383d61b"}, "count ROLLUPS up, then pin it again here"


def test_anomalies_look_back_over_the_start_of_the_month(stored: Callable[..., str], tmp_path: Path) -> None:
    before = [charge(f"2026-02-{day:02}", "100") for day in range(10, 29)]
    far = [charge(f"2026-01-{day:02}", "9000") for day in range(1, 28)]
    release = stored(*far, *before, charge("01", "500"))
    with Warehouse(tmp_path) as warehouse:
        rule = {"over": 0.25, "observed": 14, "least": 100.0}
        found = warehouse.query("cost_anomalies", {"cost": f"{release}@team"}, **ALL, **rule)
    assert list(found["date"]) == ["2026-03-01"]
    assert found["mean"][0] == pytest.approx(100), "28 days back and no further"


HEADER_OF_TIMES = (
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingAccountId,BillingPeriodStart,"
    "BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,ServiceCategory,ProviderName"
)


@pytest.mark.parametrize(
    ("billing", "charge_period", "month"),
    [
        (("2026-02-01T00:00:00+02:00", "2026-03-01T00:00:00+02:00"), ("2026-02-01T00:00:00+02:00", "01:00"), "2026-02"),
        (("2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00"), ("2026-10-31T23:30:00+01:00", "00:30"), "2026-10"),
        (("2026-03-01T00:00:00-05:00", "2026-04-01T00:00:00-04:00"), ("2026-03-31T23:00:00-04:00", "00:30"), "2026-03"),
        (("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"), ("2026-03-01T00:00:00+02:00", "23:00"), "2026-03"),
        # Late usage of February on the bill of March stays in February, and so does a purchase for a year.
        (("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"), ("2026-02-28T22:00:00Z", "01:00"), "2026-02"),
        (("2026-03-15T00:00:00Z", "2026-04-15T00:00:00Z"), ("2026-04-03T00:00:00Z", "01:00"), "2026-04"),
    ],
)
def test_a_charge_counts_in_the_month_of_its_billing_period_where_only_the_zone_moved_it(
    save: Save, tmp_path: Path, billing: tuple[str, str], charge_period: tuple[str, str], month: str
) -> None:
    start, length = charge_period
    hours, minutes = map(int, length.split(":"))
    end = (datetime.fromisoformat(start) + timedelta(hours=hours, minutes=minutes)).isoformat()
    row = f"1,1,1,1,USD,x,{billing[0]},{billing[1]},Usage,{start},{end},a,Compute,Cloud"
    result = accept(save(f"{HEADER_OF_TIMES}\n{row}\n", "cost.csv"), "cost", tmp_path, by="x")
    assert [line["month"] for line in rolled(tmp_path, result.release, "monthly")] == [month]
    with Warehouse(tmp_path) as warehouse:
        found = warehouse.query(
            "cost_rows",
            {"cost": result.release},
            team=None,
            teams=None,
            service=None,
            currency="USD",
            limit=9,
            **{"from": f"{month}-01", "until": f"{add_months(month, 1)}-01"},
        )
    assert len(found) == 1, "the list of charges has the same months as the sums"


def test_an_invoice_ties_with_a_correction_of_an_earlier_month(save: Save, tmp_path: Path) -> None:
    header = f"{HEADER_OF_TIMES},InvoiceId,ChargeClass"
    april = "USD,x,2026-04-01T00:00:00Z,2026-05-01T00:00:00Z,Usage"
    rows = [
        "1000,1000,1,1,USD,x,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,Usage,"
        "2026-03-02T00:00:00Z,2026-03-03T00:00:00Z,a,Compute,Cloud,inv-3,",
        f"1000,1000,1,1,{april},2026-04-02T00:00:00Z,2026-04-03T00:00:00Z,a,Compute,Cloud,inv-4,",
        f"-300,-300,1,1,{april},2026-03-02T00:00:00Z,2026-03-03T00:00:00Z,a,Compute,Cloud,inv-4,Correction",
    ]
    result = accept(save("\n".join([header, *rows, ""]), "cost.csv"), "cost", tmp_path, by="x")
    with Warehouse(tmp_path) as warehouse:
        reference = {"cost": f"{result.release}@team"}
        found = warehouse.query("cost_invoices", reference, as_of="2026-04", currency="USD", teams=None)
        spent = warehouse.query("cost_months", reference, as_of="2026-04", currency="USD", teams=None)
    columns = ("billing_month", "invoice", "billed", "corrections", "earlier")
    assert [tuple(row[name] for name in columns) for row in found.records()] == [
        ("2026-04", "inv-4", 700, -300, -300),
        ("2026-03", "inv-3", 1000, 0, 0),
    ]
    assert list(spent["effective"]) == [700, 1000], "what was used up counts in the month of its use"


def test_capacity_that_was_reserved_and_not_used_is_idle(save: Save, tmp_path: Path) -> None:
    header = f"{HEADER_OF_TIMES},CapacityReservationId,CapacityReservationStatus"
    row = "USD,x,2026-04-01T00:00:00Z,2026-05-01T00:00:00Z,Usage,2026-04-02T00:00:00Z,2026-04-03T00:00:00Z,a,Compute,C"
    text = f"{header}\n100,100,1,1,{row},cr1,Used\n40,40,1,1,{row},cr1,Unused\n"
    result = accept(save(text, "cost.csv"), "cost", tmp_path, by="x")
    with Warehouse(tmp_path) as warehouse:
        found = warehouse.query(
            "cost_teams", {"cost": f"{result.release}@team"}, as_of="2026-04", currency="USD", teams=None
        )
    assert (found["direct"], found["idle"]) == ((100,), (40,))


def test_tokens_that_only_the_pricing_unit_names_are_counted(save: Save, tmp_path: Path) -> None:
    header = f"{HEADER_OF_TIMES},PricingUnit,PricingQuantity"
    row = "USD,x,2026-04-01T00:00:00Z,2026-05-01T00:00:00Z,Usage,2026-04-02T00:00:00Z,2026-04-03T00:00:00Z,a,AI,C"
    text = f"{header}\n90,90,1,1,{row},1000000 Tokens,9\n7,7,1,1,{row},Hours,1\n"
    result = accept(save(text, "cost.csv"), "cost", tmp_path, by="x")
    with Warehouse(tmp_path) as warehouse:
        found = warehouse.query(
            "cost_tokens", {"cost": f"{result.release}@team"}, as_of="2026-04", currency="USD", teams=None
        )
    assert list(found["effective"]) == [90]
