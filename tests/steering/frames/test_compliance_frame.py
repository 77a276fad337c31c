"""The Compliance page as a value: on the example, on earlier months, and on cases that lack a part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Statements, TableBlock, Tile, Tiles
from steering.frames.compliance.page import build_frame
from steering.frames.documents import HeatMap
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.compliance.control_cases import Row, controlled
from tests.steering.dossier.planting import NOW, replace_file
from tests.steering.frames.walking import blocks

Lay = Callable[[Path], CaseSnapshot]


def tables(frame: Frame) -> dict[str, TableBlock]:
    return {block.id: block for block in blocks(frame) if isinstance(block, TableBlock)}


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


def test_the_example_says_what_can_be_shown_and_what_expired(whole_example: CaseSnapshot) -> None:
    frame = build_frame(whole_example.context, NOW)
    assert frame.message == (
        "73 of 83 controls can be shown: SOC 2 29 of 33, HIPAA 44 of 50; 4 rest on expired evidence"
    )
    assert "First by hand: CC5.3 on 5 Nov 2026 (Head of compliance)." in frame.detail
    values = {id: tile.value for id, tile in tiles(frame).items()}
    assert values == {"coverage.soc2": "88%", "coverage.hipaa": "88%", "expired": "4", "without": "6", "expiring": "26"}


def test_sections_and_owners_add_up_to_the_headline(whole_example: CaseSnapshot) -> None:
    found = tables(build_frame(whole_example.context, NOW))
    for id, place in (("matrix", 3), ("owners", 2)):
        counts = [row[place] for row in found[id].rows]
        assert sum(count for count in counts if isinstance(count, int)) == 83
        states = [cell for row in found[id].rows for cell in row[place + 1 :]]
        assert sum(count for count in states if isinstance(count, int)) == 83


def test_the_map_has_every_control_in_scope_once_and_colours_what_cannot_be_shown(whole_example: CaseSnapshot) -> None:
    (grid,) = (block for block in blocks(build_frame(whole_example.context, NOW)) if isinstance(block, HeatMap))
    cells = [(row.group, cell) for row in grid.rows for cell in row.cells]
    assert len({(group, cell.label) for group, cell in cells}) == len(cells) == 83
    assert sum(cell.level is not None and cell.status is None for _, cell in cells) == 73
    states = Counter(cell.status for _, cell in cells if cell.status)
    assert states[Status.EXPIRED] == 4 and sum(states.values()) == 10
    assert "4 expired" in grid.alt


def test_what_cannot_be_shown_comes_first(whole_example: CaseSnapshot) -> None:
    rows = tables(build_frame(whole_example.context, NOW))["controls"].rows
    assert len(rows) == 93
    assert {row[0] for row in rows[:10]} == {Status.NOT_COVERED, Status.EXPIRED, Status.IN_REVIEW, Status.REJECTED}
    assert {row[0] for row in rows[-10:]} == {Status.NOT_APPLICABLE}


def test_what_expires_next_is_in_order_and_says_who_renews_it(whole_example: CaseSnapshot) -> None:
    rows = tables(build_frame(whole_example.context, NOW))["expiries"].rows
    days = [str(row[0]) for row in rows]
    assert days == sorted(days) and days[0] > "2026-10-31"
    assert {row[4] for row in rows} <= {"automatic", "begun", "not begun"}
    assert {row[1] for row in rows} == {"30 days", "60 days", "90 days"}


def test_findings_have_their_place(whole_example: CaseSnapshot) -> None:
    frame = build_frame(whole_example.context, NOW)
    (findings,) = (block for block in blocks(frame) if isinstance(block, Statements))
    assert findings.findings[0].status is Status.BREACHED
    assert all("dossier/compliance.yaml, row " in statement.meta for statement in findings.findings)


def test_an_earlier_month_is_worked_out_from_what_was_collected_by_then(whole_example: CaseSnapshot) -> None:
    message = build_frame(whole_example.context, Filters(as_of="2026-02")).message
    assert message.startswith("37 of 83 controls can be shown")


def test_a_case_without_the_file_says_what_to_add(lay: Lay, new_case: Path) -> None:
    frame = build_frame(lay(new_case).context, NOW)
    assert frame.message == "Waiting for the controls in scope"
    assert "dossier/compliance.yaml" in frame.notices[0].remedy


def test_a_case_without_evidence_says_so(example: CaseSnapshot) -> None:
    frame = build_frame(example.context, NOW)
    assert frame.message == "0 of 83 controls can be shown: SOC 2 0 of 33, HIPAA 0 of 50"
    assert frame.notices[0].page == "sources"
    assert tiles(frame)["expired"].status is Status.ON_TRACK


def test_a_file_without_controls_is_shown(example: CaseSnapshot) -> None:
    frame = build_frame(replace_file(example.context, "compliance", "frameworks: []"), NOW)
    assert frame.message == "No control is in scope"


def test_markup_is_text_on_the_page(example: CaseSnapshot) -> None:
    text = 'controls: [{id: X.1, framework: soc2, title: "<b>Own</b>", owner: "<i>Nobody</i>"}]'
    rows = tables(build_frame(replace_file(example.context, "compliance", text), NOW))["controls"].rows
    assert (rows[0][2], rows[0][5]) == ("<b>Own</b>", "<i>Nobody</i>")


def test_evidence_for_nothing_in_scope_is_listed(controls_context: CaseContext) -> None:
    rows = tables(build_frame(controls_context, Filters(as_of="2026-04")))["strangers"].rows
    assert {row[0] for row in rows} == {"164.310(c)", "CC9.9", "A1.1"}


def test_two_thousand_pieces_of_evidence_are_one_row_a_control(lay: Lay, tmp_path: Path) -> None:
    ids = [f"X{number}" for number in range(400)]
    controls = "controls:\n" + "".join(f"  - {{id: {id}, framework: soc2, title: Own, owner: Lead}}\n" for id in ids)
    rows: list[Row] = [
        (id, "soc2", "inspection", f"2026-0{month}-10", "2026-12-31", "approved") for id in ids for month in range(1, 6)
    ]
    frame = build_frame(lay(controlled(tmp_path / "large", controls, rows)).context, Filters(as_of="2026-04"))
    assert frame.message == "400 of 400 controls can be shown: SOC 2 400 of 400"
    assert len(tables(frame)["controls"].rows) == 400
