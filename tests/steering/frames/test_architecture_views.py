"""The drawings of the Architecture page: context, components in their zones, deployment, and the capability map."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.frames.architecture.page import build_frame
from steering.frames.blocks import Notice
from steering.frames.documents import Drawing, HeatMap
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file, replace_file
from tests.steering.frames.walking import blocks


def drawing(frame: Frame, id: str) -> Drawing:
    return next(block for block in blocks(frame) if isinstance(block, Drawing) and block.id == id)


def heat_map(frame: Frame) -> HeatMap:
    return next(block for block in blocks(frame) if isinstance(block, HeatMap))


def test_the_platform_stands_among_people_and_systems_at_risk_with_its_components(example: CaseSnapshot) -> None:
    rows = {row[0]: row for row in drawing(build_frame(example.context, NOW), "context").table.rows}
    assert rows["The platform"][3:5] == (str(Status.AT_RISK), "12 components")
    assert rows["Care portal"][1:2] + rows["Care portal"][5:] == ("Outside", "The platform (asks for a score)")


def test_components_stand_in_zones_that_name_their_data_and_boundary(example: CaseSnapshot) -> None:
    block = drawing(build_frame(example.context, NOW), "containers")
    rows = {row[0]: row for row in block.table.rows}
    assert rows["Feature store"][2] == (
        "Landing zones | Confidential | Sign-in by the identity platform"
        " › Data zones of the units | Health records | Only scores leave"
    )
    assert rows["Evidence collector"][3] == str(Status.AT_RISK)
    assert rows["Gateway"][5] == "Streaming runtime (passes the call on (gRPC, streaming)); Identity platform"
    assert "1 of them at risk" in block.alt
    assert ">Platform zone | Internal | Gateway only<" in block.svg


def test_each_cloud_is_drawn_with_what_runs_there(example: CaseSnapshot) -> None:
    frame = build_frame(example.context, NOW)
    clouds = {id: drawing(frame, id).title for id in ("deployment", "deployment-2", "deployment-3")}
    assert [title.rpartition(": ")[2] for title in clouds.values()] == ["AWS", "Azure", "Google Cloud"]
    rows = {row[0]: row for row in drawing(frame, "deployment-3").table.rows}
    assert set(rows) == {"Batch runtime", "Feature store", "Gateway", "Evidence collector", "Cost exporter"}
    assert rows["Batch runtime"][2] == "Google Cloud | Landing zones › Data cluster | Data zones of the units"


def test_components_of_a_named_system_stand_for_it(example: CaseSnapshot) -> None:
    text = """
systems: [{id: shop, name: Shop}, {id: bank, name: Bank}]
components: [{id: web, name: Web, system: shop}, {id: db, name: Store, system: shop, uses: []}]
relations: [{start: web, end: db}, {start: web, end: bank, about: pays}]
"""
    frame = build_frame(replace_file(example.context, "architecture", text), NOW)
    rows = drawing(frame, "context").table.rows
    assert [(row[0], row[5]) for row in rows] == [("Shop", "Bank (pays)"), ("Bank", "")]


def test_too_many_components_for_a_drawing_stand_in_the_table(example: CaseSnapshot) -> None:
    parts = ", ".join(f"{{id: c{at}, name: Part {at}}}" for at in range(121))
    frame = build_frame(replace_file(example.context, "architecture", f"components: [{parts}]"), NOW)
    notices = [block.text for block in blocks_with_notices(frame)]
    assert any("121 boxes where from 1 to 120 was expected" in text for text in notices)


def blocks_with_notices(frame: Frame) -> list[Notice]:
    return [block for block in blocks(frame) if isinstance(block, Notice)]


@pytest.mark.parametrize(
    ("focus", "expected"),
    [
        (None, ("2 Repeatable", None, 2)),
        ("by-self", ("3 Defined", None, 3)),
        ("by-cost", ("USD 12.7M", None, 3)),
        ("by-kpis", ("0 of 1 on track", Status.AT_RISK, None)),
        ("0001-one-platform-on-three-clouds", ("2 Repeatable", None, 2)),
    ],
)
def test_the_map_is_coloured_by_what_is_chosen(
    example: CaseSnapshot, focus: str | None, expected: tuple[str, Status | None, int | None]
) -> None:
    heat = heat_map(build_frame(example.context, replace(NOW, focus=focus)))
    assert [row.label for row in heat.rows] == ["Deliver models", "Share what is built", "Govern and prove"]
    cell = next(cell for row in heat.rows for cell in row.cells if cell.label == "Feature management")
    assert (cell.text, cell.status, cell.level) == expected


def test_what_nothing_pays_for_and_nobody_assesses_says_so(example: CaseSnapshot) -> None:
    context = replace_file(example.context, "architecture", "capabilities: [{id: new, name: New}]")
    said = [
        heat_map(build_frame(context, replace(NOW, focus=focus))).rows[0].cells[0].text
        for focus in ("by-data", "by-self", "by-kpis", "by-cost")
    ]
    assert said == ["no data decides", "not assessed", "no KPI measures it", "nothing pays for it"]


def test_the_map_follows_the_month(example: CaseSnapshot) -> None:
    then, now = (heat_map(build_frame(example.context, replace(NOW, as_of=month))) for month in ("2026-04", "2026-10"))
    assert [cell.level for row in then.rows for cell in row.cells] != [
        cell.level for row in now.rows for cell in row.cells
    ]


def test_a_name_with_markup_is_text(example: CaseSnapshot) -> None:
    context = change_file(example.context, "architecture", ("name: Gateway", 'name: "<b onclick=1>Gate</b>"'))
    assert "<b onclick" not in drawing(build_frame(context, NOW), "containers").svg
