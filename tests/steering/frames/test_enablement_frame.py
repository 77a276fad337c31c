"""The Enablement page as a value: on the example, without its file, with parts of it, and with what should not be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.frames.blocks import TableBlock, Tile, Tiles
from steering.frames.enablement.learning import add_hours
from steering.frames.enablement.page import build_frame
from steering.frames.frame import Frame
from steering.picture.markup import render_block
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, replace_file
from tests.steering.frames.test_meeting_frames import check
from tests.steering.frames.walking import blocks

FILE = "enablement"
HOSTILE = "<script>alert(1)</script> **bold** [x](http://192.0.2.1) =1+1"


def one(frame: Frame, id: str) -> TableBlock:
    (table,) = [block for block in blocks(frame) if isinstance(block, TableBlock) and block.id == id]
    return table


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


class TestExample:
    def test_the_verdict_is_in_the_message(self, example: CaseSnapshot) -> None:
        frame = build_frame(example.context, NOW)
        check(frame)
        assert frame.message == "24 of 70 teams are through onboarding; 10 stop at “Two thirds trained”"
        assert {id: (tile.value, tile.status) for id, tile in tiles(frame).items()} == {
            "onboarding-through": ("24 of 70", None),
            "deliverables-signed": ("6 of 9", Status.OVERDUE),
            "objectives-shown": ("7 of 8", Status.ON_TRACK),
            "answers-current": ("6 of 6", Status.ON_TRACK),
            "toolkit-there": ("4 of 5", Status.AT_RISK),
        }

    def test_hours_are_added_for_whoever_may_see_them(self, example: CaseSnapshot) -> None:
        frame = build_frame(example.context, NOW)
        table = one(frame, "phases")
        assert [(row[0], row[4]) for row in table.rows] == [("Discover", 12), ("Design", 60), ("Enable", 18)]
        own = one(add_hours(frame, {"design": 90}, "Your own."), "phases")
        assert [row[5] for row in own.rows] == [0, 1.5, 0] and own.note == "Your own."
        assert own.columns[5].label == "Logged, h"

    @pytest.mark.parametrize("month", [f"2026-{month:02}" for month in range(2, 11)])
    def test_it_reads_well_from_every_month(self, example: CaseSnapshot, month: str) -> None:
        check(build_frame(example.context, replace(NOW, as_of=month)))


class TestOdd:
    def test_without_the_file_it_says_what_to_add(self, example: CaseSnapshot) -> None:
        case = example.context.case
        bare = replace(example.context, case=replace(case, dossier=replace(case.dossier, enablement=None)))
        frame = build_frame(bare, NOW)
        assert frame.message == "Waiting for enablement"
        assert "dossier/enablement.yaml" in frame.notices[0].remedy

    @pytest.mark.parametrize(
        "text",
        [
            "{}\n",
            "faq: [{id: q, question: Q, answer: A}]\n",
            "onboarding: [{id: s, name: S, time: 5 min}]\n",
            "toolkit: [{id: t, name: T, link: https://learning.example/first}]\n",
            "competencies: [{id: c, name: C}]\nobjectives: [{id: o, text: O, competency: c}]\n",
            "deliverables: [{id: d, name: D, phase: design, due: 2026-01-01}]\n",
        ],
    )
    def test_parts_alone_are_shown(self, example: CaseSnapshot, text: str) -> None:
        check(build_frame(replace_file(example.context, FILE, text), NOW))

    def test_hostile_words_stay_words(self, example: CaseSnapshot) -> None:
        text = (
            f"faq: [{{id: q, question: '{HOSTILE}', answer: '{HOSTILE}', asked_by: ['{HOSTILE}']}}]\n"
            f"toolkit: [{{id: t, name: '{HOSTILE}', link: https://learning.example/first}}]\n"
            f"onboarding: [{{id: s, name: '{HOSTILE}', time: 1 h, done_when: {{column: stage, at_least: pilot}}}}]\n"
        )
        frame = build_frame(replace_file(example.context, FILE, text), NOW)
        markup = "".join(render_block(block) for block in blocks(frame))
        assert "<script" not in markup and "&lt;script&gt;" in markup
