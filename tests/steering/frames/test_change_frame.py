"""The Change page's frame: of the example, without its file or data, with parts of it, and with what should not be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.context.case_context import CaseContext
from steering.frames.blocks import Statements, TableBlock, Tile, Tiles
from steering.frames.change.cadence import describe_cadence
from steering.frames.change.page import build_frame
from steering.frames.documents import Drawing, HeatMap
from steering.frames.frame import Frame
from steering.picture.markup import render_block
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file, replace_file
from tests.steering.frames.test_meeting_frames import check
from tests.steering.frames.walking import blocks

FILE = "change"
HOSTILE = "<script>alert(1)</script> **bold** [x](http://192.0.2.1) =1+1"


def one(frame: Frame, id: str) -> TableBlock:
    (table,) = [block for block in blocks(frame) if isinstance(block, TableBlock) and block.id == id]
    return table


def grid(frame: Frame) -> HeatMap:
    (found,) = [block for block in blocks(frame) if isinstance(block, HeatMap)]
    return found


def drawings(frame: Frame) -> list[Drawing]:
    return [block for block in blocks(frame) if isinstance(block, Drawing)]


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


def without_adoption(context: CaseContext) -> CaseContext:
    releases = {name: id for name, id in context.releases.items() if name != "adoption"}
    return replace(context, releases=releases, results=type(context.results)(50))


class TestExample:
    def test_the_verdict_is_in_the_message(self, example: CaseSnapshot) -> None:
        frame = build_frame(example.context, NOW)
        check(frame)
        assert frame.message == (
            "7 of 18 stakeholders still have to be won over, one of them by nobody so far; knowledge holds back 8 of 9 "
            "groups"
        )
        assert frame.detail == "5 of 6 metrics of the pilot were met. The next communication is on 2 Nov 2026."
        assert {id: (tile.value, tile.status) for id, tile in tiles(frame).items()} == {
            "stakeholders-ready": ("11 of 18", Status.OFF_TRACK),
            "groups-short": ("8 of 9", Status.OFF_TRACK),
            "teams-resisting": ("18 of 42", None),
            "communication-next": ("2 Nov 2026", Status.AT_RISK),
            "pilot-met": ("5 of 6", Status.NOT_MET),
        }

    def test_the_grid_shows_everybody_with_how_they_stand(self, example: CaseSnapshot) -> None:
        (drawing,) = drawings(build_frame(example.context, NOW))
        assert len(drawing.table.rows) == 18 and "opposed, needed neutral" in drawing.svg
        assert "7 do not stand as needed, of high influence Chief financial officer and Chief digital" in drawing.alt

    def test_whoever_nobody_wins_over_comes_first(self, example: CaseSnapshot) -> None:
        rows = one(build_frame(example.context, NOW), "stakeholders").rows
        assert rows[0][:5] == (Status.OFF_TRACK, "Head of provider network", "opposed", "neutral", "nobody")
        assert rows[1][:2] == (Status.AT_RISK, "Chief financial officer") and rows[-1][0] is Status.ON_TRACK

    def test_what_the_data_cannot_tell_is_said_in_its_cell(self, example: CaseSnapshot) -> None:
        adkar = grid(build_frame(example.context, NOW))
        first, *_, last = adkar.rows
        assert adkar.columns[0] == "Awareness: invited" and adkar.columns[-1] == "Held back by"
        assert (first.label, first.cells[0].text, first.cells[0].status) == (
            "All teams",
            "at least 60%",
            Status.UNKNOWN,
        )
        assert (first.cells[2].text, first.cells[2].detail) == ("46%", "222 of 479")
        assert (last.cells[0].text, last.cells[0].words) == ("–", "the data does not say")
        assert (last.label, last.cells[1].words, last.cells[-1].text) == ("Waves 5 and 6", "nobody yet", "Knowledge")
        assert "the data does not say so" in adkar.method and "the data has months, not weeks" in adkar.method

    def test_what_never_comes_again_stands_before_the_next_dates(self, example: CaseSnapshot) -> None:
        rows = one(build_frame(example.context, NOW), "communications").rows
        assert rows[0][:2] == (Status.OVERDUE, None)
        assert [row[1] for row in rows[1:3]] == ["2026-11-02", "2026-11-03"]
        assert rows[2][6] == "every month on the first Tuesday"

    def test_the_pilot_is_evaluated(self, example: CaseSnapshot) -> None:
        rows = one(build_frame(example.context, NOW), "pilot").rows
        assert [row[0] for row in rows].count(Status.MET) == 5
        assert rows[4][:3] == (
            Status.NOT_MET,
            "A quarter of the data scientists are trained",
            "Data scientists trained: 23%, required at least 25%",
        )

    def test_resistance_is_beside_who_answers_for_it(self, example: CaseSnapshot) -> None:
        rows = one(build_frame(example.context, NOW), "resistance").rows
        assert rows[1] == ("Provider network", "Head of provider network", "opposed", 5, 2, 1, 2, 1)

    def test_findings_lead_to_blocks_that_are_there(self, example: CaseSnapshot) -> None:
        frame = build_frame(example.context, NOW)
        (findings,) = [block for block in blocks(frame) if isinstance(block, Statements)]
        places = {block.id for block in blocks(frame) if hasattr(block, "id")}
        assert [finding.status for finding in findings.findings] == [Status.BREACHED] + [Status.OVERDUE] * 3 + [
            Status.AT_RISK
        ]
        assert {finding.place for finding in findings.findings} <= places

    @pytest.mark.parametrize("month", [f"2026-{month:02}" for month in range(2, 11)])
    def test_it_reads_well_from_every_month(self, example: CaseSnapshot, month: str) -> None:
        frame = build_frame(example.context, replace(NOW, as_of=month))
        check(frame)
        assert ("knowledge" in frame.message) == (month == "2026-10")


class TestOdd:
    def test_without_the_file_it_says_what_to_add(self, example: CaseSnapshot) -> None:
        case = example.context.case
        bare = replace(example.context, case=replace(case, dossier=replace(case.dossier, change=None)))
        frame = build_frame(bare, NOW)
        assert frame.message == "Waiting for stakeholders and a change plan"
        assert "dossier/change.yaml" in frame.notices[0].remedy

    def test_without_adoption_data_it_says_that_nothing_can_be_told(self, example: CaseSnapshot) -> None:
        frame = build_frame(without_adoption(example.context), NOW)
        check(frame)
        assert "no adoption data" in frame.notices[0].text and frame.notices[0].page == "sources"
        assert tiles(frame)["groups-short"].value == tiles(frame)["teams-resisting"].value == "–"
        assert {cell.words for row in grid(frame).rows for cell in row.cells} == {
            "the data does not say",
            "nothing that is due",
        }

    def test_a_month_without_data_says_so(self, example: CaseSnapshot) -> None:
        frame = build_frame(example.context, replace(NOW, as_of="2027-06"))
        check(frame)
        assert len(frame.notices) == 1

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{}\n", "Nothing says yet who has to be won over"),
            ("groups: [{id: g, name: G, waves: ['1']}]\n", "Nothing says yet who has to be won over"),
            (
                "stakeholders: [{id: a, name: A, influence: low, interest: low, stance: neutral, needed: neutral}]\n",
                "The one stakeholder stands as needed",
            ),
            (
                "stakeholders: [{id: a, name: A, influence: low, interest: low, stance: neutral, needed: champion}]\n",
                "1 of 1 stakeholder still has to be won over, and nobody does it",
            ),
        ],
    )
    def test_parts_alone_are_shown(self, example: CaseSnapshot, text: str, message: str) -> None:
        frame = build_frame(replace_file(example.context, FILE, text), NOW)
        check(frame)
        assert frame.message == message

    def test_a_plan_that_never_speaks_again_has_no_next_date(self, example: CaseSnapshot) -> None:
        text = "communications: [{id: c, message: M, channel: C, rule: FREQ=DAILY;COUNT=2, start: 2026-01-01}]\n"
        tile = tiles(build_frame(replace_file(example.context, FILE, text), NOW))["communication-next"]
        assert (tile.value, tile.note, tile.status) == ("–", "one never comes again", Status.AT_RISK)

    def test_a_pilot_that_cannot_be_told_is_not_rated(self, example: CaseSnapshot) -> None:
        text = "pilot: [{id: p, label: P, condition: {metric: luck, op: '>=', value: 1}}]\n"
        tile = tiles(build_frame(replace_file(example.context, FILE, text), NOW))["pilot-met"]
        assert (tile.value, tile.note, tile.status) == ("0 of 1", "1 can't be told", Status.UNKNOWN)

    def test_a_day_that_has_passed_is_overdue(self, example: CaseSnapshot) -> None:
        late = change_file(example.context, FILE, ("until: 2026-11-27", "until: 2026-10-30"))
        assert one(build_frame(late, NOW), "stakeholders").rows[0][0] is Status.OVERDUE

    def test_hostile_words_stay_words(self, example: CaseSnapshot) -> None:
        text = (
            f"groups: [{{id: g, name: '{HOSTILE}', waves: ['1']}}]\n"
            f"stakeholders: [{{id: a, name: '{HOSTILE}', influence: high, interest: high, stance: opposed, "
            f"needed: champion, won_by: '{HOSTILE}', how: '{HOSTILE}', concern: '{HOSTILE}', groups: [g]}}]\n"
            f"plan: [{{id: s, stage: desire, aim: '{HOSTILE}', measure: started, target: 1, owner: '{HOSTILE}'}}]\n"
            f"communications: [{{id: c, message: '{HOSTILE}', channel: '{HOSTILE}', rule: FREQ=DAILY, "
            "start: 2026-01-01, audience: [a, g]}]\n"
            f"pilot: [{{id: p, label: '{HOSTILE}', condition: {{metric: '<b>x</b>', op: '>=', value: 1}}}}]\n"
        )
        frame = build_frame(replace_file(example.context, FILE, text), NOW)
        markup = "".join(render_block(block) for block in blocks(frame))
        assert "<script" not in markup and "&lt;script&gt;" in markup
        assert "<b>x" not in markup

    def test_300_stakeholders_are_listed_and_some_of_them_drawn(self, example: CaseSnapshot) -> None:
        rows = "".join(
            f"  - {{id: s{n}, name: Role {n}, influence: low, interest: high, stance: neutral, needed: neutral}}\n"
            for n in range(300)
        )
        frame = build_frame(replace_file(example.context, FILE, f"stakeholders:\n{rows}"), NOW)
        check(frame)
        assert frame.message == "All 300 stakeholders stand as needed"
        assert len(one(frame, "stakeholders").rows) == 300
        assert drawings(frame)[0].note == "36 of 300 are drawn; the list has all."


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "every 2 weeks on Monday and Wednesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("FREQ=MONTHLY;BYDAY=FR", "every month on every Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=4", "every month on day 15 and the last day, 4 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "every month on day 13 where it is a Friday"),
        ("FREQ=YEARLY;UNTIL=20301231", "every year, until 31 Dec 2030"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "by the rule FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1"),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=1MO", "by the rule FREQ=YEARLY;BYMONTH=2;BYDAY=1MO"),
        ("FREQ=YEARLY;BYDAY=20MO", "by the rule FREQ=YEARLY;BYDAY=20MO"),
    ],
)
def test_a_rule_is_told_in_words(rule: str, words: str) -> None:
    assert describe_cadence(rule) == words
