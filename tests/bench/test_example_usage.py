"""The example's usage agrees with what was billed and with who runs models."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from bench.example_case import write

DATASETS = Path(__file__).resolve().parents[2] / "data" / "cases" / "halden" / "datasets"
MONTHS = [f"2025-{m:02}" for m in range(5, 13)] + [f"2026-{m:02}" for m in range(1, 11)]
NOW = "2026-10"
Row = dict[str, str]


@cache
def rows(name: str = "usage.csv") -> list[Row]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def charges() -> list[Row]:
    return list(csv.DictReader(io.StringIO(gzip.decompress((DATASETS / "cost.csv.gz").read_bytes()).decode())))


def billed(unit: str, column: str = "ConsumedQuantity") -> dict[str, Decimal]:
    """By month: quantities, or a cost, of everything charged in that unit to a team."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in charges():
        if row["ConsumedUnit"] == unit and "shared" not in row["ResourceName"]:
            found[row["ChargePeriodStart"][:7]] += Decimal(row[column])
    return found


def used(kind: str, column: str = "used") -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows():
        if row["kind"] == kind:
            found[row["month"]] += Decimal(row[column])
    return found


def share(row: Row) -> Decimal:
    return Decimal(row["used"]) / Decimal(row["capacity"])


@pytest.mark.parametrize("name", ["adoption.csv", "kpi.csv", "usage.csv", "evidence.csv"])
def test_regenerating_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    write(tmp_path)
    assert (tmp_path / name).read_bytes() == (DATASETS / name).read_bytes()


def test_rows_are_unique_sorted_and_of_the_four_kinds() -> None:
    keys = [(row["month"], row["team_id"], row["kind"]) for row in rows()]
    assert keys == sorted(set(keys))
    assert {row["kind"] for row in rows()} == {"gpu_hours", "cpu_hours", "tokens", "predictions"}
    assert sorted({row["month"] for row in rows()}) == MONTHS
    assert list(rows()[0]) == ["month", "team_id", "kind", "used", "capacity"]


def test_only_nodes_have_a_capacity_and_none_is_used_beyond_it() -> None:
    for row in rows():
        assert bool(row["capacity"]) == (row["kind"] in {"gpu_hours", "cpu_hours"})
        assert not row["capacity"] or 0 < Decimal(row["used"]) < Decimal(row["capacity"])


def test_tokens_used_are_the_tokens_billed() -> None:
    assert used("tokens") == billed("Tokens")


def test_the_capacity_is_what_was_billed() -> None:
    assert used("gpu_hours", "capacity") == billed("GPU-Hours")
    assert used("cpu_hours", "capacity") == billed("vCPU-Hours")


def test_gpu_hours_at_a_price_near_the_list_come_to_the_gpu_cost() -> None:
    cost, hours = billed("GPU-Hours", "EffectiveCost"), used("gpu_hours", "capacity")
    prices = {month: cost[month] / hours[month] for month in MONTHS}
    assert all(Decimal(2) < price < Decimal("3.4") for price in prices.values())
    assert prices[NOW] < prices["2025-05"] * Decimal("0.9")


@pytest.mark.parametrize("month", MONTHS)
def test_somewhat_more_than_half_of_the_gpu_hours_are_used(month: str) -> None:
    assert Decimal("0.55") < used("gpu_hours")[month] / used("gpu_hours", "capacity")[month] < Decimal("0.61")


def test_the_team_that_went_back_left_its_nodes_idle() -> None:
    shares = {row["team_id"]: share(row) for row in rows() if (row["month"], row["kind"]) == (NOW, "gpu_hours")}
    assert round(shares.pop("T14"), 2) == Decimal("0.12")
    assert min(shares.values()) > Decimal("0.3")
    (gone,) = [row for row in rows("adoption.csv") if (row["month"], row["team_id"]) == (NOW, "T14")]
    assert (gone["stage"], gone["active_users"]) == ("pilot", "0")


def test_predictions_come_from_teams_with_models_in_production() -> None:
    live = {(r["month"], r["team_id"]) for r in rows("adoption.csv") if r["models_in_production"] != "0"}
    assert {(row["month"], row["team_id"]) for row in rows() if row["kind"] == "predictions"} == live


def test_use_grows_faster_than_cost() -> None:
    cost = defaultdict(Decimal)
    for row in charges():
        cost[row["ChargePeriodStart"][:7]] += Decimal(row["EffectiveCost"])
    for kind, since in (("predictions", "2026-04"), ("tokens", "2026-01"), ("cpu_hours", "2026-01")):
        assert used(kind)[NOW] / used(kind)[since] > cost[NOW] / cost[since], kind
