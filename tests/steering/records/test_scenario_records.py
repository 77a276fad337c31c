"""Scenarios on record: drafts that are proposed and approved, then never changed, and two people at once."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from steering.cases.business import Scenario
from steering.errors import SteercoError, StoreUnavailable, UnknownName
from steering.records import (
    Assumptions,
    Records,
    ResultSnapshot,
    SavedScenario,
    ScenarioInput,
    ScenarioLocked,
    ScenarioRefused,
    StaleRevision,
    State,
)
from steering.records.canonical_json import canonical_json, sha256_of
from steering.records.scenario_names import LONGEST_NOTE
from steering.records.scenarios import MOST
from steering.records.schema import scenarios
from tests.actors import TESTER, somebody
from tests.pages.case_folders import HOSTILE

Open = Callable[[], Records]
LEAN = Assumptions(
    scenario=Scenario(lines={"migration": Decimal("0.5")}, drivers={"cost_factor": Decimal("1.10")}), basis="plan"
)
SLOW = Assumptions(scenario=Scenario(drivers={"adoption_speed": Decimal("0.7")}))
FIGURES = ResultSnapshot(
    as_of="2026-10", npv_planned=9.16, npv=4.9, payback_months=None, releases={"adoption": "a" * 64}, business="b" * 64
)
LATER = replace(FIGURES, as_of="2026-11", npv=5.1)


def wanted(name: str = "Lean roll-out", note: str = "", assumed: Assumptions = LEAN) -> ScenarioInput:
    return ScenarioInput(name=name, note=note, assumed=assumed, figures=FIGURES, by=TESTER)


def keep(records: Records, name: str = "Lean roll-out", case: str = "example") -> SavedScenario:
    return records.keep_scenario(case, wanted(name))


def move(records: Records, one: SavedScenario, state: State) -> SavedScenario:
    return records.move_scenario(
        "example", one.scenario_id, state, LATER, by=somebody("chair"), expected_revision=one.revision
    )


def approved(records: Records) -> SavedScenario:
    return move(records, move(records, keep(records), "proposed"), "approved")


class TestKeeping:
    def test_what_is_read_back_is_what_was_kept(self, records: Records) -> None:
        before = dt.datetime.now(dt.UTC)
        new = keep(records)
        assert records.scenarios("example") == (new,)
        assert (new.scenario_id, new.revision, new.name, new.state) == (
            "saved.lean-roll-out",
            1,
            "Lean roll-out",
            "draft",
        )
        assert (new.assumed, new.figures, new.recorded_by) == (LEAN, FIGURES, "tester")
        assert before <= new.recorded_at <= dt.datetime.now(dt.UTC)
        assert records.scenarios("other") == ()

    def test_the_text_is_canonical(self) -> None:
        same = Assumptions(
            basis="plan",
            scenario=Scenario(drivers={"cost_factor": Decimal("1.1")}, lines={"migration": Decimal("0.50")}),
        )
        assert canonical_json(same) == canonical_json(LEAN)
        assert '"drivers":{"cost_factor":"1.1"}' in canonical_json(LEAN)

    def test_they_stay_in_the_order_in_which_they_were_kept(self, records: Records) -> None:
        first, second = keep(records, "One"), keep(records, "Two")
        move(records, first, "proposed")
        assert [one.name for one in records.scenarios("example")] == ["One", "Two"]
        assert second.revision == 1

    @pytest.mark.parametrize(
        ("name", "id"),
        [
            ("Lean!", "saved.lean-2"),
            ("Été à Zürich", "saved.ete-a-zurich"),
            ("فريق", "saved.scenario"),
            ("A  b\nc\x00d", "saved.a-b-c-d"),
            ("x" * 80, "saved." + "x" * 60),
        ],
    )
    def test_ids_can_stand_in_a_link_and_are_their_own(self, records: Records, name: str, id: str) -> None:
        keep(records, "Lean")
        assert keep(records, name).scenario_id == id

    @pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
    def test_any_text_is_a_name_and_stays_it(self, records: Records, name: str) -> None:
        short = name[:80].strip()
        assert keep(records, short).name == short == records.scenarios("example")[0].name

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("", "is empty. Give one of 1 to 80"),
            (" \n\x07", "is empty"),
            ("x" * 81, "has 81 characters"),
            ("lean ROLL-out", "There is a saved scenario named 'Lean roll-out' already. Choose another"),
            ("Le\u200ban roll-out", "There is a saved scenario named 'Lean roll-out' already. Choose another"),
            ("L\u0435an roll-out", "There is a saved scenario named 'Lean roll-out' already. Choose another"),
            ("\u200b", "shows nothing. Give one of 1 to 80"),
        ],
    )
    def test_a_name_that_is_none_is_refused(self, records: Records, name: str, said: str) -> None:
        keep(records)
        version = records.version()
        with pytest.raises(ScenarioRefused, match=said):
            keep(records, name)
        assert (records.version(), len(records.scenarios("example"))) == (version, 1)

    def test_a_long_note_is_refused(self, records: Records) -> None:
        with pytest.raises(ScenarioRefused, match="The note has 501 characters. Write at most 500"):
            records.keep_scenario("example", wanted(note="n" * (LONGEST_NOTE + 1)))

    def test_there_is_an_end(self, records: Records) -> None:
        for number in range(MOST):
            keep(records, f"Number {number}")
        with pytest.raises(ScenarioRefused, match="200 saved scenarios, which is the most"):
            keep(records, "One more")
        assert keep(records, "Elsewhere", case="other").revision == 1


class TestStates:
    def test_a_draft_is_proposed_then_approved_and_each_step_is_a_revision(self, records: Records) -> None:
        last = approved(records)
        found = records.scenario_revisions("example", last.scenario_id)
        assert [(one.revision, one.state, one.recorded_by) for one in found] == [
            (1, "draft", "tester"),
            (2, "proposed", "chair"),
            (3, "approved", "chair"),
        ]
        assert [one.figures for one in found] == [FIGURES, LATER, LATER]
        assert {one.sha256 for one in found} == {sha256_of(canonical_json(LEAN))}
        assert records.scenarios("example") == (last,)

    def test_who_proposed_an_approved_one_is_known(self, records: Records) -> None:
        proposed = move(records, keep(records), "proposed")
        (known,) = records.scenarios("example")
        assert (known.previously_by, known.recorded_by) == ("tester", "chair")
        records.move_scenario(
            "example",
            proposed.scenario_id,
            "approved",
            LATER,
            by=somebody("sponsor"),
            expected_revision=proposed.revision,
        )
        (known,) = records.scenarios("example")
        assert (known.state, known.previously_by, known.recorded_by) == ("approved", "chair", "sponsor")
        assert keep(records, "Another").previously_by is None

    def test_only_a_proposed_one_can_be_approved(self, records: Records) -> None:
        draft = keep(records)
        with pytest.raises(ScenarioRefused, match="'Lean roll-out' is a draft. Propose it first"):
            move(records, draft, "approved")
        with pytest.raises(ScenarioRefused, match="is withdrawn. Propose it first"):
            move(records, move(records, draft, "withdrawn"), "approved")

    def test_a_withdrawn_one_can_be_proposed_again(self, records: Records) -> None:
        assert move(records, move(records, keep(records), "withdrawn"), "proposed").state == "proposed"

    def test_twice_is_refused(self, records: Records) -> None:
        proposed = move(records, keep(records), "proposed")
        with pytest.raises(ScenarioRefused, match="is proposed already"):
            move(records, proposed, "proposed")

    @pytest.mark.parametrize(
        "change", [{"name": "Leaner"}, {"note": "Because"}, {"assumed": SLOW}], ids=["name", "note", "assumed"]
    )
    def test_a_changed_proposed_one_is_a_draft_again(self, records: Records, change: dict[str, object]) -> None:
        proposed = move(records, keep(records), "proposed")
        changed = records.change_scenario(
            "example", proposed.scenario_id, replace(wanted(), **change), expected_revision=2
        )
        assert changed is not None
        assert (changed.revision, changed.state) == (3, "draft")
        assert changed.scenario_id == proposed.scenario_id
        assert (changed.name, changed.note, changed.assumed) == tuple(
            change.get(key, getattr(proposed, key)) for key in ("name", "note", "assumed")
        )

    def test_a_change_that_changes_nothing_leaves_it_proposed(self, records: Records) -> None:
        proposed = move(records, keep(records), "proposed")
        assert records.change_scenario("example", proposed.scenario_id, wanted(), expected_revision=2) is None
        assert records.scenarios("example") == (proposed,)

    def test_it_may_not_take_anothers_name(self, records: Records) -> None:
        one, other = keep(records, "One"), keep(records, "Other")
        with pytest.raises(ScenarioRefused, match="named 'Other' already"):
            records.change_scenario("example", one.scenario_id, wanted(other.name), expected_revision=1)

    def test_an_unknown_one_is_told(self, records: Records) -> None:
        with pytest.raises(UnknownName, match="no saved scenario named 'saved.nothing'"):
            records.move_scenario(
                "example", "saved.nothing", "proposed", FIGURES, by=somebody("x"), expected_revision=1
            )


class TestApproved:
    """An approved one never changes again."""

    @pytest.mark.parametrize("state", ["proposed", "approved", "withdrawn"])
    def test_its_state_stays(self, records: Records, state: State) -> None:
        last = approved(records)
        with pytest.raises(ScenarioLocked, match="'Lean roll-out' is approved and never changes again"):
            move(records, last, state)
        assert records.scenarios("example") == (last,)

    @pytest.mark.parametrize("change", [wanted("Leaner"), wanted(note="x"), wanted(assumed=SLOW), wanted()])
    def test_its_words_and_what_it_assumes_stay(self, records: Records, change: ScenarioInput) -> None:
        last = approved(records)
        with pytest.raises(ScenarioLocked):
            records.change_scenario("example", last.scenario_id, change, expected_revision=last.revision)
        assert records.scenarios("example") == (last,)
        assert len(records.scenario_revisions("example", last.scenario_id)) == 3

    def test_its_name_is_taken_for_good(self, records: Records) -> None:
        approved(records)
        with pytest.raises(ScenarioRefused, match="already"):
            keep(records)


class TestAtOnce:
    """Two people, each with a store of their own open, at the same moment."""

    def both(self, open_records: Open, *acts: Callable[[Records], object]) -> list[object]:
        """What came of each act: what it gave, or the error it raised."""
        together = Barrier(len(acts))

        def run(act: Callable[[Records], object]) -> object:
            with open_records() as own:
                together.wait()
                try:
                    return act(own)
                except SteercoError as error:
                    return error

        with ThreadPoolExecutor(len(acts)) as threads:
            return list(threads.map(run, acts))

    @pytest.mark.parametrize("round", range(5))
    def test_of_two_who_approve_one_does(self, open_records: Open, round: int) -> None:
        with open_records() as records:
            proposed = move(records, keep(records), "proposed")
            found = self.both(open_records, *[lambda own: move(own, proposed, "approved")] * 2)
            assert sorted(type(one).__name__ for one in found) == ["SavedScenario", "ScenarioLocked"]
            assert [one.state for one in records.scenario_revisions("example", proposed.scenario_id)][2:] == [
                "approved"
            ]

    @pytest.mark.parametrize("round", range(5))
    def test_of_two_who_rename_one_does(self, open_records: Open, round: int) -> None:
        with open_records() as records:
            draft = keep(records)
            acts = [
                lambda own, name=name: own.change_scenario(
                    "example", draft.scenario_id, wanted(name), expected_revision=1
                )
                for name in ("Here", "There")
            ]
            found = self.both(open_records, *acts)
            (won,) = [one for one in found if isinstance(one, SavedScenario)]
            (lost,) = [one for one in found if isinstance(one, StaleRevision)]
            assert str(lost) == f"The scenario {won.name!r} has changed meanwhile. Look at it again before changing it."
            assert records.scenarios("example") == (won,)

    @pytest.mark.parametrize("round", range(5))
    def test_of_two_who_take_a_name_one_does(self, open_records: Open, round: int) -> None:
        with open_records() as records:
            found = self.both(open_records, keep, keep)
            assert sorted(type(one).__name__ for one in found) == ["SavedScenario", "ScenarioRefused"]
            assert len(records.scenarios("example")) == 1

    def test_a_change_while_somebody_approves_does_not_slip_in(self, open_records: Open) -> None:
        with open_records() as records:
            proposed = move(records, keep(records), "proposed")
            found = self.both(
                open_records,
                lambda own: move(own, proposed, "approved"),
                lambda own: own.change_scenario(
                    "example", proposed.scenario_id, wanted(assumed=SLOW), expected_revision=2
                ),
            )
            (last,) = records.scenarios("example")
            assert last.revision == 3
            assert (last.state, last.assumed) in [("approved", LEAN), ("draft", SLOW)]
            assert sum(isinstance(one, SteercoError) for one in found) == 1

    def test_nobody_is_overtaken_by_who_was_there_before(self, records: Records) -> None:
        draft = keep(records)
        move(records, draft, "proposed")
        version = records.version()
        with pytest.raises(StaleRevision, match="has changed meanwhile. Look at it again before it is withdrawn"):
            move(records, draft, "withdrawn")
        assert records.version() == version


class TestAltered:
    """What is altered or written elsewhere, on SQLite."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "records.sqlite"

    def test_an_altered_body_is_found_out(self, tmp_path: Path, file: Path) -> None:
        with Records(tmp_path) as records:
            approved(records)
            raw = sqlite3.connect(file)
            raw.execute("update scenarios set body = replace(body, '1.1', '0.9')")
            raw.commit()
            raw.close()
            with pytest.raises(StoreUnavailable, match="'Lean roll-out' can't be read: what it assumes is not what"):
                records.scenarios("example")

    def test_one_of_a_newer_version_is_told(self, tmp_path: Path) -> None:
        with Records(tmp_path) as records:
            keep(records)
            body = '{"basis":"dream"}'
            with records.engine.begin() as connection:
                connection.execute(sa.update(scenarios).values(body=body, sha256=sha256_of(body)))
            with pytest.raises(StoreUnavailable, match="another version of Steerco"):
                records.scenarios("example")

    @pytest.mark.parametrize(("name", "value"), [("state", "final"), ("revision", 0), ("revision", 1)])
    def test_the_database_refuses(self, records: Records, name: str, value: object) -> None:
        keep(records)
        with pytest.raises(sa.exc.DBAPIError, match="(?i)constraint"), records.engine.begin() as connection:
            row = dict(connection.execute(sa.select(scenarios)).mappings().one())
            connection.execute(sa.insert(scenarios).values({**row, "id": 7, "revision": 2, name: value}))
