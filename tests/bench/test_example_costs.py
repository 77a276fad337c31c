"""The example's cost data has the shape of FOCUS 1.2, adds up exactly, and tells the story it is meant to tell."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from bench.example_columns import COLUMNS
from bench.example_costs import cost_csv
from bench.focus_rows import write

CASE = Path(__file__).resolve().parents[2] / "data" / "cases" / "halden"
FILE = CASE / "datasets" / "cost.csv.gz"
MONTHS = [f"2025-{m:02}" for m in range(5, 13)] + [f"2026-{m:02}" for m in range(1, 11)]
NEAR = [105, 110, 115, 120, 126, 131, 137, 142, 148, 148, 151, 157, 228, 247, 266, 352, 378, 431]
NOW = "2026-10"
ZERO = Decimal(0)
Row = dict[str, str]


@cache
def text() -> str:
    return gzip.decompress(FILE.read_bytes()).decode()


@cache
def rows() -> list[Row]:
    return list(csv.DictReader(io.StringIO(text())))


@cache
def adoption() -> dict[tuple[str, str], Row]:
    with (CASE / "datasets" / "adoption.csv").open(encoding="utf-8", newline="") as file:
        return {(row["month"], row["team_id"]): row for row in csv.DictReader(file)}


def month(row: Row) -> str:
    return row["ChargePeriodStart"][:7]


def tags(row: Row) -> dict[str, str]:
    return json.loads(row["Tags"] or "{}")


def amount(row: Row, column: str = "EffectiveCost") -> Decimal:
    return Decimal(row[column])


@cache
def by_month() -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows():
        found[month(row)].append(row)
    return found


def total(where: list[Row], column: str = "EffectiveCost") -> Decimal:
    return sum((amount(row, column) for row in where), ZERO)


def usage(of: str) -> list[Row]:
    return [row for row in by_month()[of] if row["ChargeCategory"] == "Usage"]


def on_platform(row: Row) -> bool:
    return row["SubAccountName"].startswith("ML platform")


# --- The file -------------------------------------------------------------------------------------------------


def test_regenerating_gives_the_same_text_and_the_archive_holds_no_time() -> None:
    assert cost_csv() == text()
    packed = FILE.read_bytes()
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    assert len(packed) < 1_200_000


def test_size_and_columns() -> None:
    assert 20_000 <= len(rows()) <= 30_000
    assert tuple(rows()[0]) == COLUMNS == tuple(sorted(COLUMNS))
    assert sorted(by_month()) == MONTHS


def test_every_mandatory_column_of_focus_1_2_is_there_and_filled_as_it_demands(shared_data: Path) -> None:
    with (shared_data / "reference" / "focus_1.2_columns.csv").open(encoding="utf-8", newline="") as file:
        known = {column["column_id"]: column for column in csv.DictReader(file)}
    assert set(COLUMNS) <= set(known)
    assert {name for name, facts in known.items() if facts["feature_level"] == "Mandatory"} <= set(COLUMNS)
    for name in COLUMNS:
        found = {row[name] for row in rows()}
        assert known[name]["allows_nulls"] == "True" or "" not in found, name
        allowed = {value.strip().rpartition(" / ")[2] for value in known[name]["allowed_values"].split(";")}
        assert allowed == {""} or found - {""} <= allowed, name


def test_amounts_are_exact_to_six_places_and_without_exponent() -> None:
    for row in rows():
        for name in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "PricingQuantity"):
            digits = row[name].partition(".")[2]
            assert len(digits) <= 6, row
            assert not digits.endswith("0"), row
            assert "E" not in row[name], row


def test_a_cost_is_a_price_times_a_quantity() -> None:
    for row in rows():
        if row["PricingQuantity"]:
            quantity = amount(row, "PricingQuantity")
            assert amount(row, "ListCost") == quantity * amount(row, "ListUnitPrice")
            assert amount(row, "ContractedCost") == quantity * amount(row, "ContractedUnitPrice")


def test_what_is_paid_is_at_most_contracted_and_that_at_most_listed() -> None:
    for row in rows():
        if row["ChargeCategory"] == "Usage" and not row["ChargeClass"]:
            assert amount(row, "ListCost") >= amount(row, "ContractedCost") >= amount(row) > 0


# --- Periods --------------------------------------------------------------------------------------------------


def test_gpu_nodes_are_charged_by_the_day_in_the_last_123_days_and_all_else_by_the_month() -> None:
    for row in rows():
        start, end = row["ChargePeriodStart"][:10], row["ChargePeriodEnd"][:10]
        days = (date.fromisoformat(end) - date.fromisoformat(start)).days
        gpu = row["ConsumedUnit"] == "GPU-Hours"
        assert (days == 1) == (gpu and start >= "2026-07-01"), row
        assert days == 1 or (start.endswith("-01") and end.endswith("-01") and 28 <= days <= 31)


def test_charges_are_billed_in_their_month_but_for_one_correction() -> None:
    (late,) = [row for row in rows() if row["BillingPeriodStart"][:7] != month(row)]
    assert late["ChargeClass"] == "Correction"
    assert (month(late), late["BillingPeriodStart"][:7]) == ("2026-06", "2026-07")
    assert [row for row in rows() if row["ChargeClass"]] == [late]
    assert amount(late) == amount(late, "BilledCost") < 0


# --- Totals and the envelope ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("of", "near"), list(zip(MONTHS, NEAR, strict=True)))
def test_a_month_comes_near_to_its_total(of: str, near: int) -> None:
    assert abs(total(by_month()[of]) / 1000 - near) < Decimal("1.2")


def test_the_bill_rises_every_month_before_the_platform() -> None:
    totals = [total(by_month()[of]) for of in MONTHS[:9]]
    assert all(before < after < before * Decimal("1.06") for before, after in pairwise(totals))


def test_the_quarters_against_the_envelope_and_what_the_job_left_running_did_to_the_last() -> None:
    document = yaml.load((CASE / "case.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    ratios = {}
    for period in document["budget"]["envelope"][:3]:
        spent = sum((total(by_month()[of]) for of in MONTHS if period["from"] <= of <= period["to"]), ZERO)
        ratios[period["from"]] = spent / int(period["amount"]["value"])
    assert Decimal(1) < ratios["2026-02"] < Decimal("1.02")
    assert Decimal("0.97") < ratios["2026-05"] < Decimal(1)
    assert Decimal(1) < ratios["2026-08"] < Decimal("1.02")
    job = total([row for row in rows() if row["ResourceName"].endswith("-training")])
    assert ratios["2026-08"] * 1_150_000 - job < 1_150_000


# --- Who provides, who pays -----------------------------------------------------------------------------------


def test_the_providers_name_themselves_and_one_publisher_sells_through_a_marketplace() -> None:
    names = {(row["ProviderName"], row["PublisherName"], row["InvoiceIssuerName"]) for row in rows()}
    aws = "Amazon Web Services, Inc."
    assert names == {
        ("AWS", aws, aws),
        ("AWS", "Trialbook Software Ltd", aws),
        ("Microsoft", "Microsoft", "Microsoft"),
        ("Google Cloud", "Google Cloud", "Google Cloud"),
    }
    assert {row["BillingCurrency"] for row in rows()} == {"USD"}
    rented = {row["ServiceName"] for row in rows() if row["PublisherName"].startswith("Trialbook")}
    assert rented == {"Trialbook"}


def test_every_team_and_the_shared_platform_are_tagged_in_every_month() -> None:
    teams = {f"T{number:02}" for number in range(1, 71)}
    for of in MONTHS:
        assert {tags(row)["team"] for row in by_month()[of] if "team" in tags(row)} == teams
        shared = [row for row in by_month()[of] if tags(row).get("shared") == "platform"]
        assert all(on_platform(row) and "team" not in tags(row) for row in shared)
        assert shared


@pytest.mark.parametrize("of", MONTHS)
def test_4_to_6_percent_of_positive_cost_is_neither_a_teams_nor_shared(of: str) -> None:
    positive = [row for row in by_month()[of] if amount(row) > 0]
    forgotten = [row for row in positive if not {"team", "shared"} & set(tags(row))]
    assert Decimal("0.04") < total(forgotten) / total(positive) < Decimal("0.06")
    assert {row["ChargeCategory"] for row in forgotten} == {"Usage", "Tax"}


def test_credits_are_negative_and_the_large_one_has_no_tags() -> None:
    credits = sorted((row for row in rows() if row["ChargeCategory"] == "Credit"), key=amount)
    assert [amount(row) for row in credits] == [-9800, -1200, -600]
    assert [bool(row["Tags"]) for row in credits] == [False, True, True]


def test_the_untagged_credit_breaks_a_naive_tag_coverage() -> None:
    march = by_month()["2026-03"]
    assert total([row for row in march if row["Tags"]]) > total(march)


def test_each_provider_taxes_each_month() -> None:
    taxes = [(month(row), row["ProviderName"]) for row in rows() if row["ChargeCategory"] == "Tax"]
    assert sorted(taxes) == sorted((of, name) for of in MONTHS for name in ("AWS", "Microsoft", "Google Cloud"))


# --- Commitments ----------------------------------------------------------------------------------------------


@cache
def committed() -> dict[tuple[str, str], dict[str, Decimal]]:
    """Per commitment and month: billed by purchase, effective by status."""
    found: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows():
        if row["CommitmentDiscountId"]:
            sums = found[row["CommitmentDiscountId"], month(row)]
            sums[row["CommitmentDiscountStatus"] or "Purchase"] += amount(row)
            sums["Billed"] += amount(row, "BilledCost")
    return found


def test_what_a_commitment_costs_in_a_month_is_what_was_used_and_what_was_not() -> None:
    assert len(committed()) > 100
    for sums in committed().values():
        assert sums["Purchase"] == 0
        assert sums["Billed"] == sums["Used"] + sums["Unused"] > 0
        assert Decimal("0.5") * sums["Billed"] < sums["Used"] < sums["Billed"]


def test_covered_usage_is_billed_with_the_purchase_only() -> None:
    for row in rows():
        if row["CommitmentDiscountStatus"]:
            assert row["BilledCost"] == "0"
            assert row["PricingCategory"] == "Committed"
        elif row["ChargeCategory"] == "Usage":
            assert row["BilledCost"] == row["EffectiveCost"]
            assert not row["CommitmentDiscountId"]


def test_there_are_commitments_to_spend_and_to_usage() -> None:
    kinds = {
        (row["CommitmentDiscountCategory"], row["CommitmentDiscountType"], row["ProviderName"])
        for row in rows()
        if row["CommitmentDiscountId"]
    }
    assert kinds == {("Spend", "Savings Plan", "AWS"), ("Usage", "Reservation", "Microsoft")}


def coverage(of: str) -> Decimal:
    return total([row for row in usage(of) if row["CommitmentDiscountStatus"] == "Used"]) / total(usage(of))


def savings(of: str) -> Decimal:
    return 1 - total(usage(of)) / total(usage(of), "ListCost")


def test_coverage_and_the_effective_savings_rate_improve() -> None:
    assert Decimal("0.19") < coverage(MONTHS[0]) < Decimal("0.24")
    assert Decimal("0.53") < coverage(NOW) < Decimal("0.57")
    assert Decimal("0.07") < savings(MONTHS[0]) < Decimal("0.095")
    assert Decimal("0.21") < savings(NOW) < Decimal("0.23")
    for rate in (coverage, savings):
        quarters = [sum(map(rate, MONTHS[start : start + 3])) for start in range(0, 18, 3)]
        assert quarters == sorted(quarters)


# --- Tokens ---------------------------------------------------------------------------------------------------


def test_tokens_are_counted_singly_and_priced_by_the_million() -> None:
    billed = [row for row in rows() if row["ConsumedUnit"] == "Tokens"]
    assert {row["ProviderName"] for row in billed} == {"AWS", "Microsoft", "Google Cloud"}
    for row in billed:
        assert row["PricingUnit"] == "1000000 Tokens"
        assert row["ConsumedQuantity"].isdecimal()
        assert amount(row, "ConsumedQuantity") == amount(row, "PricingQuantity") * 1_000_000


# --- The anomaly ----------------------------------------------------------------------------------------------


@cache
def gpu_days() -> dict[str, dict[date, Decimal]]:
    found: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows():
        if row["ConsumedUnit"] == "GPU-Hours" and month(row) >= "2026-07":
            found[tags(row)["team"]][date.fromisoformat(row["ChargePeriodStart"][:10])] += amount(row)
    return found


def over_mean(team: str, day: date) -> Decimal:
    """The day's GPU cost over the mean of the 28 days before."""
    days = gpu_days()[team]
    return days[day] / (sum((days[day - timedelta(days=back)] for back in range(1, 29)), ZERO) / 28)


