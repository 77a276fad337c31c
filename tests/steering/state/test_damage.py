"""One damaged thing is told, and leaves everything that does not need it as it was."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from steering.cases.business import Scenario
from steering.context.filters import Filters
from steering.errors import StoreUnavailable
from steering.frames.agenda import ITEMS
from steering.records import Assumptions, ResultSnapshot, ScenarioInput
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.warehouse import rows_path
from tests.actors import somebody
from tests.steering.small_cases import kpi, small

TEAM = "2026-04,T1,Claims,Care,1,pilot,3,0"
COST = (
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingAccountId,BillingPeriodStart,"
    "BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,ServiceCategory,ProviderName,Tags\n"
    "5,5,5,5,USD,x,2026-04-01,2026-05-01,Usage,2026-04-01T00:00:00Z,2026-04-01T01:00:00Z,a,Compute,Cloud,"
    '"{""team"": ""T1""}"\n'
)
FIGURES = ResultSnapshot(as_of="2026-04", npv_planned=1, npv=1, payback_months=None, releases={}, business="x")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = small(tmp_path / "case", counts_from="pilot", kpis=kpi(), teams=[TEAM], figures=["2026-04,rate,,1,2,"])
    (folder / "datasets" / "cost.csv").write_text(COST, "utf-8")
    return folder


@pytest.fixture
def start(tmp_path: Path, case: Path) -> Iterator[Callable[[], AppState]]:
    """`start()` opens the case with one and the same home."""
    states: list[AppState] = []

    def begin() -> AppState:
        states.append(AppState(tmp_path / "home", case))
        return states[-1]

    yield begin
    for state in states:
        state.close()


def every_page(snapshot: CaseSnapshot) -> None:
    """Build each page."""
    for item in ITEMS:
        assert snapshot.frame(item.build_frame, snapshot.default_filters).message


def restart(start: Callable[[], AppState], harm: Callable[[AppState], object]) -> CaseSnapshot:
    """Open the case, close it, harm what it left, and open it again."""
    first = start()
    first.snapshot()
    first.close()
    harm(first)
    return start().snapshot()


@pytest.mark.parametrize("dataset", ["adoption", "kpi", "cost"])
def test_a_flipped_bit_darkens_its_dataset_alone(start: Callable[[], AppState], dataset: str) -> None:
    def flip(state: AppState) -> None:
        (rows,) = (state.home / "releases" / dataset).glob("*/rows.parquet")
        content = bytearray(rows.read_bytes())
        content[len(content) // 3] ^= 4
        rows.write_bytes(content)

    snapshot = restart(start, flip)
    assert set(snapshot.context.releases) == {"adoption", "kpi", "cost"} - {dataset}
    (told,) = snapshot.damage
    assert dataset in told and "SHA-256" in told and "Load the same file again" in told
    every_page(snapshot)


def test_a_damaged_rollup_is_made_again_while_the_app_runs(start: Callable[[], AppState]) -> None:
    state = start()
    context = state.snapshot().context
    rows = rows_path(state.home, "cost", context.releases["cost"])
    for rollup in rows.parent.glob("*@team.parquet"):
        rollup.write_bytes(b"PAR1 this is none PAR1")
    names = context.query("month_names_of_cost")
    assert list(names["month"]) == ["2026-04"]
    for rollup in rows.parent.glob("*@team.parquet*"):
        rollup.unlink()
    assert int(context.query("rows_of_cost", as_of="2026-04")["rows"][0]) == 1
    every_page(state.snapshot())
    assert not state.snapshot().damage


def test_rows_that_vanish_while_the_app_runs_are_told(start: Callable[[], AppState]) -> None:
    state = start()
    context = state.snapshot().context
    shutil.rmtree(state.home / "releases" / "adoption")
    with pytest.raises(StoreUnavailable, match="adoption release .* is missing or damaged"):
        context.query("rows_of_adoption", as_of="2026-04", unit=None)


def sql(statement: str) -> Callable[[AppState], None]:
    def run(state: AppState) -> None:
        with closing(sqlite3.connect(state.home / "records.sqlite")) as database:
            database.execute(statement)
            database.commit()

    return run


def save_scenario(state: AppState, name: str) -> None:
    entry = ScenarioInput(
        name=name, note="", assumed=Assumptions(scenario=Scenario()), figures=FIGURES, by=somebody("x")
    )
    state.records.keep_scenario("case", entry)


def test_one_scenario_that_was_altered_is_told_and_left_out(start: Callable[[], AppState]) -> None:
    def harm(state: AppState) -> None:
        other = start()
        save_scenario(other, "Good")
        save_scenario(other, "Bad")
        sql("update scenarios set sha256 = 'x' where name = 'Bad'")(state)

    snapshot = restart(start, harm)
    assert [scenario.name for scenario in snapshot.context.scenarios] == ["Good"]
    (told,) = snapshot.faults
    assert "'Bad' can't be read" in told and "Restore the records from a copy" in told
    every_page(snapshot)


@pytest.mark.parametrize("table", ["scenarios", "decisions", "decision_events", "publications", "change"])
def test_a_missing_table_is_told_and_the_pages_open(start: Callable[[], AppState], table: str) -> None:
    snapshot = restart(start, sql(f"drop table {table}"))
    assert any(f"the table {table!r} is missing" in fault for fault in snapshot.faults)
    every_page(snapshot)


def test_records_that_are_no_database_are_told_and_the_pages_open(start: Callable[[], AppState]) -> None:
    snapshot = restart(start, lambda state: (state.home / "records.sqlite").write_bytes(b"no database" * 1000))
    assert any("not an SQLite database" in fault for fault in snapshot.faults)
    every_page(snapshot)


def remove_records(state: AppState) -> None:
    for file in state.home.glob("records.sqlite*"):
        file.unlink()


def test_records_that_are_gone_at_start_are_told(start: Callable[[], AppState]) -> None:
    snapshot = restart(start, remove_records)
    assert any("The records of this folder are empty" in fault for fault in snapshot.faults)
    assert set(snapshot.context.releases) == {"adoption", "kpi", "cost"}, "the folder's files are published again"


def test_a_home_of_its_own_begins_without_a_word(start: Callable[[], AppState]) -> None:
    assert start().snapshot().faults == ()


@pytest.mark.parametrize("harm", [remove_records, lambda state: (state.home / "records.sqlite").write_bytes(b"")])
def test_records_that_vanish_or_are_emptied_take_nothing_and_are_told(
    start: Callable[[], AppState], harm: Callable[[AppState], object]
) -> None:
    state = start()
    before = state.snapshot()
    harm(state)
    with pytest.raises(StoreUnavailable, match="Nothing can be saved until it is put back"):
        save_scenario(state, "Lost")
    snapshot = state.snapshot()
    assert any("was there when the app opened it" in fault for fault in snapshot.faults)
    assert snapshot.context.releases == before.context.releases
    every_page(snapshot)


def test_a_copy_that_is_put_back_is_used_at_once(start: Callable[[], AppState], tmp_path: Path) -> None:
    state = start()
    state.snapshot()
    save_scenario(state, "Before")
    with closing(sqlite3.connect(state.home / "records.sqlite")) as database:
        database.execute("vacuum into ?", (str(tmp_path / "copy"),))
    save_scenario(state, "After")
    remove_records(state)
    shutil.copyfile(tmp_path / "copy", state.home / "records.sqlite")
    assert [scenario.name for scenario in state.snapshot().context.scenarios] == ["Before"]
    save_scenario(state, "Again")
    assert [scenario.name for scenario in state.snapshot().context.scenarios] == ["Before", "Again"]


def test_a_damaged_release_is_on_every_page_as_waiting_with_its_reason(start: Callable[[], AppState]) -> None:
    def cut(state: AppState) -> None:
        (rows,) = (state.home / "releases" / "adoption").glob("*/rows.parquet")
        rows.write_bytes(rows.read_bytes()[:-10])

    snapshot = restart(start, cut)
    adoption = next(item for item in ITEMS if item.id == "adoption")
    (notice,) = snapshot.frame(adoption.build_frame, Filters(as_of="2026-04")).notices
    assert "rows.parquet has" in notice.text
