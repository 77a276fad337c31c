"""The example case tells the story it is meant to tell, and its files agree with one another."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.example_case import spread, write

CASE = Path(__file__).resolve().parents[2] / "data" / "cases" / "halden"
DATASETS = CASE / "datasets"
NOW = "2026-10"
LIVE = {"production", "scaled"}
STAGES = ["not_started", "onboarding", "pilot", "production", "scaled"]


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


def paths() -> dict[str, list[str]]:
    """Stages per team, by month."""
    stages = defaultdict(list)
    for row in rows("adoption.csv"):
        stages[row["team_id"]].append(row["stage"])
    return stages


def in_production(month: str, wave: str | None = None) -> int:
    return sum(row["stage"] in LIVE and wave in (None, row["wave"]) for row in adoption(month))


def planned(wave: dict[str, Any], month: str) -> int:
    """The plan keeps its last figure."""
    return max((int(teams) for by, teams in wave["plan"].items() if by <= month), default=0)


# --- The files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["adoption.csv", "kpi.csv"])
def test_regenerating_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    write(tmp_path)
    assert (tmp_path / name).read_bytes() == (DATASETS / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "adoption.csv",
            "month,team_id,team,business_unit,wave,stage,active_users,models_in_production,"
            "data_scientists,trained,satisfaction",
        ),
        ("kpi.csv", "month,kpi_id,team_id,numerator,denominator,value,note"),
    ],
)
def test_the_columns_are_those_of_the_contract(name: str, header: str) -> None:
    first, _, rest = (DATASETS / name).read_bytes().partition(b"\n")
    assert first.decode() == header
    assert b"\r" not in rest


def test_70_named_teams_in_8_units_over_9_months_in_order() -> None:
    table = rows("adoption.csv")
    keys = [(row["month"], row["team_id"]) for row in table]
    assert keys == [(f"2026-{m:02}", f"T{team:02}") for m in range(2, 11) for team in range(1, 71)]
    assert len({row["team"] for row in table}) == 70
    assert len({row["business_unit"] for row in table}) == 8
    for team_id in paths():
        kept = {
            (r["team"], r["business_unit"], r["wave"], r["data_scientists"]) for r in table if r["team_id"] == team_id
        }
        assert len(kept) == 1


def test_parts_are_shared_out_whole_and_under_their_caps() -> None:
    assert spread(7, [1.0, 1.0, 8.0], [5, 5, 4]) == [2, 1, 4]
    assert spread(0, [1.0, 2.0], [3, 3]) == [0, 0]


# --- The plan -------------------------------------------------------------------------------------------------


def test_the_waves_hold_the_teams_they_say() -> None:
    waves = document("case.yaml")["adoption"]["waves"]
    assert sum(int(wave["teams"]) for wave in waves) == 70
    for wave in waves:
        assert sum(row["wave"] == wave["id"] for row in adoption(NOW)) == int(wave["teams"])
        plan = [int(teams) for teams in wave["plan"].values()]
        assert plan == sorted(plan)
        assert list(wave["plan"]) == sorted(wave["plan"])
        assert plan[-1] == int(wave["teams"])
        assert min(wave["plan"]) > wave["start"]


def test_teams_start_with_their_wave_or_a_month_later() -> None:
    started = {
        team_id: next((month for month, stage in zip(months(), path, strict=True) if stage != STAGES[0]), None)
        for team_id, path in paths().items()
    }
    for wave in document("case.yaml")["adoption"]["waves"]:
        firsts = [started[row["team_id"]] for row in adoption(NOW) if row["wave"] == wave["id"]]
        if wave["start"] > NOW:
            assert firsts == [None] * len(firsts)
        else:
            late = {number_of(first or "9999-01") - number_of(wave["start"]) for first in firsts}
            assert {0} <= late <= {0, 1}


def test_the_plan_and_the_target_of_teams_in_production_are_the_same() -> None:
    waves = document("case.yaml")["adoption"]["waves"]
    for point in document("metrics.yaml")["teams_in_production"]["targets"]:
        assert sum(planned(wave, point["by"]) for wave in waves) == int(point["value"])
    assert sum(planned(wave, "2027-07") for wave in waves) == 70


def test_the_ask_follows_from_the_envelope() -> None:
    case = document("case.yaml")
    amounts = {span["from"]: int(span["amount"]["value"]) for span in case["budget"]["envelope"]}
    to_come = sum(amount for start, amount in amounts.items() if start > NOW)
    assert to_come - 3 * amounts["2026-08"] == 2_200_000
    assert int(case["ask"]["amount"]["value"]) == 2_200_000 + 2_000_000
    spans = [(number_of(s["from"]), number_of(s["to"])) for s in case["budget"]["envelope"]]
    covered = [month for start, end in spans for month in range(start, end + 1)]
    first = number_of(case["horizon"]["start"])
    assert covered == list(range(first, first + int(case["horizon"]["months"])))


# --- Adoption -------------------------------------------------------------------------------------------------


def test_the_s_curve() -> None:
    assert [in_production(month) for month in months()] == [0, 0, 2, 4, 8, 11, 16, 20, 27]


def test_wave_1_is_complete_and_the_others_are_behind() -> None:
    waves = document("case.yaml")["adoption"]["waves"]
    assert [in_production(NOW, wave["id"]) for wave in waves] == [6, 8, 9, 4, 0, 0]
    assert [planned(wave, NOW) for wave in waves] == [6, 10, 10, 5, 0, 0]


def test_two_teams_are_stalled_and_one_of_them_for_five_months() -> None:
    stalled = {}
    for team_id, path in paths().items():
        stage, run = [(stage, len(list(run))) for stage, run in groupby(path)][-1]
        if stage in {"onboarding", "pilot"} and run >= 3:
            stalled[team_id] = (stage, run)
    assert stalled == {"T12": ("pilot", 5), "T23": ("onboarding", 4)}


def test_one_team_of_wave_2_fell_back_and_left() -> None:
    fallen = [id_ for id_, path in paths().items() if any(STAGES.index(b) < STAGES.index(a) for a, b in pairwise(path))]
    assert fallen == ["T14"]
    team = [row for row in rows("adoption.csv") if row["team_id"] == "T14"]
    assert team[0]["wave"] == "2"
    assert [row["stage"] for row in team][-3:] == ["production", "pilot", "pilot"]
    assert [row["month"] for row in team if row["stage"] == "pilot" and row["active_users"] == "0"] == [
        "2026-09",
        "2026-10",
    ]


def test_stages_take_their_time() -> None:
    allowed = {"onboarding": range(1, 3), "pilot": range(1, 4), "production": range(3, 10)}
    for team_id, path in paths().items():
        runs = [(stage, len(list(run))) for stage, run in groupby(path)]
        steps = [STAGES.index(b) - STAGES.index(a) for (a, _), (b, _) in pairwise(runs)]
        assert set(steps) <= {1} or team_id == "T14"
        assert all(run in allowed.get(stage, range(1, 10)) for stage, run in runs[:-1]), team_id


def test_people_in_a_row_agree() -> None:
    for row in rows("adoption.csv"):
        users, models, people = (int(row[c]) for c in ("active_users", "models_in_production", "data_scientists"))
        assert 3 <= people <= 14
        assert 0 <= int(row["trained"]) <= people
        assert users <= 2 * people
        assert (models > 0) == (row["stage"] in LIVE)
        assert bool(row["satisfaction"]) == (users > 0)
        assert not row["satisfaction"] or 1 <= float(row["satisfaction"]) <= 5
        if row["stage"] == "not_started":
            assert (users, models) == (0, 0)
    assert total("data_scientists", NOW) == 479


def test_users_rise_and_some_are_trained_ahead() -> None:
    users = [total("active_users", month) for month in months()]
    assert users == sorted(set(users))
    ahead = [r for r in adoption(NOW) if r["stage"] == "not_started" and int(r["trained"])]
    assert 3 <= len(ahead) <= 10
    assert {row["wave"] for row in ahead} == {"5"}


def test_wave_3_has_a_dip_in_satisfaction() -> None:
    def mean(month: str) -> float:
        scores = [float(row["satisfaction"]) for row in adoption(month) if row["wave"] == "3" and row["satisfaction"]]
        return sum(scores) / len(scores)

    assert mean("2026-09") < mean("2026-07") - 0.5
    assert mean(NOW) > mean("2026-09") + 0.5
