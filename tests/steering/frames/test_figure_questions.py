"""What the drawer says of a figure, and where the findings of the Brief lead: to lists that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Chart, FundingRequest, Statement, Statements, TableBlock, Tile, Tiles
from steering.frames.figure_inputs import list_inputs
from steering.frames.figure_value import describe_figure
from steering.frames.frame import Frame
from steering.metrics.lineage import lineage_of
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.frames.walking import blocks

NOW = Filters(as_of="2026-10")
QUESTIONS = ("on-track", "risks", "changes", "ask-checks", "dossier")


def frame_of(snapshot: CaseSnapshot, page: str, filters: Filters = NOW) -> Frame:
    return AGENDA[page].build_frame(snapshot.context, filters)


def places(frame: Frame) -> set[str]:
    ids = {block.id for block in blocks(frame) if hasattr(block, "id")}
    return ids | {tile.id for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


def findings(frame: Frame) -> Iterator[Statement]:
    for block in blocks(frame):
        if isinstance(block, Statements) and block.id in QUESTIONS:
            yield from block.findings


@pytest.mark.parametrize("month", ["2026-03", "2026-06", "2026-09", "2026-10"])
def test_every_finding_of_the_brief_leads_to_a_block_that_is_there(whole_example: CaseSnapshot, month: str) -> None:
    filters = Filters(as_of=month)
    stated = list(findings(frame_of(whole_example, "brief", filters)))
    assert stated
    for finding in stated:
        assert finding.page, finding.text
        behind = frame_of(whole_example, finding.page, replace(filters, focus=finding.focus or None))
        assert finding.place in places(behind), finding.text


def test_the_ask_leads_to_what_its_figures_follow_from(whole_example: CaseSnapshot) -> None:
    [ask] = [block for block in blocks(frame_of(whole_example, "brief")) if isinstance(block, FundingRequest)]
    assert ask.page == "roi"


def test_where_a_figure_counts_is_a_place_that_is_there(whole_example: CaseSnapshot) -> None:
    context = whole_example.context
    scenes = {scene.id for scene in context.case.storyboard.scenes} if context.case.storyboard else set()
    for figure in ("npv", "teams_in_production", "trained_share"):
        lineage = lineage_of(context, NOW, "roi", figure)
        assert lineage is not None
        assert "brief" in {use.page for use in lineage.uses} or figure == "trained_share"
        for use in lineage.uses:
            behind = frame_of(whole_example, use.page, replace(NOW, focus=use.focus or None))
            assert not use.place or use.place in {*places(behind), "ask"}, use
            assert not use.scene or use.scene in scenes, use


@pytest.mark.parametrize("page", ["brief", "adoption", "kpis", "costs", "roi", "roadmap", "decisions"])
def test_the_drawer_holds_the_figure_itself(whole_example: CaseSnapshot, page: str) -> None:
    frame = frame_of(whole_example, page)
    for block in blocks(frame):
        for tile in block.tiles if isinstance(block, Tiles) else ():
            assert describe_figure(frame, tile.id)[0] == tile.value
        if isinstance(block, Chart):
            assert describe_figure(frame, block.about or block.id)
        for figure, _ in block.figures if isinstance(block, TableBlock) else ():
            assert describe_figure(frame, figure), figure


def tile(frame: Frame, id: str) -> Tile:
    return next(tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles if tile.id == id)


def test_the_inputs_of_a_budget_are_told_to_the_dollar(whole_example: CaseSnapshot) -> None:
    inputs = dict(list_inputs(whole_example.context, NOW, "costs", "budget"))
    amounts = [int(inputs[name].removeprefix("USD ").replace(",", "")) for name in ("Spend", "Budget", "Over budget")]
    assert amounts[0] - amounts[1] == pytest.approx(amounts[2], abs=1)
    assert (inputs["Months"], inputs["Over budget"]) == ("Feb 2026 to Oct 2026", "USD 6,564")


def test_a_ratio_is_told_with_both_sides_and_its_rule(whole_example: CaseSnapshot) -> None:
    inputs = dict(list_inputs(whole_example.context, NOW, "brief", "trained_share"))
    assert (inputs["Numerator"], inputs["Denominator"]) == ("222", "479")
    assert inputs["Rule for on track"] == "target for Oct 2026: at least 60%"


def test_npv_is_told_with_its_sides_and_what_moved_it(whole_example: CaseSnapshot) -> None:
    inputs = dict(list_inputs(whole_example.context, NOW, "roi", "npv"))
    assert (inputs["Present value of benefits"], inputs["Present value of costs"]) == ("USD 38.9M", "USD 34.0M")
    assert inputs["NPV as planned"] == "USD 9.2M"
    assert {"Change by adoption", "Change by spend", "Discount rate"} <= inputs.keys()


def test_a_count_is_told_with_what_it_counts(whole_example: CaseSnapshot) -> None:
    for page, id in (("kpis", "status-off_track"), ("decisions", "status-breached"), ("decisions", "status-overdue")):
        count = int(tile(frame_of(whole_example, page), id).value)
        assert len(list_inputs(whole_example.context, NOW, page, id)) == count > 0


def test_each_verdict_on_one_figure_says_its_rule(whole_example: CaseSnapshot) -> None:
    frame = frame_of(whole_example, "brief")
    assert tile(frame, "teams_in_production").note == "target: at least 31"
    [breach] = [finding for finding in findings(frame) if finding.text == "Gate 3 is breached"]
    assert "required at least 60%, within 10%" in breach.detail


def test_released_money_is_told_with_what_the_data_can_account_for(whole_example: CaseSnapshot) -> None:
    inputs = dict(list_inputs(whole_example.context, NOW, "roadmap", "released"))
    spent = dict(list_inputs(whole_example.context, NOW, "costs", "budget"))["Spend"]
    assert inputs["Cloud cost since Feb 2026"] == spent
    assert inputs["Migration, training and people"] == "in no dataset"


def test_two_verdicts_on_one_count_of_teams_say_why(
    lay: Callable[[Path], CaseSnapshot], new_case: Path, whole_example: CaseSnapshot
) -> None:
    starter = lay(new_case)
    [adoption, *_] = findings(AGENDA["brief"].build_frame(starter.context, starter.default_filters))
    assert (adoption.text, adoption.figure) == ("Adoption", "1 of 2 planned teams")
    assert adoption.status is Status.OFF_TRACK
    assert adoption.detail == "On track at 2; the KPI Teams in production goes by its own rule"
    same = [one for one in findings(frame_of(whole_example, "brief")) if one.text == "Adoption"]
    assert [one.detail for one in same] == [""], "both are at risk"
