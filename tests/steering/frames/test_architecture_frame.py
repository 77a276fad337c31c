"""The Architecture and Golden thread pages as values: what they say of the example, in names rather than ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.context.dated_case import DatedCase
from steering.dossier.thread import trace_benefits
from steering.frames.agenda import AGENDA
from steering.frames.blocks import TableBlock
from steering.frames.documents import Drawing
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.dossier.planting import NOW
from tests.steering.frames.walking import blocks

Lay = Callable[[Path], CaseSnapshot]


def build(example: CaseSnapshot, page: str) -> Frame:
    return AGENDA[page].build_frame(example.context, NOW)


def table(frame: Frame, id: str) -> TableBlock:
    return next(block for block in blocks(frame) if isinstance(block, TableBlock) and block.id == id)


def drawing(frame: Frame, id: str) -> Drawing:
    return next(block for block in blocks(frame) if isinstance(block, Drawing) and block.id == id)


def dated(example: CaseSnapshot) -> DatedCase:
    return DatedCase(context=example.context, filters=NOW)


def test_the_architecture_says_what_is_in_use_and_what_data_refutes(example: CaseSnapshot) -> None:
    frame = build(example, "architecture")
    assert frame.message == (
        "9 components in use for 8 capabilities; 5 decisions in force, 1 of them no longer supported by the data"
    )


def test_what_pays_and_what_measures_is_called_by_name(example: CaseSnapshot) -> None:
    rows = {row[1]: row for row in table(build(example, "architecture"), "capabilities").rows}
    assert rows["Runtime for batch and streaming"][2:5] == (
        "Batch runtime, Streaming runtime",
        "Run cost of platform and remaining tools",
        "Models in production, Teams in production",
    )


def test_what_comes_and_what_goes(example: CaseSnapshot) -> None:
    rows = table(build(example, "architecture"), "change").rows
    assert [row[:2] for row in rows] == [
        ("retired", "Feature stores of the units"),
        ("retired", "The teams' own tools"),
        ("added", "Drift monitor"),
    ]


def test_the_thread_says_where_it_breaks(example: CaseSnapshot) -> None:
    frame = build(example, "thread")
    assert frame.message.startswith("5 of 5 benefits can be traced from pain to claim; 5 of 6 pain points have a cure")
    pains = drawing(frame, "pains")
    assert pains.table.rows[0][1] == "Features are built twice because nobody can find the first one"
    missing = "no capability, no component, no decision, no benefit line, no KPI and no claim"
    assert pains.alt == f"6 strands, 5 of them whole. Missing: {pains.table.rows[0][1]} ({missing})."
    lacks = ("capability", "component", "decision", "benefit line", "KPI", "claim", "evidence")
    assert [lack for lack in lacks if f">! No {lack}<" not in pains.svg] == []


def test_the_thread_is_drawn_from_the_benefits_and_for_constraints(example: CaseSnapshot) -> None:
    frame = build(example, "thread")
    heads = re.findall(r">([A-Z][A-Za-z ]+)<", drawing(frame, "benefits").svg)[:8]
    assert heads == ["Benefit", "Pain point", "Capability", "Component", "Decision", "KPI", "Claim", "Evidence"]
    constraints = drawing(frame, "constraints")
    assert constraints.alt == "7 constraints, 6 of them proven. Missing: Budget envelope (no evidence)."
    assert constraints.svg.count("! No evidence") == 1


def test_a_claim_that_data_refutes_is_marked_where_its_evidence_stands(example: CaseSnapshot) -> None:
    svg = drawing(build(example, "thread"), "benefits").svg
    refuted = sum(bool(strand.unsupported) for strand in trace_benefits(dated(example)))
    assert 0 < refuted == svg.count("✕ Off track")


@pytest.mark.parametrize("page", ["architecture", "thread"])
def test_a_case_without_a_dossier_says_what_to_add(lay: Lay, new_case: Path, page: str) -> None:
    frame = build(lay(new_case), page)
    assert frame.message.startswith("Waiting for ")
    assert "dossier/architecture.yaml" in frame.notices[0].remedy
