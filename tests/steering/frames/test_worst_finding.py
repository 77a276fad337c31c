"""What the Brief says of the dossier: its worst finding, breaks of the golden thread first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.cases.dossier.dossier import NO_DOSSIER
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.rules import apply_rules
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Statements
from steering.frames.findings import build_worst_finding
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file
from tests.steering.frames.walking import blocks

UNPROVEN = "satisfied_by: [cost-exporter, 0001-one-platform-on-three-clouds]"


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


def worst_of(context: CaseContext) -> tuple[Statements, ...]:
    return build_worst_finding(DatedCase(context=context, filters=NOW))


def on_brief(context: CaseContext, filters: Filters = NOW) -> list[Statements]:
    frame = AGENDA["brief"].build_frame(context, filters)
    return [block for block in blocks(frame) if isinstance(block, Statements) and block.id == "dossier"]


def test_a_break_of_the_thread_comes_before_worse_findings_elsewhere(context: CaseContext) -> None:
    (block,) = on_brief(context)
    (statement,) = block.findings
    findings = [
        finding
        for result in apply_rules(DatedCase(context=context, filters=NOW))
        if not result.rule.is_hint
        for finding in result.findings
    ]
    assert any(finding.status is Status.BREACHED for finding in findings)
    assert (statement.text, statement.status) == ("Nothing proves that “Budget envelope” is kept", Status.AT_RISK)
    assert (statement.page, statement.place) == ("thread", "constraints")
    assert statement.meta == f"Head of FinOps · worst of {len(findings)} findings"


def test_with_a_thread_that_is_whole_it_is_the_worst_of_the_other_pages(context: CaseContext) -> None:
    proven = f"{UNPROVEN}\n    evidence: [CC7.2]"
    (block,) = worst_of(change_file(context, "architecture", (UNPROVEN, proven)))
    (statement,) = block.findings
    assert statement.status is Status.BREACHED
    assert statement.page != "thread"


def test_risks_alone_are_no_dossier(context: CaseContext) -> None:
    case = replace(context.case, dossier=replace(NO_DOSSIER, risks=context.case.dossier.risks))
    assert on_brief(replace(context, case=case, results=LruCache(50))) == []


def test_a_look_back_says_nothing_of_what_is_written_today(context: CaseContext) -> None:
    assert on_brief(context, Filters(as_of="2026-07")) == []
