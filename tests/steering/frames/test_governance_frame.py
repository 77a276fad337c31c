"""The Governance page as a value: on the example, without its file, with parts of it, and with what should not be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.frames.blocks import Statements, TableBlock, Tile, Tiles
from steering.frames.documents import HeatMap, Prose
from steering.frames.frame import Frame
from steering.frames.governance.page import build_frame
from steering.frames.roadmap.page import build_frame as build_roadmap
from steering.picture.markup import render_block
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file, replace_file
from tests.steering.frames.test_meeting_frames import check
from tests.steering.frames.walking import blocks

FILE = "governance"
HOSTILE = "<script>alert(1)</script> **bold** [x](http://192.0.2.1) =1+1"


def one(frame: Frame, id: str) -> TableBlock:
    (table,) = [block for block in blocks(frame) if isinstance(block, TableBlock) and block.id == id]
    return table


def grid(frame: Frame) -> HeatMap:
    (found,) = [block for block in blocks(frame) if isinstance(block, HeatMap)]
    return found


def charter(frame: Frame) -> Prose:
    (found,) = [block for block in blocks(frame) if isinstance(block, Prose)]
    return found


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


class TestExample:
    def test_the_verdict_is_in_the_message(self, example: CaseSnapshot) -> None:
        frame = build_frame(example.context, NOW)
        check(frame)
        assert frame.message == "14 of 15 activities have one accountable role; one exception expired 23 days ago"
        assert frame.detail == "The platform review board meets next on 10 Nov 2026. 6 of 6 policies are current."
        assert {id: (tile.value, tile.status) for id, tile in tiles(frame).items()} == {
            "raci-clean": ("14 of 15", Status.OFF_TRACK),
            "exceptions-open": ("2", Status.OVERDUE),
            "policies-current": ("6 of 6", Status.ON_TRACK),
            "board-next": ("10 Nov 2026", Status.ON_TRACK),
        }

    def test_the_row_that_does_not_hold_together_comes_first(self, example: CaseSnapshot) -> None:
        raci = grid(build_frame(example.context, NOW))
        assert raci.rows[0].label == "Approve a model for clinical use"
        wrong = [(row.label, cell.text) for row in raci.rows for cell in row.cells if cell.status]
        assert wrong == [("Approve a model for clinical use", "A")] * 2
        assert len(raci.rows) == 15 and "1 row of 15 does not hold together" in raci.alt

    def test_letters_are_read_aloud_as_words(self, example: CaseSnapshot) -> None:
        raci = grid(build_frame(example.context, NOW))
        row = next(row for row in raci.rows if row.label == "Train data scientists")
        place = raci.columns.index("Data science")
        assert (row.cells[place].text, row.cells[place].words) == ("A/R", "answers for it and does it")
        assert raci.table.rows[0][raci.columns.index("CTO") + 1] == "A, answers for it, Wrong"
        assert '<span class="unseen">answers for it and does it</span>' in render_block(raci)

    def test_both_troubles_are_found(self, example: CaseSnapshot) -> None:
        (findings,) = [block for block in blocks(build_frame(example.context, NOW)) if isinstance(block, Statements)]
        assert [(finding.status, finding.place) for finding in findings.findings] == [
            (Status.BREACHED, "raci"),
            (Status.OVERDUE, "exceptions"),
        ]

    def test_exceptions_say_how_long_they_are_overdue(self, example: CaseSnapshot) -> None:
        rows = one(build_frame(example.context, NOW), "exceptions").rows
        assert [(row[0], row[1]) for row in rows] == [(Status.OVERDUE, 23), (Status.OPEN, None), (Status.DONE, None)]

    def test_workflows_name_states_times_and_who_moves(self, example: CaseSnapshot) -> None:
        table = one(build_frame(example.context, NOW), "workflows")
        assert table.rows[1] == (
            "In review",
            10,
            "Draft, by Head of model risk or Privacy officer (something is missing); Approved, by Head of model risk",
        )
        assert table.rows[-1] == ("Retired", None, "ends here")

    def test_the_next_dates_follow_the_rule(self, example: CaseSnapshot) -> None:
        rows = one(build_frame(example.context, NOW), "board-dates").rows
        assert rows[0][:3] == ("10 Nov 2026", "Tuesday", "10 days") and len(rows) == 6

    def test_the_load_of_a_role_is_counted(self, example: CaseSnapshot) -> None:
        rows = one(build_frame(example.context, NOW), "roles").rows
        assert rows[0][:4] == ("Head of ML platform", "Platform team", 1, 6)

    def test_the_charter_is_a_text(self, example: CaseSnapshot) -> None:
        text = charter(build_frame(example.context, NOW)).markdown
        assert "### Mandate\n\nGiven by the steering committee" in text
        assert "Chief technology officer \\(chair\\)" not in text and "Chief technology officer (chair), Chief" in text

    @pytest.mark.parametrize("month", [f"2026-{month:02}" for month in range(2, 11)])
    def test_it_reads_well_from_every_month(self, example: CaseSnapshot, month: str) -> None:
        frame = build_frame(example.context, replace(NOW, as_of=month))
        check(frame)
        assert ("expired" in frame.message) == (month == "2026-10")

    def test_a_day_that_is_skipped_is_not_among_the_dates(self, example: CaseSnapshot) -> None:
        table = one(build_frame(example.context, replace(NOW, as_of="2026-07")), "board-dates")
        assert table.rows[0][0] == "8 Sep 2026" and "Not on 11 Aug 2026." in table.note


class TestOdd:
    def test_without_the_file_it_says_what_to_add(self, example: CaseSnapshot) -> None:
        case = example.context.case
        bare = replace(example.context, case=replace(case, dossier=replace(case.dossier, governance=None)))
        frame = build_frame(bare, NOW)
        assert frame.message == "Waiting for governance"
        assert "dossier/governance.yaml" in frame.notices[0].remedy

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{}\n", "Nothing says yet who answers for what"),
            ("roles: [{id: a, name: A}]\n", "Nothing says yet who answers for what"),
            (
                "raci: [{id: x, activity: X, roles: {a: A, b: R}}]\n",
                "The one activity has one accountable role",
            ),
            ("raci: [{id: x, activity: X, roles: {}}]\n", "0 of 1 activity have one accountable role"),
            (
                "exceptions: [{id: e, policy: p, reason: R, granted: 2026-01-01}]\n",
                "No exception is overdue",
            ),
        ],
    )
    def test_parts_alone_are_shown(self, example: CaseSnapshot, text: str, message: str) -> None:
        frame = build_frame(replace_file(example.context, FILE, text), NOW)
        check(frame)
        assert frame.message == message

    def test_roles_that_are_not_there_keep_their_id(self, example: CaseSnapshot) -> None:
        raci = grid(build_frame(change_file(example.context, FILE, ("procurement: R,", "buying: R,")), NOW))
        assert raci.columns[-1] == "buying" and raci.note == "Not among the roles: buying."
        row = next(row for row in raci.rows if row.label == "Retire duplicated tools")
        assert row.cells[-1].status is Status.WRONG and raci.rows.index(row) < 2

    def test_two_exceptions_say_how_long_the_first_is_overdue(self, example: CaseSnapshot) -> None:
        late = change_file(example.context, FILE, ("expires: 2027-01-31", "expires: 2026-09-30"))
        frame = build_frame(late, NOW)
        assert frame.message.endswith("; 2 exceptions are overdue, the first for 31 days")

    def test_a_rule_without_dates_is_said(self, example: CaseSnapshot) -> None:
        never = change_file(example.context, FILE, ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))
        frame = build_frame(never, NOW)
        check(frame)
        assert "has no date in the next five years." in frame.detail
        assert (tiles(frame)["board-next"].value, tiles(frame)["board-next"].status) == ("–", Status.AT_RISK)
        always = change_file(example.context, FILE, ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=DAILY"))
        assert len(one(build_frame(always, NOW), "board-dates").rows) == 6

    def test_hostile_words_stay_words(self, example: CaseSnapshot) -> None:
        text = (
            f"charter: {{purpose: '{HOSTILE}', scope: S, members: [r]}}\n"
            f"roles: [{{id: r, name: '{HOSTILE}', short: '<b>*x*</b>', held_by: '{HOSTILE}'}}]\n"
            f"raci: [{{id: x, activity: '{HOSTILE}', roles: {{r: A/R}}}}]\n"
            f"policies: [{{id: p, title: '{HOSTILE}', version: '1', summary: '{HOSTILE}', owner: '{HOSTILE}'}}]\n"
            f"workflows: [{{id: w, title: '{HOSTILE}', states: [{{id: s, name: '{HOSTILE}'}}]}}]\n"
            f"exceptions: [{{id: e, policy: p, reason: '{HOSTILE}', granted: 2026-01-01, owner: '{HOSTILE}'}}]\n"
        )
        frame = build_frame(replace_file(example.context, FILE, text), NOW)
        markup = "".join(render_block(block) for block in blocks(frame))
        assert "<script" not in markup and "&lt;script&gt;" in markup
        assert "<b>" not in markup
        # A name is no Markdown; what somebody wrote as the charter's text is.
        assert "\\*\\*bold\\*\\*" in charter(frame).markdown.split("### Members")[1]

    def test_300_activities_are_shown(self, example: CaseSnapshot) -> None:
        rows = "".join(f"  - {{id: a{n}, activity: Activity {n}, roles: {{r: A, s: R}}}}\n" for n in range(300))
        text = f"roles: [{{id: r, name: R, held_by: X}}, {{id: s, name: S, held_by: X}}]\nraci:\n{rows}"
        frame = build_frame(replace_file(example.context, FILE, text), NOW)
        check(frame)
        assert frame.message == "All 300 activities have one accountable role"
        assert len(grid(frame).rows) == 300


def test_the_roadmap_names_the_next_dates_of_the_board(example: CaseSnapshot) -> None:
    table = one(build_roadmap(example.context, NOW), "committee")
    assert table.note == "Platform review board: 10 Nov 2026, 8 Dec 2026 and 12 Jan 2027."
    never = change_file(example.context, FILE, ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))
    assert one(build_roadmap(never, NOW), "committee").note == ""
