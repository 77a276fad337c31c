"""The records held open: one SQLAlchemy engine over records.sqlite, or over the URL that is given."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from steering.cases.decisions import DecisionRecord
from steering.errors import StoreUnavailable
from steering.records import business_cases, decisions, migration, publications, scenarios
from steering.records.business_cases import SavedBusinessCase
from steering.records.database_file import DatabaseFile
from steering.records.decisions import ActionEvent, DecisionRevision, Event, Origin
from steering.records.engine import (
    DAMAGED,
    WRITES,
    is_contended,
    make_engine,
    unavailable,
)
from steering.records.publications import Publication, Source
from steering.records.scenarios import ResultSnapshot, SavedScenario, ScenarioInput, State
from steering.records.schema import change

FILE = "records.sqlite"
TRIES = 6
FIRST_WAIT_SECONDS = 0.05

T = TypeVar("T")


class Records:
    """What people did under `home`, or in the database at `url`. Safe to share between threads.

    Raises:
        StoreUnavailable: on opening and from every method, when the database can't be read or written.
    """

    def __init__(self, home: Path, *, url: str | None = None) -> None:
        if url is None:
            _make_folder(home)
        # Made of parts: a path may hold ? and #, which mean something in the text of a URL.
        path = home.resolve() / FILE
        self._file = DatabaseFile(path) if url is None else None
        self.engine = make_engine(url or sa.URL.create("sqlite", database=str(path)))
        # How often this process has written: whoever asks after a write of their own must see it.
        self.own_writes = 0
        self._open()

    def _open(self) -> None:
        try:
            if not self._read(migration.at_head):
                self._write(migration.upgrade)
        except StoreUnavailable:
            self.engine.dispose()
            raise
        if self._file:
            self._file.remember()

    def publish(
        self,
        case_id: str,
        dataset: str,
        release_id: str,
        *,
        by: str,
        source: Source,
        source_name: str,
        source_sha256: str,
        rows: int,
    ) -> Publication:
        """Put a release in force for a case, from now on."""
        entry = Publication(
            id=0,
            case_id=case_id,
            dataset=dataset,
            release_id=release_id,
            published_at=dt.datetime.now(dt.UTC),
            published_by=by,
            action="publish",
            source=source,
            source_name=source_name,
            source_sha256=source_sha256,
            rows=rows,
        )
        return self._write(lambda connection: publications.append(connection, entry))

    def roll_back(self, case_id: str, dataset: str, *, by: str, expected_revision: int | None = None) -> Publication:
        """Put the release before the one in force in force again.

        `expected_revision` is the id of the entry that somebody saw in force when they decided.

        Raises:
            NothingToRollBack: there is none before it.
            StaleRevision: another entry than `expected_revision` is in force by now; nothing has changed.
        """
        return self._write(
            lambda connection: publications.roll_back(connection, case_id, dataset, by, expected_revision)
        )

    def in_force(self, case_id: str) -> Mapping[str, Publication]:
        """Return which publication is in force for each dataset of a case."""
        return self._read(lambda connection: publications.current(connection, case_id))

    def history(self, case_id: str, dataset: str) -> tuple[Publication, ...]:
        """Return all publications and rollbacks of a case's dataset, oldest first."""
        return self._read(lambda connection: publications.history(connection, case_id, dataset))

    def record_decisions(
        self, case_id: str, records: Sequence[DecisionRecord], *, by: str, source: Origin
    ) -> tuple[DecisionRevision, ...]:
        """Record the decisions that are new or have changed, all of them or none; the others stay as they are.

        Returns the new revisions. Where there are none, nothing is written.
        """
        if not self._read(lambda connection: decisions.select_changes(connection, case_id, records)):
            return ()
        return self._write(lambda connection: decisions.append(connection, case_id, records, by=by, source=source))

    def decisions(self, case_id: str, *, faults: list[str] | None = None) -> tuple[DecisionRevision, ...]:
        """The newest revision of each decision of a case, with the events of its actions, the last decision first.

        One that can't be read is told in `faults` and left out; without them StoreUnavailable is raised.
        """
        return self._read(lambda connection: decisions.current(connection, case_id, faults))

    def decision_revisions(self, case_id: str, decision_id: str) -> tuple[DecisionRevision, ...]:
        """Return every revision of a decision, oldest first."""
        return self._read(lambda connection: decisions.revisions(connection, case_id, decision_id))

    def note_action(
        self, case_id: str, decision_id: str, action_id: str, event: Event, *, on: dt.date, by: str
    ) -> ActionEvent:
        """Note that an action was done, or is taken up again, on a day.

        Raises:
            UnknownName: there is no such decision or action.
        """
        entry = ActionEvent(
            id=0,
            case_id=case_id,
            decision_id=decision_id,
            action_id=action_id,
            event=event,
            on_day=on,
            noted_at=dt.datetime.now(dt.UTC),
            noted_by=by,
        )
        return self._write(lambda connection: decisions.note(connection, entry))

    def scenarios(self, case_id: str, *, faults: list[str] | None = None) -> tuple[SavedScenario, ...]:
        """Return the newest revision of each saved scenario of a case, in the order in which they were first saved.

        One that can't be read is told in `faults` and left out; without them StoreUnavailable is raised.
        """
        return self._read(lambda connection: scenarios.current(connection, case_id, faults))

    def scenario_revisions(self, case_id: str, scenario_id: str) -> tuple[SavedScenario, ...]:
        """Return every revision of a saved scenario, oldest first."""
        return self._read(lambda connection: scenarios.revisions(connection, case_id, scenario_id))

    def keep_scenario(self, case_id: str, entry: ScenarioInput) -> SavedScenario:
        """Keep a scenario as a draft.

        Raises:
            ScenarioRefused: the name is not one or is taken, or there are as many as a case may have.
        """
        return self._write(lambda connection: scenarios.save(connection, case_id, entry))

    def change_scenario(
        self, case_id: str, scenario_id: str, entry: ScenarioInput, *, expected_revision: int
    ) -> SavedScenario | None:
        """Change a saved scenario, which makes it a draft; None where nothing differs.

        `expected_revision` is the revision that somebody saw when they decided.

        Raises:
            ScenarioLocked: it never changes again.
            StaleRevision: another revision than `expected_revision` is in force by now; nothing has changed.
            ScenarioRefused: the name is not one or is taken.
        """
        return self._write(
            lambda connection: scenarios.change(connection, case_id, scenario_id, entry, expected_revision)
        )

    def move_scenario(
        self, case_id: str, scenario_id: str, state: State, figures: ResultSnapshot, *, by: str, expected_revision: int
    ) -> SavedScenario:
        """Propose, approve or withdraw a saved scenario, with what it comes to now.

        Raises:
            ScenarioLocked, StaleRevision: as for a change.
            ScenarioRefused: it can't get there from the state in which it is.
        """
        return self._write(
            lambda connection: scenarios.move_on(
                connection, case_id, scenario_id, state, figures, by=by, expected_revision=expected_revision
            )
        )

    def save_business_case(self, case_id: str, name: str, body: str, by: str) -> SavedBusinessCase:
        """Save the text of a business case from elsewhere; equal texts are saved once.

        Raises:
            TooManyBusinessCases: there are as many as a case may have.
        """
        return self._write(lambda connection: business_cases.save_business_case(connection, case_id, name, body, by))

    def list_business_cases(self, case_id: str) -> tuple[SavedBusinessCase, ...]:
        """Return the saved business cases of a case, the first one first."""
        return self._read(lambda connection: business_cases.list_business_cases(connection, case_id))

    def delete_business_case(self, case_id: str, id: int) -> None:
        """Delete a saved business case."""
        self._write(lambda connection: business_cases.delete_business_case(connection, case_id, id))

    def is_referenced(self, dataset: str, release_id: str) -> bool:
        """Return whether a release is or was in force for any case."""
        return self._read(lambda connection: publications.is_referenced(connection, dataset, release_id))

    def is_empty(self) -> bool:
        """Return whether nothing was ever published, for no case."""
        return self._read(publications.is_empty)

    def version(self) -> int:
        """Return a number that rises with each change, whoever made it; cheap enough to poll."""
        version = self._read(lambda connection: connection.execute(sa.select(change.c.version)).scalar_one())
        return int(version)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Records:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _read(self, work: Callable[[sa.Connection], T]) -> T:
        try:
            return self._run(work, self.engine)
        except (ValueError, TypeError) as error:
            # A value that no writer of ours has written, such as a date that is none.
            raise StoreUnavailable(DAMAGED.format(f"a value can't be read ({error})")) from error

    def _write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work` in one transaction that counts the version up, unless it is the first migration."""

        def write_and_count(connection: sa.Connection) -> T:
            if work is not migration.upgrade:
                # First, so that on a server the row's lock puts writers in line before they read.
                connection.execute(sa.update(change).values(version=change.c.version + 1))
            return work(connection)

        result = self._run(write_and_count, self.engine.execution_options(**{WRITES: True}))
        # Only now is it known that what was written went into the file that will be there tomorrow.
        if self._file and self._file.has_changed():
            raise StoreUnavailable("The records were replaced by another file meanwhile. Look at the page again.")
        self.own_writes += 1
        return result

    def _run(self, work: Callable[[sa.Connection], T], engine: sa.Engine) -> T:
        """Run `work` in a transaction; wait and try again while another process is in the way."""
        self._reopen_if_replaced()
        wait = FIRST_WAIT_SECONDS
        for attempt in range(1, TRIES + 1):
            try:
                with engine.begin() as connection:
                    return work(connection)
            except sa.exc.DBAPIError as error:
                if attempt == TRIES or not is_contended(error):
                    raise unavailable(error) from error
            except sa.exc.SQLAlchemyError as error:
                raise StoreUnavailable(DAMAGED.format(str(error).rstrip("."))) from error
            time.sleep(wait)
            wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _reopen_if_replaced(self) -> None:
        """Open the file that somebody has put in the place of the one that was open, such as a copy from yesterday."""
        if self._file and self._file.has_changed():
            self.engine.dispose()
            self._file.remember()
            self._open()


def _make_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {home} for the records cannot be made: {error.strerror}. "
            "Choose another folder with STEERCO_HOME, or correct its permissions."
        ) from error
