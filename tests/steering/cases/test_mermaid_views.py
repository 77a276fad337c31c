"""The views of a case in Mermaid: read within bounds, drawn on the page, and a finding where they can't be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.cases.dossier.mermaid_views import LARGEST, MOST, VIEWS, MermaidView, load_views
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext
from steering.frames.architecture.page import build_frame
from steering.frames.blocks import Notice, leaves
from steering.frames.code_block import Code
from steering.frames.documents import Drawing
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.dossier.planting import NOW, find

Lay = Callable[[Path], CaseSnapshot]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / VIEWS).mkdir(parents=True)
    return tmp_path


def with_views(context: CaseContext, *texts: str) -> CaseContext:
    views = tuple(MermaidView(file=f"{VIEWS}/v{at}.mmd", text=text) for at, text in enumerate(texts))
    dossier = replace(context.case.dossier, views=views)
    return replace(context, case=replace(context.case, dossier=dossier), results=LruCache(50))


def test_the_example_has_two_that_are_drawn(example: CaseSnapshot) -> None:
    assert [view.title for view in example.context.case.dossier.views] == ["Scoring call", "Way into use"]
    drawings = {block.id for block in leaves(build_frame(example.context, NOW).blocks) if isinstance(block, Drawing)}
    assert {"view-scoring-call", "view-way-into-use"} <= drawings
    assert find(example.context, "view-drawn") == []


def test_what_is_no_text_too_large_or_elsewhere_is_a_warning(folder: Path, tmp_path: Path) -> None:
    views = folder / VIEWS
    (views / "a.mmd").write_text("flowchart LR\n  a --> b", "utf-8")
    (views / "bytes.mmd").write_bytes(b"\xff\xfe")
    (views / "large.mmd").write_text("x" * (LARGEST + 1), "utf-8")
    (views / "folder.mmd").mkdir()
    outside = tmp_path.parent / f"{tmp_path.name}-outside.mmd"
    outside.write_text("flowchart LR\n  secret", "utf-8")
    (views / "link.mmd").symlink_to(outside)
    (views / "notes.txt").write_text("no view", "utf-8")
    read, problems = load_views(folder)
    assert [view.id for view in read] == ["a"]
    assert {problem.file.rpartition("/")[2] for problem in problems} == {
        "bytes.mmd", "large.mmd", "folder.mmd", "link.mmd",
    }  # fmt: skip
    assert {problem.severity for problem in problems} == {"warning"}


def test_more_files_than_are_read_is_one_warning(folder: Path) -> None:
    for at in range(MOST + 1):
        (folder / VIEWS / f"v{at:03}.mmd").write_text("graph LR\n a", "utf-8")
    views, (problem,) = load_views(folder)
    assert len(views) == MOST
    assert "51 files" in str(problem)


def test_one_that_cant_be_drawn_is_a_finding_with_its_row_and_stands_as_text(example: CaseSnapshot) -> None:
    context = with_views(example.context, "flowchart LR\n  a --> b\n  a -->|open b", "pie\n  a: 1")
    wrong, unknown = find(context, "view-drawn")
    assert (wrong.places[0].file, wrong.places[0].row) == (f"{VIEWS}/v0.mmd", 3)
    assert unknown.text == "The view “V1” can't be drawn"
    blocks = list(leaves(build_frame(context, NOW).blocks))
    assert len([block for block in blocks if isinstance(block, Code)]) == 2
    assert any("v0.mmd, row 3 can't be drawn" in block.text for block in blocks if isinstance(block, Notice))


def test_script_and_five_thousand_boxes_are_refused_or_left_out(example: CaseSnapshot) -> None:
    many = "flowchart LR\n" + "\n".join(f"  a{at} --> a{at + 1}" for at in range(5_000))
    script = 'flowchart LR\n  a["<script>alert(1)</script>"] --> b\n  click a "javascript:alert(1)"'
    context = with_views(example.context, many, script)
    (finding,) = find(context, "view-drawn")
    assert finding.places[0].expected == "at most 50,000"
    drawings = [block for block in leaves(build_frame(context, NOW).blocks) if isinstance(block, Drawing)]
    (drawing,) = (block for block in drawings if block.id == "view-v1")
    assert "<script" not in drawing.svg and "javascript" not in drawing.svg


def test_a_new_file_is_seen(lay: Lay, new_case: Path) -> None:
    folder = new_case / VIEWS
    folder.mkdir(parents=True)
    (folder / "first.mmd").write_text("graph LR\n  a --> b", "utf-8")
    frame = build_frame(lay(new_case).context, NOW)
    assert any(isinstance(block, Drawing) and block.id == "view-first" for block in leaves(frame.blocks))