def test_one_job_left_running_is_the_only_anomaly_of_the_month() -> None:
    jumps = {
        (team, day.day): over_mean(team, day)
        for team in gpu_days()
        for day in (date(2026, 10, number) for number in range(1, 32))
        if over_mean(team, day) > Decimal("1.25")
    }
    assert sorted(jumps) == [("T32", number) for number in range(19, 24)]
    assert all(Decimal("2.5") < ratio < 4 for ratio in jumps.values())


# --- Adoption -------------------------------------------------------------------------------------------------


def stage(of: str, team: str) -> str:
    return adoption()[of, team]["stage"]


def test_teams_spend_on_the_platform_only_once_they_started() -> None:
    placed = {(month(row), tags(row)["team"]) for row in rows() if "team" in tags(row) and on_platform(row)}
    expected = {key for key, row in adoption().items() if row["stage"] != "not_started"}
    assert placed == expected


def test_scaled_teams_have_given_up_their_own_tools() -> None:
    own = {(month(row), tags(row)["team"]) for row in rows() if "team" in tags(row) and not on_platform(row)}
    assert not [key for key in own if key in adoption() and stage(*key) == "scaled"]
    assert {team for of, team in own if of == NOW} >= {
        team for (of, team), row in adoption().items() if of == NOW and row["stage"] == "not_started"
    }


