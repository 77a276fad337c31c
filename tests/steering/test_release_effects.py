"""A case on another release: its figures, gates, claims and conditions before and after, on a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.frames.sources.comparison import build_effects, build_row_changes, describe_effects
from steering.ingest import uploads
from steering.ingest.file_set import DataFile
from steering.ingest.row_changes import RowChanges
from steering.release_effects import Effects, compare_contexts
from steering.roadmap.gates import GateStanding
from steering.state.app_state import AppState
from steering.state.other_release import with_release
from steering.status import Status
from tests.steering.small_cases import KPI, KPI_ROWS, small

STORY = """\
minutes_allowed: 10
scenes:
  - id: opening
    minutes: 2
    page: kpis
    message: How many there are
    claims:
      - {says: There are eight, metric: count, op: ">=", value: 8}
      - {says: There is one, metric: count, op: ">=", value: 1}
"""
ROADMAP = """\
gates:
  - id: g
    name: Gate 1
    purpose: Go on
    date: 2026-04-30
    amount: {value: 10, source: A vote, as_of: 2026-01}
    owner: CFO
    conditions:
      - {label: Eight, metric: count, op: ">=", value: 8}
      - {label: One, metric: count, op: ">=", value: 1}
"""
DECISIONS = """\
decisions:
  - id: start
    title: Start
    question: Do we start?
    options: [Start, Wait]
    result: Start
    decided_on: 2026-02-27
    by: Steering committee
    votes: {for: 3, against: 1}
    as_of: 2026-02
    conditions:
      - {id: eight, label: eight, metric: count, op: ">=", value: 8, due: 2026-04}
      - {id: one, label: one, metric: count, op: ">=", value: 1, due: 2026-04}
"""


def figures(*values: str) -> bytes:
    """One figure a month from April on; an empty one leaves its month out."""
    rows = [f"2026-{4 + index:02d},count,,,,{value}" for index, value in enumerate(values) if value]
    return "\n".join([KPI_ROWS, *rows, ""]).encode()


class Desk:
    """A case held open, on which other releases are tried."""

    def __init__(self, folder: Path, home: Path) -> None:
        kpis = KPI.format(id="count", name="Count", unit="count", combine="last", target=10)
        kpis += KPI.format(id="steady", name="Steady", unit="count", combine="last", target=10)
        rows = ["2026-04,count,,,,9", "2026-04,steady,,,,4"]
        small(folder, kpis=kpis, figures=rows)
        for name, text in (("storyboard", STORY), ("roadmap", ROADMAP), ("decisions", DECISIONS)):
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        self.app = AppState(home, folder)

    @property
    def context(self) -> CaseContext:
        return self.app.snapshot().context

    def compare(self, file: bytes) -> Effects:
        before = self.context
        path = self.app.home / "coming.csv"
        path.write_bytes(file)
        brought = [DataFile(path=path, name="kpi.csv")]
        staged = uploads.stage_files(brought, "kpi", before.case, home=self.app.home, by="x")
        assert staged.manifest, staged.report.problems
        return compare_contexts(before, with_release(before, staged.manifest, self.app.home, self.app.warehouse))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "case", tmp_path / "home")
    yield opened
    opened.app.close()


WORSE = figures("6") + b"2026-04,steady,,,,4\n"
SAME = figures("9") + b"2026-04,steady,,,,4\n"


class TestEffects:
    def test_a_figure_before_and_after_with_its_status(self, desk: Desk) -> None:
        count, steady = desk.compare(WORSE).figures
        assert (count.before, count.after, count.change) == ("9", "6", "−3")
        assert count.statuses == (Status.AT_RISK, Status.OFF_TRACK)
        assert (steady.before, steady.after, steady.change, steady.has_changed) == ("4", "4", "none", False)

    def test_a_gate_before_and_after(self, desk: Desk) -> None:
        (gate,) = desk.compare(WORSE).gates
        assert gate.before and gate.after
        assert (gate.before.standing, gate.after.standing) == (GateStanding.HOLDS, GateStanding.BREACHED)
        assert (gate.before.count_met, gate.after.count_met) == (2, 1)

    def test_the_claim_that_breaks_and_the_one_that_does_not(self, desk: Desk) -> None:
        broken, holding = desk.compare(WORSE).claims
        assert (broken.before.state, broken.after.state) == (ConditionState.HOLDS, ConditionState.BROKEN)
        assert broken.has_changed and not holding.has_changed

    def test_the_condition_that_breaks_and_the_one_that_does_not(self, desk: Desk) -> None:
        found = {effect.label: effect.statuses for effect in desk.compare(WORSE).conditions}
        assert found == {"eight": (Status.MET, Status.BREACHED), "one": (Status.MET, Status.MET)}

    def test_a_figure_that_leaves(self, desk: Desk) -> None:
        count = desk.compare(figures("9")).figures[1]
        assert (count.id, count.before, count.after, count.change) == ("steady", "4", "–", "")
        assert count.has_changed

    def test_the_same_rows_change_nothing(self, desk: Desk) -> None:
        effects = desk.compare(SAME)
        parts = (*effects.figures, *effects.gates, *effects.claims, *effects.conditions)
        assert len(parts) == 7 and not any(part.has_changed for part in parts)

    def test_the_case_is_seen_from_the_month_that_the_data_has(self, desk: Desk) -> None:
        effects = desk.compare(figures("", "9"))
        assert effects.months == ("2026-04", "2026-05")

    def test_comparing_publishes_nothing_and_leaves_the_results_of_the_case_alone(self, desk: Desk) -> None:
        release = desk.context.releases["kpi"]
        first = desk.compare(WORSE)
        assert desk.context.releases["kpi"] == release
        assert desk.compare(WORSE) == first


class TestBlocks:
    def test_the_sentence_counts_what_changes(self, desk: Desk) -> None:
        sentence = describe_effects(desk.compare(WORSE))
        assert sentence == "1 KPI, 1 gate, 1 claim and 1 condition of a decision would change."
        assert describe_effects(desk.compare(SAME)) == "No figure, gate, claim or condition would change."

    def test_tables_show_both_sides(self, desk: Desk) -> None:
        tables = {table.id: table for table in build_effects(desk.compare(WORSE), "This file")}
        assert [column.label for column in tables["figures-compared"].columns][1:3] == ["Current", "This file"]
        assert tables["figures-compared"].texts[0] == ("Count", "9", "6", "−3", "At risk", "Off track")
        assert tables["gates-compared"].texts == (("Gate 1", "Met", "Breached", "2 of 2", "1 of 2"),)
        (claim,) = tables["claims-compared"].texts
        assert claim[:4] == ("There are eight", "How many there are", "Holds", "Not supported")
        assert tables["conditions-compared"].texts == (("eight", "Start", "Met", "Breached"),)

    def test_what_stays_is_said_and_months_that_differ_are_named(self, desk: Desk) -> None:
        tables = {table.id: table for table in build_effects(desk.compare(figures("", "9")), "This file")}
        assert tables["claims-compared"].empty == "None of the 2 claims of the storyboard would change."
        labels = [column.label for column in tables["figures-compared"].columns]
        assert labels[1:3] == ["Current, Apr 2026", "This file, May 2026"]

    def test_charges_have_no_changed_rows(self) -> None:
        tiles, notice = build_row_changes(RowChanges(key=(), added=1200, removed=2, changed=0, same=3), "This file")
        assert [(tile.label, tile.value) for tile in getattr(tiles, "tiles", ())] == [
            ("Rows added", "1,200"),
            ("Rows removed", "2"),
            ("Rows the same", "3"),
        ]
        assert "no key" in getattr(notice, "text", "")
