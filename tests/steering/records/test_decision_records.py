"""Decisions on record: never changed, revised where their text changed, and found out when altered elsewhere."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from steering.cases.decisions import DecisionRecord, Term, figure_text
from steering.errors import StoreUnavailable, UnknownName
from steering.records import DecisionRevision, Records
from steering.records.canonical_json import canonical_json, sha256_of
from steering.records.migration import SCRIPTS
from steering.records.schema import HEAD, decision_events, decisions
from tests.actors import TESTER, somebody
from tests.steering.small_decisions import PAST, decided

DAY = dt.date(2026, 3, 20)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    # What is said here is said of SQLite and its file.
    with Records(tmp_path) as opened:
        yield opened


def bring(records: Records, text: str = PAST, case: str = "example") -> tuple[DecisionRevision, ...]:
    return records.record_decisions(case, decided(text), by=TESTER, source="case")


class TestRecording:
    def test_nothing_is_on_record_at_first(self, records: Records) -> None:
        assert records.decisions("example") == ()

    def test_what_is_read_back_is_what_was_decided(self, records: Records) -> None:
        before = dt.datetime.now(dt.UTC)
        (new,) = bring(records)
        (found,) = records.decisions("example")
        assert found == new
        assert found.decision == decided()[0]
        assert before <= found.recorded_at <= dt.datetime.now(dt.UTC)
        assert (found.revision, found.recorded_by, found.source, found.events) == (1, "tester", "case", ())
        assert records.decisions("other") == ()

    def test_the_same_again_is_nothing_to_do(self, records: Records) -> None:
        bring(records)
        version = records.version()
        same = (
            PAST.replace("0.50", "0.5")
            .replace("[0.1, 0.90]", "[1e-1, 0.9]")
            .replace("tolerance: 5%", "tolerance: 5.0%")
        )
        assert bring(records) == bring(records, same) == ()
        assert records.version() == version
        assert len(records.decision_revisions("example", "start")) == 1

    def test_a_changed_one_is_a_new_revision_and_both_are_kept(self, records: Records) -> None:
        (first,) = bring(records)
        (second,) = bring(records, PAST.replace("Nobody objected", "One objected"))
        assert (second.revision, second.decision.minutes) == (2, "One objected.")
        assert records.decisions("example") == (second,)
        assert records.decision_revisions("example", "start") == (first, second)
        (third,) = bring(records)
        assert (third.revision, third.sha256) == (3, first.sha256)

    def test_only_what_is_new_is_written(self, records: Records) -> None:
        bring(records)
        more = PAST + PAST.removeprefix("decisions:\n").replace("id: start", "id: next").replace("02-27", "02-28")
        assert [one.decision.id for one in bring(records, more)] == ["next"]
        assert [one.decision.id for one in records.decisions("example")] == ["next", "start"]

    def test_one_that_is_gone_from_the_file_stays_on_record(self, records: Records) -> None:
        bring(records)
        assert bring(records, "decisions: []\n") == ()
        assert [one.decision.id for one in records.decisions("example")] == ["start"]

    def test_two_of_one_id_at_once_leave_nothing(self, records: Records) -> None:
        twice = decided() * 2
        with pytest.raises(StoreUnavailable):
            records.record_decisions("example", twice, by=TESTER, source="stage")
        assert records.decisions("example") == ()
        assert records.version() == 0

    def test_an_altered_record_is_found_out(self, records: Records, tmp_path: Path) -> None:
        bring(records)
        raw = sqlite3.connect(tmp_path / "records.sqlite")
        raw.execute("update decisions set body = replace(body, 'Nobody objected', 'All were glad')")
        raw.commit()
        raw.close()
        with pytest.raises(StoreUnavailable, match="'start' can't be read: its text is not what was recorded"):
            records.decisions("example")

    def test_one_of_a_newer_version_is_told(self, records: Records) -> None:
        (new,) = bring(records)
        body = '{"id":"start","quorum":7}'
        with records.engine.begin() as connection:
            connection.execute(sa.update(decisions).values(body=body, sha256=sha256_of(body)))
        with pytest.raises(StoreUnavailable, match="another version of Steerco"):
            records.decisions("example")
        assert new.revision == 1

    @pytest.mark.parametrize(("name", "value"), [("source", "rumour"), ("revision", 0)])
    def test_the_database_refuses(self, records: Records, name: str, value: object) -> None:
        bring(records)
        with pytest.raises(sa.exc.IntegrityError), records.engine.begin() as connection:
            row = dict(connection.execute(sa.select(decisions)).mappings().one())
            connection.execute(sa.insert(decisions).values({**row, "id": None, "revision": 2, name: value}))

    def test_the_database_refuses_a_revision_twice(self, records: Records) -> None:
        bring(records)
        with pytest.raises(sa.exc.IntegrityError), records.engine.begin() as connection:
            row = dict(connection.execute(sa.select(decisions)).mappings().one())
            connection.execute(sa.insert(decisions).values({**row, "id": None}))


class TestActions:
    def test_what_became_of_one_is_a_row_of_its_own(self, records: Records) -> None:
        (new,) = bring(records)
        done = records.note_action("example", "start", "hire", "done", on=DAY, by=somebody("Head of the platform"))
        again = records.note_action("example", "start", "hire", "reopened", on=DAY, by=somebody("x"))
        (found,) = records.decisions("example")
        assert found.events == (done, again)
        assert (found.revision, found.sha256) == (1, new.sha256)
        assert (done.event, done.on_day, done.noted_by) == ("done", DAY, "Head of the platform")

    def test_it_outlives_a_revision(self, records: Records) -> None:
        bring(records)
        done = records.note_action("example", "start", "hire", "done", on=DAY, by=somebody("x"))
        bring(records, PAST.replace("Nobody objected", "One objected"))
        assert records.decisions("example")[0].events == (done,)

    @pytest.mark.parametrize(
        ("decision", "action", "said"),
        [
            ("strat", "hire", "no decision named 'strat'. Did you mean 'start'"),
            ("start", "hiere", "'hiere'. Did you mean 'hire'"),
        ],
    )
    def test_an_unknown_one_changes_nothing(self, records: Records, decision: str, action: str, said: str) -> None:
        bring(records)
        version = records.version()
        with pytest.raises(UnknownName, match=said):
            records.note_action("example", decision, action, "done", on=DAY, by=somebody("x"))
        assert records.version() == version
        assert records.decisions("example")[0].events == ()


class TestText:
    """The text that is hashed and kept."""

    def test_it_says_what_a_file_would_say(self) -> None:
        text = canonical_json(decided()[0])
        assert '"votes":{"abstained":0,"against":1,"for":3}' in text
        assert '"tolerance":"5%","value":["0.1","0.9"]' in text
        assert "null" not in text and "scenario" not in text

    figures = st.decimals(-(10**17), 10**17, allow_nan=False, places=12)

    @given(figures, figures, st.decimals(0, 1000, places=12), st.booleans())
    def test_every_figure_comes_back_exactly(self, one: Decimal, other: Decimal, slack: Decimal, share: bool) -> None:
        (decision,) = decided()
        plain = TypeAdapter(DecisionRecord)
        tolerance = f"{figure_text(slack)}%" if share else figure_text(slack)
        term = {"id": "a", "label": "a", "metric": "rate", "due": "2026-04", "op": "between", "tolerance": tolerance}
        low, high = sorted((one, other))
        made = TypeAdapter(Term).validate_python({**term, "value": [figure_text(low), figure_text(high)]})
        given_ = DecisionRecord(**{**decision.__dict__, "conditions": (made,), "parameters": {"x": one}})
        back = plain.validate_json(canonical_json(given_))
        assert back == given_
        assert canonical_json(back) == canonical_json(given_)


class TestMigration:
    def test_a_database_of_the_first_version_keeps_what_it_has(self, tmp_path: Path) -> None:
        old = tmp_path / "records.sqlite"
        _at_0001(old)
        with Records(tmp_path) as records:
            (publication,) = records.history("example", "adoption")
            assert (publication.release_id, records.version()) == ("a" * 64, 7)
            assert len(bring(records)) == 1
            assert records.version() == 8
        raw = sqlite3.connect(old)
        assert raw.execute("select version_num from alembic_version").fetchone() == (HEAD,)
        assert raw.execute("pragma integrity_check").fetchone() == ("ok",)
        raw.close()

    @pytest.mark.parametrize("table", [decisions, decision_events])
    def test_postgresql_takes_the_tables(self, table: sa.Table) -> None:
        """Only its words are compiled: the tests have no PostgreSQL server."""
        said = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert "SERIAL" in said and "TIMESTAMP WITH TIME ZONE" in said and " DATE " in said


def _at_0001(file: Path) -> None:
    """A database as the first migration alone leaves it, with one publication."""
    from alembic import command
    from alembic.config import Config

    engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "insert into publications (case_id, dataset, release_id, published_at, published_by, action, source,"
            f" source_name, source_sha256, rows) values ('example', 'adoption', '{'a' * 64}',"
            " '2026-10-31 08:00:00.000000', 'local', 'publish', 'folder', 'adoption.csv', '', 7)"
        )
        connection.exec_driver_sql("update change set version = 7")
    assert not sa.inspect(engine).has_table("decisions")
    engine.dispose()