def test_spend_moves_from_many_services_to_few() -> None:
    services: dict[str, set[tuple[str, str]]] = defaultdict(set)
    teams = defaultdict(set)
    for row in by_month()[NOW]:
        team = tags(row).get("team")
        if team:
            services[stage(NOW, team)].add((team, row["ServiceName"]))
            teams[stage(NOW, team)].add(team)
    each = {name: len(found) / len(teams[name]) for name, found in services.items()}
    assert each["not_started"] > 4.5
    assert each["scaled"] < each["not_started"] - 1
    assert not [name for _, name in services["scaled"] if name == "Trialbook"]


def test_own_tools_shrink_and_the_platform_grows() -> None:
    own = {of: total([row for row in usage(of) if not on_platform(row)]) for of in MONTHS}
    assert own[NOW] < own["2026-01"] * Decimal("0.75")
    assert total(usage(NOW)) - own[NOW] > 4 * own[NOW]


# --- The same shape at any size -------------------------------------------------------------------------------


def test_rows_to_measure_with_have_the_same_columns_and_come_out_the_same(tmp_path: Path) -> None:
    first, second, other = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    write(first, rows=3000)
    write(second, rows=3000)
    write(other, rows=3000, seed=8)
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()
    with first.open(encoding="utf-8", newline="") as file:
        made = list(csv.DictReader(file))
    assert len(made) == 3000
    assert tuple(made[0]) == COLUMNS
    assert sorted({month(row) for row in made}) == MONTHS
    for row in made:
        if row["ChargeCategory"] == "Usage":
            assert amount(row, "ListCost") == amount(row, "PricingQuantity") * amount(row, "ListUnitPrice")
            assert amount(row, "ListCost") >= amount(row, "ContractedCost") >= amount(row)


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"rows\.xlsx must end in \.csv or \.parquet"):
        write(tmp_path / "rows.xlsx", rows=10)
