"""The Current state page as a value: on the example, without its file, and with parts of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from steering.frames.blocks import Statements, TableBlock, Tile, Tiles
from steering.frames.current_state.page import build_frame
from steering.frames.documents import Drawing, HeatMap
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, replace_file
from tests.steering.frames.walking import blocks

Lay = Callable[[Path], CaseSnapshot]


def tables(frame: Frame) -> dict[str, TableBlock]:
    return {block.id: block for block in blocks(frame) if isinstance(block, TableBlock)}


def drawings(frame: Frame) -> dict[str, Drawing]:
    return {block.id: block for block in blocks(frame) if isinstance(block, Drawing)}


def assessment(frame: Frame) -> HeatMap:
    return next(block for block in blocks(frame) if isinstance(block, HeatMap) and block.id == "assessment")


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


def test_the_example_says_what_it_takes_and_what_hurts(example: CaseSnapshot) -> None:
    frame = build_frame(example.context, NOW)
    assert frame.message == (
        "An approved model's way into production takes 62 days, 21% of it work; 6 pain points cost USD 19.0M a year"
    )
    assert "Feature management scores itself above what the data supports." in frame.detail
    assert (tiles(frame)["uncured"].value, tiles(frame)["uncured"].status) == ("1", Status.AT_RISK)
    assert tiles(frame)["overrated"].value == "7 of 8"


def test_times_and_costs_add_up_to_the_headline(example: CaseSnapshot) -> None:
    frame = build_frame(example.context, NOW)
    shares = [row[4] for row in drawings(frame)["value-streams"].table.rows]
    assert abs(sum(share for share in shares if isinstance(share, float)) - 1) < 1e-9
    costs = [row[1] for row in tables(frame)["pain-points"].rows]
    assert sum(cost for cost in costs if isinstance(cost, int)) == 18_990_000
    assert costs == sorted(costs, key=lambda cost: -cost if isinstance(cost, int) else 0)


def test_capabilities_and_lines_are_called_by_name(example: CaseSnapshot) -> None:
    row = tables(build_frame(example.context, NOW))["pain-points"].rows[0]
    assert row[3:6] == (
        "Data scientist, Machine-learning engineer",
        "Model delivery, Runtime for batch and streaming",
        "Time saved by data scientists",
    )


def test_a_value_stream_is_drawn_with_its_bottleneck_and_times(example: CaseSnapshot) -> None:
    stream = drawings(build_frame(example.context, NOW))["value-streams"]
    assert stream.alt == (
        "An approved model's way into production in 6 steps. Lead time 62 days: 13 days of work, 49 days of wait. "
        "The longest step is Security and model-risk review: 14 days of wait, 1 day of work."
    )
    assert stream.svg.count('<rect class="orange"') == 1
    assert [word in stream.svg for word in (">14 days<", ">1 day<", ">Rebuild<", ">60% right first<")] == [True] * 4


def test_the_assessment_is_a_heat_map_with_its_gaps(example: CaseSnapshot) -> None:
    heat = assessment(build_frame(example.context, NOW))
    rows = {row.label: row.cells for row in heat.rows}
    assert [cell.text for cell in rows["Feature management"]] == [
        "4 Measured",
        "3 Defined",
        "2 Repeatable",
        "2 levels to go",
    ]
    assert [cell.status for cell in rows["Feature management"]] == [None, Status.AT_RISK, None, None]
    levels = [cells[3].level for cells in rows.values()]
    assert levels == sorted(levels, key=lambda level: -(level or 0))
    assert heat.alt.endswith("Scored above what the data supports: Feature management.")


def test_where_no_data_decides_the_map_says_so(example: CaseSnapshot) -> None:
    text = "assessment: [{capability: a, name: Ours, target: 2, self_score: 2}]"
    (row,) = assessment(build_frame(replace_file(example.context, "current_state", text), NOW)).rows
    assert [(cell.text, cell.words) for cell in row.cells[2:]] == [("?", "no data decides"), ("Reached", "")]


def test_findings_have_their_place_and_remedy(example: CaseSnapshot) -> None:
    frame = build_frame(example.context, NOW)
    (findings,) = (block for block in blocks(frame) if isinstance(block, Statements))
    assert [statement.status for statement in findings.findings] == [Status.BREACHED, Status.AT_RISK]
    assert all("dossier/current_state.yaml, row " in statement.meta for statement in findings.findings)


def test_a_case_without_the_file_says_what_to_add(lay: Lay, new_case: Path) -> None:
    frame = build_frame(lay(new_case).context, NOW)
    assert frame.message == "Waiting for the current state"
    assert "dossier/current_state.yaml" in frame.notices[0].remedy


def test_a_file_with_one_pain_alone_is_shown(example: CaseSnapshot) -> None:
    context = replace_file(example.context, "current_state", "pain_points: [{id: p, title: <b>Slow</b>}]")
    frame = build_frame(context, NOW)
    assert frame.message == "1 pain point, none with a cost"
    assert tables(frame)["pain-points"].rows[0][0] == "<b>Slow</b>"
    assert not drawings(frame)
