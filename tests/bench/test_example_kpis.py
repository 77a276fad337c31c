"""The example's scorecard says what it is meant to say, and agrees with its adoption data."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

CASE = Path(__file__).resolve().parents[2] / "data" / "cases" / "halden"
DATASETS = CASE / "datasets"
NOW, LAST = "2026-10", "2026-07"


@cache
def document(name: str) -> Any:
    """A YAML file of the case, every scalar as text."""
    return yaml.load((CASE / name).read_text(encoding="utf-8"), yaml.BaseLoader)


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def adoption(month: str) -> list[dict[str, str]]:
    return [row for row in rows("adoption.csv") if row["month"] == month]


def months() -> list[str]:
    return sorted({row["month"] for row in rows("adoption.csv")})


def number_of(month: str) -> int:
    year, part = month.split("-")
    return int(year) * 12 + int(part)


def total(column: str, month: str) -> int:
    return sum(int(row[column]) for row in adoption(month))


def in_production(month: str) -> int:
    return sum(row["stage"] in {"production", "scaled"} for row in adoption(month))


def kpi_rows(kpi: str, month: str) -> list[dict[str, str]]:
    return [row for row in rows("kpi.csv") if (row["kpi_id"], row["month"]) == (kpi, month)]


def by_team(kpi: str, month: str) -> dict[str, tuple[float, int]]:
    return {row["team_id"]: (float(row["numerator"]), int(row["denominator"])) for row in kpi_rows(kpi, month)}


def satisfaction(month: str) -> float:
    scored = [row for row in adoption(month) if row["satisfaction"]]
    users = sum(int(row["active_users"]) for row in scored)
    return sum(float(row["satisfaction"]) * int(row["active_users"]) for row in scored) / users


MEASURES: dict[str, Callable[[str], float]] = {
    "adoption.teams_in_production": in_production,
    "adoption.active_users": lambda month: total("active_users", month),
    "adoption.models_in_production": lambda month: total("models_in_production", month),
    "adoption.trained_share": lambda month: total("trained", month) / total("data_scientists", month),
    "adoption.satisfaction": satisfaction,
}


def actual(kpi: str, month: str) -> float:
    block = document("metrics.yaml")[kpi]
    if "measure" in block:
        return MEASURES[block["measure"]](month)
    if block["combine"] == "last":
        (row,) = kpi_rows(kpi, month)
        return float(row["value"])
    figures = by_team(kpi, month).values()
    return sum(top for top, _ in figures) / sum(bottom for _, bottom in figures)


def target(kpi: str, month: str) -> float:
    """A straight line from the baseline through the targets."""
    block = document("metrics.yaml")[kpi]
    start = (block["baseline"]["as_of"], block["baseline"]["value"])
    points = [
        (number_of(by), float(value)) for by, value in [start, *((t["by"], t["value"]) for t in block["targets"])]
    ]
    at = number_of(month)
    for (left, low), (right, high) in pairwise(points):
        if left <= at <= right:
            return low + (high - low) * (at - left) / (right - left)
    raise AssertionError(f"{kpi} has no target for {month}")


def status(kpi: str, month: str) -> str:
    for colour, rule in document("metrics.yaml")[kpi]["status"].items():
        assert rule["value"] == "target"
        slack = abs(target(kpi, month)) * float(rule.get("tolerance", "0%").rstrip("%")) / 100
        ahead = actual(kpi, month) - target(kpi, month)
        if (ahead if rule["op"] == ">=" else -ahead) >= -slack - 1e-9:
            return str(colour)
    return "red"


def test_each_kpi_has_one_source() -> None:
    metrics = document("metrics.yaml")
    in_rows = {row["kpi_id"] for row in rows("kpi.csv")}
    assert in_rows == {kpi for kpi, block in metrics.items() if "measure" not in block}
    assert {block["measure"] for block in metrics.values() if "measure" in block} == set(MEASURES)
    assert set(document("case.yaml")["headlines"]) <= set(metrics)


def test_the_rows_of_a_kpi_are_unique_and_sorted() -> None:
    keys = [(row["month"], row["kpi_id"], row["team_id"]) for row in rows("kpi.csv")]
    assert keys == sorted(set(keys))


def test_a_row_has_a_value_or_a_ratio() -> None:
    for row in rows("kpi.csv"):
        assert bool(row["value"]) != bool(row["numerator"] and row["denominator"])
        assert bool(row["numerator"]) == bool(row["denominator"])


def test_teams_in_kpi_rows_have_a_model_in_production() -> None:
    live = {(row["month"], row["team_id"]) for row in rows("adoption.csv") if row["models_in_production"] != "0"}
    of_teams = {(row["month"], row["team_id"]) for row in rows("kpi.csv") if row["team_id"]}
    assert of_teams == live


@pytest.mark.parametrize("month", ["2026-04", "2026-07", "2026-09", NOW])
def test_figures_of_a_team_agree_over_the_kpis(month: str) -> None:
    deployed, failed = by_team("deployment_frequency", month), by_team("change_fail_rate", month)
    recovered, governed = by_team("recovery_time", month), by_team("governed_models", month)
    models = {r["team_id"]: int(r["models_in_production"]) for r in adoption(month)}
    released = by_team("lead_time", month)
    assert {team: of for team, (_, of) in governed.items()} == {t: n for t, n in models.items() if n}
    assert all(one == 1 for _, one in deployed.values())
    for team, (count, _) in deployed.items():
        assert failed[team][1] == count
        assert released[team][1] <= count
        assert recovered.get(team, (0, 0))[1] <= failed[team][0] <= count
        assert governed[team][0] <= models[team]


@pytest.mark.parametrize("month", [f"2026-{m:02}" for m in range(2, 11)])
def test_sums_agree_with_adoption(month: str) -> None:
    governed = by_team("governed_models", month).values()
    assert sum(of for _, of in governed) == total("models_in_production", month)
    live = [row for row in adoption(month) if int(row["models_in_production"])]
    assert sum(one for _, one in by_team("deployment_frequency", month).values()) == len(live)


def test_new_models_are_released() -> None:
    for before, month in pairwise(months()):
        had = {r["team_id"]: int(r["models_in_production"]) for r in adoption(before)}
        released = by_team("lead_time", month)
        for row in adoption(month):
            new = int(row["models_in_production"]) - had[row["team_id"]]
            assert new <= released.get(row["team_id"], (0, 0))[1]


@pytest.mark.parametrize("kpi", sorted({row["kpi_id"] for row in rows("kpi.csv")}))
def test_the_baseline_is_what_the_rows_of_its_month_say(kpi: str) -> None:
    baseline = document("metrics.yaml")[kpi]["baseline"]
    assert round(actual(kpi, baseline["as_of"]), 2) == float(baseline["value"])


def test_the_change_fail_rate_jumps_with_its_definition() -> None:
    (change,) = document("metrics.yaml")["change_fail_rate"]["changes"]
    assert change["from"] == "2026-08"
    assert actual("change_fail_rate", "2026-08") > 1.5 * actual("change_fail_rate", "2026-07")
    for month in ("2026-04", "2026-05", "2026-06", "2026-07"):
        failed = sum(count for count, _ in by_team("change_fail_rate", month).values())
        assert failed == sum(count for _, count in by_team("recovery_time", month).values())


def test_the_texts_quote_the_data() -> None:
    failed = sum(count for count, _ in by_team("change_fail_rate", NOW).values())
    outages = sum(count for _, count in by_team("recovery_time", NOW).values())
    assert (outages, failed) == (10, 17)
    assert round(100 * actual("trained_share", NOW)) == 46
    assert round(100 * target("trained_share", NOW)) == 60
    assert by_team("governed_models", "2026-01") == {"": (36, 150)}
    assert actual("lead_time", NOW) < 0.55 * actual("lead_time", "2026-01")
    assert len([row for row in adoption(NOW) if row["stage"] == "not_started"]) == 28


def test_one_month_of_evidence_dips() -> None:
    months_ = ["2026-01", *months()]
    falls = [b for a, b in pairwise(months_) if actual("evidence_current", b) < actual("evidence_current", a)]
    assert falls == ["2026-08"]


def test_the_scorecard_of_this_month() -> None:
    assert {kpi: status(kpi, NOW) for kpi in document("metrics.yaml")} == {
        "teams_in_production": "amber",
        "active_users": "green",
        "models_in_production": "green",
        "trained_share": "red",
        "satisfaction": "green",
        "lead_time": "amber",
        "deployment_frequency": "green",
        "change_fail_rate": "red",
        "recovery_time": "green",
        "feature_reuse": "amber",
        "duplicated_tools": "green",
        "governed_models": "green",
        "evidence_current": "red",
    }


def test_what_changed_since_the_last_committee() -> None:
    colours = {kpi: (status(kpi, LAST), status(kpi, NOW)) for kpi in document("metrics.yaml")}
    assert {kpi: moved for kpi, moved in colours.items() if moved[0] != moved[1]} == {
        "trained_share": ("amber", "red"),
        "change_fail_rate": ("green", "red"),
        "feature_reuse": ("green", "amber"),
        "duplicated_tools": ("amber", "green"),
        "evidence_current": ("green", "red"),
    }
