"""Queries are answered over the releases they are given, and over nothing else."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from steering.errors import NoData, StoreUnavailable, UnknownName
from steering.warehouse import (
    Manifest,
    QueryFailed,
    Warehouse,
    query_names,
    query_text,
    quote_literal,
    rows_path,
    scratch,
    store,
)
from steering.warehouse.releases import sha256_of

OLD, NEW = "aa" * 32, "bb" * 32

TOTAL = """-- needs: adoption
select sum(active_users) as total, count(*) as rows from adoption where team_id = $team
"""


def make_release(home: Path, release: str, users: int, dataset: str = "adoption") -> None:
    """A release in which each of 8 teams has `users` + its number active users in 3 months."""
    with scratch(writes=(home / "releases" / dataset,)) as context:

        def write(rows: Path) -> None:
            context.run(
                "copy (select date '2026-01-01' + to_months(m::integer) as month, 'team-' || t as team_id,"
                f" {users} + t as active_users from range(3) a(m), range(8) b(t)) to {quote_literal(str(rows))}"
            )

        def describe(rows: Path) -> Manifest:
            return Manifest(
                release=release,
                dataset=dataset,
                contract_version="1",
                rows=24,
                columns=(),
                period=None,
                sums={},
                source_name="made.csv",
                source_bytes=0,
                source_sha256="",
                created_at="",
                created_by="",
                warning_count=0,
                warnings=(),
                parquet_sha256=sha256_of(rows),
                parquet_bytes=rows.stat().st_size,
            )

        store(home, dataset, release, write, describe)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_release(tmp_path, OLD, 100)
    make_release(tmp_path, NEW, 1000)
    return tmp_path


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    folder = tmp_path / "queries"
    folder.mkdir()
    (folder / "total.sql").write_text(TOTAL)
    return folder


@pytest.fixture
def warehouse(home: Path, asked: Path) -> Iterator[Warehouse]:
    with Warehouse(home, queries=asked) as opened:
        yield opened


def total(warehouse: Warehouse, release: str, team: int) -> tuple[int, int]:
    answer = warehouse.query("total", {"adoption": release}, team=f"team-{team}")
    return int(answer["total"][0]), int(answer["rows"][0])


class TestAsk:
    def test_the_release_decides_what_a_dataset_means(self, warehouse: Warehouse) -> None:
        assert total(warehouse, OLD, 1) == (303, 3)
        assert total(warehouse, NEW, 1) == (3003, 3)
        assert total(warehouse, OLD, 1) == (303, 3)

    def test_parameters_are_bound_and_never_run(self, warehouse: Warehouse) -> None:
        answer = warehouse.query("total", {"adoption": OLD}, team="team-1' or '1' = '1")
        assert int(answer["rows"][0]) == 0

    def test_an_unknown_query_names_the_nearest(self, warehouse: Warehouse) -> None:
        with pytest.raises(UnknownName, match="Did you mean 'total'"):
            warehouse.query("totall", {"adoption": OLD})

    @pytest.mark.parametrize("name", ["../total", "/etc/passwd", ""])
    def test_a_query_cannot_be_a_path(self, warehouse: Warehouse, name: str) -> None:
        with pytest.raises(UnknownName):
            warehouse.query(name, {"adoption": OLD})

    def test_a_dataset_that_the_case_lacks_is_no_data(self, warehouse: Warehouse) -> None:
        with pytest.raises(NoData, match="adoption") as raised:
            warehouse.query("total", {"kpi": OLD}, team="team-1")
        assert raised.value.dataset == "adoption"

    def test_a_missing_parameter_is_named(self, warehouse: Warehouse) -> None:
        with pytest.raises(QueryFailed, match="'total' also needs team"):
            warehouse.query("total", {"adoption": OLD})

    def test_a_parameter_too_many_is_named(self, warehouse: Warehouse) -> None:
        with pytest.raises(QueryFailed, match=r"takes no parameter 'teams'\. Did you mean 'team'"):
            warehouse.query("total", {"adoption": OLD}, team="a", teams="b")

    def test_a_release_that_is_gone_is_unavailable(self, warehouse: Warehouse, home: Path) -> None:
        with pytest.raises(StoreUnavailable, match="missing or damaged"):
            warehouse.query("total", {"adoption": "cc" * 32}, team="a")
        total(warehouse, OLD, 1)
        rows_path(home, "adoption", OLD).unlink()
        with pytest.raises(StoreUnavailable, match=r"rows\.parquet is missing"):
            total(warehouse, OLD, 1)

    def test_a_closed_warehouse_says_so(self, warehouse: Warehouse) -> None:
        warehouse.close()
        with pytest.raises(StoreUnavailable, match="closed"):
            total(warehouse, OLD, 1)

    def test_a_rollup_beside_the_rows_is_a_table_too(self, home: Path, asked: Path) -> None:
        folder = rows_path(home, "adoption", OLD).parent
        with scratch(writes=(folder,)) as context:
            context.run(f"copy (select 42 as teams) to {quote_literal(str(folder / 'monthly.parquet'))}")
        (asked / "rolled.sql").write_text("-- needs: adoption\nselect teams from adoption_monthly\n")
        with Warehouse(home, queries=asked) as warehouse:
            assert int(warehouse.query("rolled", {"adoption": OLD})["teams"][0]) == 42


class TestConfinement:
    @pytest.mark.parametrize(
        "sql",
        [
            "select * from read_csv('/etc/passwd')",
            "select * from read_text('/etc/passwd')",
            "select * from '/etc/passwd'",
            "select * from read_parquet('https://example.invalid/x.parquet')",
        ],
    )
    def test_nothing_outside_the_releases_is_read(self, home: Path, asked: Path, sql: str) -> None:
        (asked / "leak.sql").write_text(f"-- needs: adoption\n{sql}\n")
        with Warehouse(home, queries=asked) as warehouse, pytest.raises((StoreUnavailable, QueryFailed)):
            warehouse.query("leak", {"adoption": OLD})

    @pytest.mark.parametrize(
        ("sql", "complaint"),
        [
            ("select 1; select 2", "exactly one select"),
            ("drop table adoption", "exactly one select"),
            ("copy (select 1) to 'x.csv'", "exactly one select"),
            ("selekt 1", "Could not read the query"),
        ],
    )
    def test_a_query_is_one_select(self, home: Path, asked: Path, sql: str, complaint: str) -> None:
        (asked / "odd.sql").write_text(f"-- needs: adoption\n{sql}\n")
        with Warehouse(home, queries=asked) as warehouse, pytest.raises(QueryFailed, match=complaint):
            warehouse.query("odd", {"adoption": OLD})

    def test_a_query_says_what_it_needs(self, home: Path, asked: Path) -> None:
        (asked / "odd.sql").write_text("select 1\n")
        with Warehouse(home, queries=asked) as warehouse, pytest.raises(QueryFailed, match="must begin"):
            warehouse.query("odd", {})

    def test_a_table_that_is_not_declared_is_not_found(self, home: Path, asked: Path) -> None:
        (asked / "odd.sql").write_text("-- needs:\nselect * from adoption\n")
        with Warehouse(home, queries=asked) as warehouse, pytest.raises(QueryFailed, match="adoption"):
            warehouse.query("odd", {"adoption": OLD})


class TestThreads:
    """Why every query has a cursor of its own."""

    ROUNDS = range(60)
    WORKERS = 8

    def test_a_connection_shared_by_threads_gives_wrong_answers(self) -> None:
        with duckdb.connect() as shared:

            def ask(number: int) -> bool:
                try:
                    shared.execute("select sum(i + $n), $n from range(20000) t(i)", {"n": number})
                    row = shared.fetchone()
                except (duckdb.Error, RuntimeError):
                    return False
                return row is not None and row[1] == number

            assert not all(self._from_threads(ask))

    def test_the_warehouse_gives_every_thread_its_own_answer(self, warehouse: Warehouse) -> None:
        def ask(number: int) -> bool:
            base, release = ((100, OLD), (1000, NEW))[number % 2]
            team = number % 8
            return total(warehouse, release, team) == (3 * (base + team), 3)

        assert all(self._from_threads(ask))

    def _from_threads(self, ask: Callable[[int], bool]) -> list[bool]:
        together = threading.Barrier(self.WORKERS)

        def work(worker: int) -> list[bool]:
            together.wait()
            return [ask(worker * 1000 + number) for number in self.ROUNDS]

        with ThreadPoolExecutor(self.WORKERS) as pool:
            return [right for answers in pool.map(work, range(self.WORKERS)) for right in answers]


class TestCatalogOfQueries:
    def test_every_query_can_be_read_and_shown(self, tmp_path: Path) -> None:
        assert {"adoption_months", "kpi_months"} <= set(query_names())
        for name in query_names():
            assert query_text(name).startswith("-- needs:")

    def test_the_text_of_an_unknown_query_is_an_unknown_name(self) -> None:
        with pytest.raises(UnknownName, match="adoption_months"):
            query_text("adoption_month")

    def test_adoption_months(self, home: Path) -> None:
        with Warehouse(home) as warehouse:
            answer = warehouse.query("adoption_months", {"adoption": OLD})
        assert answer.records() == tuple({"month": dt.datetime(2026, month, 1), "teams": 8} for month in (1, 2, 3))

    @pytest.mark.parametrize("name", query_names())
    def test_the_scope_of_teams_is_written_once(self, name: str) -> None:
        assert "list_contains($teams" not in query_text(name)
        assert "business_unit = $unit" not in query_text(name) or name == "kpi_by_month_of_unit"
