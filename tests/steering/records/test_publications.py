"""What is in force, its history and rollback, and records that can't be used."""

import datetime as dt
import itertools
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from steering.errors import StoreUnavailable
from steering.records import NothingToRollBack, Publication, Records
from steering.records.engine import make_engine
from steering.records.migration import SCRIPTS, migrate
from steering.records.new_database import create_tables
from steering.records.publications import effective
from steering.records.schema import HEAD, metadata, publications
from tests.actors import TESTER, somebody

A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    # What is said here is said of SQLite and its file.
    with Records(tmp_path) as opened:
        yield opened


def publish(records: Records, release: str, case: str = "example", dataset: str = "adoption") -> Publication:
    return records.publish(
        case, dataset, release, by=TESTER, source="upload", source_name="a.csv", source_sha256=C, rows=7
    )


class TestInForce:
    def test_nothing_is_in_force_at_first(self, records: Records) -> None:
        assert records.in_force("example") == {}
        assert records.history("example", "adoption") == ()

    def test_the_last_publication_of_each_dataset_is_in_force(self, records: Records) -> None:
        publish(records, A)
        publish(records, A, dataset="kpi")
        last = publish(records, B)
        other = publish(records, C, case="other")
        assert {name: entry.release_id for name, entry in records.in_force("example").items()} == {
            "adoption": B,
            "kpi": A,
        }
        assert records.in_force("example")["adoption"] == last
        assert records.in_force("other") == {"adoption": other}

    def test_an_entry_says_all_that_happened(self, records: Records) -> None:
        before = dt.datetime.now(dt.UTC)
        entry = publish(records, A)
        assert before <= entry.published_at <= dt.datetime.now(dt.UTC)
        assert records.history("example", "adoption") == (entry,)
        assert (entry.published_by, entry.action, entry.source) == ("tester", "publish", "upload")
        assert (entry.source_name, entry.source_sha256, entry.rows) == ("a.csv", C, 7)

    def test_records_survive_closing(self, tmp_path: Path) -> None:
        with Records(tmp_path) as first:
            entry = publish(first, A)
        with Records(tmp_path) as second:
            assert second.in_force("example") == {"adoption": entry}


class TestRollback:
    def test_it_goes_back_step_by_step_and_then_says_there_is_no_more(self, records: Records) -> None:
        for release in (A, B, C):
            publish(records, release)
        back = records.roll_back("example", "adoption", by=somebody("someone"))
        assert (back.release_id, back.action, back.published_by) == (B, "rollback", "someone")
        assert records.roll_back("example", "adoption", by=somebody("someone")).release_id == A
        with pytest.raises(NothingToRollBack, match="no earlier adoption release of the case 'example'"):
            records.roll_back("example", "adoption", by=somebody("someone"))
        assert [entry.release_id for entry in records.history("example", "adoption")] == [A, B, C, B, A]

    def test_publishing_again_what_is_in_force_adds_nothing_to_go_back_to(self, records: Records) -> None:
        for release in (A, B, B):
            publish(records, release)
        assert records.roll_back("example", "adoption", by=somebody("x")).release_id == A

    def test_it_needs_something_published(self, records: Records) -> None:
        version = records.version()
        with pytest.raises(NothingToRollBack):
            records.roll_back("example", "adoption", by=somebody("x"))
        assert records.version() == version

    @given(st.lists(st.sampled_from([A, B, C, None]), max_size=30))
    def test_the_last_entry_is_always_the_one_standing(self, steps: list[str | None]) -> None:
        entries: list[Publication] = []
        for number, release in enumerate(steps):
            stack = effective(entries)
            if release is None and len(stack) < 2:
                continue
            entries.append(
                Publication(
                    id=number,
                    case_id="x",
                    dataset="kpi",
                    release_id=stack[-2].release_id if release is None else release,
                    published_at=dt.datetime.now(dt.UTC),
                    published_by="x",
                    action="rollback" if release is None else "publish",
                    source="folder",
                    source_name="",
                    source_sha256="",
                    rows=0,
                )
            )
        after = effective(entries)
        assert [entry.release_id for entry in after[-1:]] == [entry.release_id for entry in entries[-1:]]
        assert all(one.release_id != two.release_id for one, two in itertools.pairwise(after)), (
            "a rollback must change something"
        )


class TestVersion:
    def test_it_rises_with_each_change_and_others_see_it(self, records: Records, tmp_path: Path) -> None:
        with Records(tmp_path) as another:
            before = records.version()
            publish(another, A)
            assert records.version() == before + 1
            publish(another, B)
            another.roll_back("example", "adoption", by=somebody("x"))
            assert records.version() == before + 3

    def test_reading_does_not_change_it(self, records: Records) -> None:
        before = records.version()
        records.in_force("example")
        records.history("example", "adoption")
        assert records.version() == before


