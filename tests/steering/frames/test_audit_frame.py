"""The claims audit as a value: what is stated, what follows, and how a wrong figure comes about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.cases.business_file import open_business_case, parse_business_case
from steering.context.filters import Filters
from steering.errors import FileRefused
from steering.finance.audit import audit_business_case
from steering.finance.explain import PUBLISHED
from steering.frames.audit import page as audit
from steering.frames.blocks import Statements, TableBlock, Tiles, leaves
from steering.state.case_snapshot import CaseSnapshot as Laid
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")


@pytest.fixture(scope="module")
def published() -> tuple[object, ...]:
    business, warnings = open_business_case(PUBLISHED)
    found = audit_business_case(business, warnings)
    return tuple(leaves(audit.build_blocks(business, found, (), "USD", id="other")))


def named(found: tuple[object, ...], id: str) -> TableBlock | Statements:
    return next(block for block in found if getattr(block, "id", "") == id)  # type: ignore[return-value]


def test_the_example_s_own_claims_stand(whole_example: Laid) -> None:
    frame = audit.build_frame(whole_example.context, NOW)
    assert frame.message == "All 8 stated figures check out as planned; 7 no longer do on today's data"
    assert frame.detail == "Recalculated at 10% a year, flows at the end of each quarter, everything as planned."
    table = next(block for block in blocks(frame) if getattr(block, "id", "") == "findings-own")
    assert isinstance(table, TableBlock)
    assert {row[1] for row in table.rows} == {"right"}
    npv = dict(zip([column.label for column in table.columns], table.rows[0], strict=True))
    assert (npv["Stated"], npv["Recalculated"], npv["Today"], npv["Holds today"]) == ("9.16", "9.157", "4.9101", "No")
    assert [row[5] for row in table.rows].count("Rounded") == 1
    assert dict(frame.provenance.releases).keys() == {"adoption", "cost"}
    assert frame.sha256 == audit.build_frame(whole_example.context, NOW).sha256


def test_how_many_figures_hold_today_stands_beside_how_many_are_right(whole_example: Laid) -> None:
    frame = audit.build_frame(whole_example.context, NOW)
    tiles = next(block for block in blocks(frame) if isinstance(block, Tiles)).tiles
    assert [(tile.label, tile.value, tile.note) for tile in tiles[:2]] == [
        ("Right", "8", "of 8 stated figures, as planned"),
        ("Hold today", "1", "of 8 stated figures, on today's data"),
    ]
    assert sum(int(tile.value) for tile in tiles) == 9


def test_without_data_of_the_month_nothing_is_said_of_today(whole_example: Laid) -> None:
    frame = audit.build_frame(whole_example.context, Filters(as_of="2025-06"))
    assert frame.message == "All 8 stated figures check out"
    table = next(block for block in blocks(frame) if getattr(block, "id", "") == "findings-own")
    assert "Today" not in [column.label for column in table.columns]
    tiles = next(block for block in blocks(frame) if isinstance(block, Tiles)).tiles
    assert [(tile.label, tile.note) for tile in tiles[:2]] == [
        ("Right", "of 8 stated figures"),
        ("Wrong", "of 8 stated figures"),
    ]


def test_the_published_case_is_taken_apart(published: tuple[object, ...]) -> None:
    wrong = named(published, "wrong-other")
    assert isinstance(wrong, Statements)
    said = {finding.text: finding.detail for finding in wrong.findings}
    assert "13.7 is 45.5 − 31.8" in said["Net present value: stated 13.7, recalculated 10.7663"]
    assert "31.8 is 35 / 1.1" in said["Present value of costs: stated 31.8, recalculated 29.414"]
    assert "27.2985%" in said["Internal rate of return: stated 28%, recalculated 109.67%"]
    assert "Net present value (Worst): stated −4, recalculated −3.1525" in said
    notes = named(published, "notes-other")
    assert isinstance(notes, Statements)
    assert any("positive in all scenarios" in note.detail and "−4" in note.detail for note in notes.findings)


def test_verdicts_are_counted(published: tuple[object, ...]) -> None:
    tiles = next(block for block in published if isinstance(block, Tiles))
    counts = {tile.label: int(tile.value) for tile in tiles.tiles}
    table = named(published, "findings-other")
    assert isinstance(table, TableBlock)
    assert sum(counts.values()) == len(table.rows) == 10
    assert counts["Right"] == 2


def test_a_case_without_one_can_audit_another(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    frame = audit.build_frame(lay(small(tmp_path / "case")).context, Filters(as_of="2026-04"))
    assert frame.message == "Nothing to audit yet"
    assert [block.id for block in blocks(frame)] == ["audit-file"]


def test_a_case_that_states_nothing(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    case = small(tmp_path / "case")
    (case / "business_case.yaml").write_text("discount_rate: 0.1\ncashflows: {net: [-1, 2]}\n", encoding="utf-8")
    frame = audit.build_frame(lay(case).context, Filters(as_of="2026-04"))
    assert frame.message == "No figure is stated"
    assert not any(isinstance(block, Tiles) for block in blocks(frame))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (b"", "an empty file"),
        (b"\xff\xfe\x00", "a byte that is not UTF-8"),
        (b"- 1\n- 2\n", "no keys"),
        (b"discount_rate: [", "YAML"),
        (b"x" * 5_000_001, "over 5 MB"),
        (b"discount_rate: ten\ncashflows: {net: [-1, 2]}\n", "ten"),
    ],
)
def test_what_is_brought_is_refused_with_a_reason(written: bytes, found: str) -> None:
    with pytest.raises(FileRefused) as refused:
        parse_business_case(written, "mine.yaml")
    (problem, *_) = refused.value.problems
    assert problem.file == "mine.yaml"
    assert found in f"{problem.found} {problem.expected} {problem.remedy}"