class TestSchema:
    def test_the_migrations_make_the_tables_that_the_program_knows(self, records: Records) -> None:
        found = sa.inspect(records.engine)
        for table in metadata.sorted_tables:
            columns = {column["name"]: column for column in found.get_columns(table.name)}
            assert list(columns) == [column.name for column in table.columns]
            for column in table.columns:
                assert columns[column.name]["nullable"] == column.nullable
                assert str(columns[column.name]["type"]) == column.type.compile(records.engine.dialect)
            names = {check["name"] for check in found.get_check_constraints(table.name)}
            assert names == {item.name for item in table.constraints if isinstance(item, sa.CheckConstraint)}

    def test_head_is_the_newest_script(self) -> None:
        assert max(script.name[:4] for script in (SCRIPTS / "versions").glob("*.py")) == HEAD

    def test_an_empty_database_gets_at_once_what_the_migrations_make(self, tmp_path: Path) -> None:
        dumps = []
        for make in (create_tables, migrate):
            engine = make_engine(sa.URL.create("sqlite", database=str(tmp_path / f"{make.__name__}.sqlite")))
            with engine.begin() as connection:
                make(connection)
            with closing(engine.raw_connection()) as raw:
                assert isinstance(raw.driver_connection, sqlite3.Connection)
                # Spaces and quotes are alembic's or SQLAlchemy's; an installation is made at some moment.
                lines = (re.sub(r"'\d{4}-[^']*'", "now", line) for line in raw.driver_connection.iterdump())
                dumps.append(sorted(re.sub(r'[\s"]+', "", line) for line in lines))
            engine.dispose()
        assert dumps[0] == dumps[1]

    def test_alembic_is_imported_only_when_there_is_something_to_migrate(self, tmp_path: Path) -> None:
        new, old = tmp_path / "new", tmp_path / "old"
        old.mkdir()
        with closing(sqlite3.connect(old / "records.sqlite")) as raw:
            # A database in which no migration has run yet.
            raw.execute("create table alembic_version (version_num varchar(32) not null)")
        code = (
            "import sys; from pathlib import Path; from steering.records import Records;"
            "Records(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
        )
        answers = [
            subprocess.run([sys.executable, "-c", code, home], capture_output=True, text=True, check=True).stdout
            for home in (new, new, old)
        ]
        assert answers == ["False\n", "False\n", "True\n"]

    def test_a_database_of_a_newer_version_is_left_alone(self, tmp_path: Path) -> None:
        Records(tmp_path).close()
        with sqlite3.connect(tmp_path / "records.sqlite") as raw:
            raw.execute("update alembic_version set version_num = '9999'")
        raw.close()
        with pytest.raises(StoreUnavailable, match="another version of Steerco"):
            Records(tmp_path)

    @pytest.mark.parametrize(("name", "expected"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
    def test_connections_are_durable(self, records: Records, name: str, expected: object) -> None:
        with records.engine.connect() as connection:
            assert connection.exec_driver_sql(f"pragma {name}").scalar() == expected

    def test_the_database_refuses_an_unknown_action(self, records: Records) -> None:
        entry = publish(records, A)
        values = {**entry.__dict__, "id": None, "action": "erase"}
        with pytest.raises(sa.exc.IntegrityError), records.engine.begin() as connection:
            connection.execute(sa.insert(publications).values(values))


class TestUnavailable:
    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "records.sqlite").write_bytes(b"this is not a database at all" * 100)
        with pytest.raises(StoreUnavailable, match="not an SQLite database"):
            Records(tmp_path)

    def test_a_folder_in_the_place_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "records.sqlite").mkdir()
        with pytest.raises(StoreUnavailable, match="cannot be opened"):
            Records(tmp_path)

    def test_a_home_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("a file")
        with pytest.raises(StoreUnavailable, match="cannot be made"):
            Records(tmp_path / "home" / "inside")

    def test_records_that_may_only_be_read(self, records: Records) -> None:
        # A test may run as root, whom permissions do not stop; SQLite's own switch does.
        @sa.event.listens_for(records.engine, "checkout")
        def read_only(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("pragma query_only = on")

        with pytest.raises(StoreUnavailable, match="may only be read"):
            publish(records, A)

    def test_a_full_disk(self, records: Records) -> None:
        for _ in range(3):
            publish(records, A)

        @sa.event.listens_for(records.engine, "checkout")
        def full(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("pragma max_page_count = 1")

        with pytest.raises(StoreUnavailable, match="the disk is full"):
            for _ in range(500):
                publish(records, B)
        entries = records.history("example", "adoption")
        assert records.version() == len(entries)

    def test_a_lock_that_another_process_keeps(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("steering.records.engine.BUSY_MILLISECONDS", 10)
        monkeypatch.setattr("steering.records.database.FIRST_WAIT_SECONDS", 0.001)
        with Records(tmp_path) as records:
            blocker = sqlite3.connect(tmp_path / "records.sqlite", isolation_level=None)
            blocker.execute("begin immediate")
            with pytest.raises(StoreUnavailable, match="another process is writing"):
                publish(records, A)
            assert records.in_force("example") == {}
            blocker.execute("rollback")
            blocker.close()
            assert publish(records, A).release_id == A

    def test_a_path_with_odd_characters(self, tmp_path: Path) -> None:
        home = tmp_path / "100% über?#&"
        with Records(home) as records:
            publish(records, A)
        assert [path.name for path in home.iterdir()] == ["records.sqlite"]
        assert list(tmp_path.iterdir()) == [home]
