"""Relations across trust boundaries: which edges they cross, what data they carry there, and what protects it."""

from __future__ import annotations

import pytest

from steering.cases.dossier.architecture import Architecture, check_architecture
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.dossier.architecture import architecture_of
from steering.dossier.relations import RULES, list_crossings
from steering.drawings.diagram import Diagram
from steering.frames.architecture.page import build_frame
from steering.frames.architecture.views import build_containers, build_context
from steering.frames.blocks import TableBlock
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file, find, replace_file, texts
from tests.steering.frames.walking import blocks

FILE = "architecture"
# An outer zone around a guarded one, and a third beside them; each component stands in one of them.
ZONES = """
data_classes: [{name: Records, sensitivity: regulated}, {name: Notes, sensitivity: internal}]
people: [{id: clerk, name: Clerk}]
systems: [{id: bank, name: Bank}, {id: archive, name: Archive, zone: inner}]
zones:
  - {id: outer, name: Outer zone, data: Notes}
  - {id: inner, name: Inner zone, within: outer, data: Records}
  - {id: beside, name: Zone beside}
components:
  - {id: web, name: Web, zone: outer}
  - {id: store, name: Store, zone: Inner zone}
  - {id: desk, name: Desk, zone: beside}
  - {id: hall, name: Hall, zone: A zone in words}
  - {id: free, name: Free}
patterns: [{id: masked, name: Masked, purpose: Names are left out.}]
"""


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


def lay_relation(context: CaseContext, relation: str) -> CaseContext:
    return replace_file(context, FILE, f"{ZONES}relations: [{relation}]")


def list_zones(context: CaseContext) -> list[tuple[str, ...]]:
    return [crossing.zones for crossing in list_crossings(architecture_of(DatedCase(context=context, filters=NOW)))]


def test_nothing_stands_against_the_relations_of_the_example(context: CaseContext) -> None:
    assert {rule.id: texts(find(context, rule.id)) for rule in RULES} == {rule.id: [] for rule in RULES}
    # Of the fifteen, two stay within a zone.
    assert len(list_zones(context)) == 13
    assert ("Data zones of the units", "Platform zone") in list_zones(context)


@pytest.mark.parametrize(
    ("ends", "zones"),
    [
        ("start: web, end: store", ["Inner zone"]),
        ("start: store, end: web", ["Inner zone"]),
        ("start: store, end: desk", ["Inner zone", "Outer zone", "Zone beside"]),
        ("start: clerk, end: store", ["Outer zone", "Inner zone"]),
        ("start: web, end: bank", ["Outer zone"]),
        ("start: web, end: hall", ["Outer zone", "A zone in words"]),
        ("start: store, end: archive", None),
        ("start: clerk, end: bank", None),
        ("start: web, end: free", None),
        ("start: web, end: web", None),
    ],
)
def test_a_relation_crosses_the_edges_between_its_ends(
    context: CaseContext, ends: str, zones: list[str] | None
) -> None:
    assert list_zones(lay_relation(context, f"{{{ends}}}")) == ([tuple(zones)] if zones else [])


@pytest.mark.parametrize(
    ("relation", "count"),
    [
        ("start: web, end: store, data: Records", 1),
        ("start: web, end: store, data: Records, protection: TLS 1.3", 0),
        ("start: web, end: store, data: Records, pattern: masked", 0),
        ("start: web, end: store, data: Notes", 0),
        ("start: archive, end: store, data: Records", 0),
        ("start: web, end: free, data: Records", 0),
        ("start: web, end: store, data: Unheard of", 0),
    ],
)
def test_data_in_need_of_protection_has_it_where_it_crosses(context: CaseContext, relation: str, count: int) -> None:
    assert len(find(lay_relation(context, f"{{{relation}}}"), "relation-protected")) == count


def test_the_finding_says_what_crosses_which_edge_and_where_it_is_written(context: CaseContext) -> None:
    changed = change_file(context, FILE, (", protection: TLS 1.3 and a second factor", ""))
    [finding] = find(changed, "relation-protected")
    assert finding.status is Status.BREACHED
    assert finding.text == (
        "Nothing protects “Confidential” (confidential) on the way from “Internal auditor” to “Evidence collector”, "
        "across the edge of “Landing zones” and “Platform zone”"
    )
    [place] = finding.places
    assert (place.file, place.column) == ("dossier/architecture.yaml", "relations[3]")
    assert place.row


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("start: web, end: store", ["where “Records” is held"]),
        ("start: web, end: store, data: Notes", []),
        ("start: web, end: desk", []),
        ("start: store, end: archive", []),
    ],
)
def test_what_may_carry_such_data_says_what_it_carries(context: CaseContext, relation: str, said: list[str]) -> None:
    findings = texts(find(lay_relation(context, f"{{{relation}}}"), "relation-data"))
    assert [text.rpartition(", ")[2] for text in findings] == said


def test_what_a_component_uses_is_asked_about_where_it_is_written(context: CaseContext) -> None:
    changed = replace_file(context, FILE, ZONES.replace("zone: outer}", "zone: outer, uses: [store]}"))
    [finding] = find(changed, "relation-data")
    assert [place.column for place in finding.places] == ["components[0].uses[0]"]


def test_without_classes_it_is_said_once_that_nothing_tells_what_needs_protection(context: CaseContext) -> None:
    text = ZONES.replace("data_classes:", "constraints: []\n# data_classes:")
    relations = "relations: [{start: web, end: store}, {start: store, end: desk}]"
    [finding] = find(replace_file(context, FILE, f"{text}{relations}"), "relation-data")
    assert finding.text.startswith("Data crosses trust boundaries, such as “Notes”")
    assert find(replace_file(context, FILE, text), "relation-data") == []


@pytest.mark.parametrize(
    "pair", [("web", "shop"), ("shop", "web"), ("web", "store"), ("web", "bank"), ("bank", "shop")]
)
def test_a_relation_is_drawn_or_found_not_to_be(context: CaseContext, pair: tuple[str, str]) -> None:
    text = f"""
systems: [{{id: shop, name: Shop}}, {{id: bank, name: Bank}}]
components: [{{id: web, name: Web, system: shop}}, {{id: store, name: Store, system: shop}}]
relations: [{{start: {pair[0]}, end: {pair[1]}}}]
"""
    changed = replace_file(context, FILE, text)
    dated = DatedCase(context=changed, filters=NOW)
    diagrams = [build(architecture_of(dated), dated) for build in (build_context, build_containers)]
    arrows = [edge for diagram in diagrams for edge in diagram.edges if {edge.start, edge.end} <= _list_boxes(diagram)]
    assert bool(find(changed, "relation-drawn")) == (not arrows) == (set(pair) == {"web", "shop"})


def _list_boxes(diagram: Diagram) -> set[str]:
    return {node.id for node in diagram.nodes}


def test_a_class_of_data_that_is_not_declared_is_found(context: CaseContext) -> None:
    findings = find(lay_relation(context, "{start: web, end: store, data: Record}"), "architecture-links")
    [place] = [place for finding in findings for place in finding.places if place.column == "relations[0].data"]
    assert "Records" in place.remedy


def test_the_table_of_relations_says_what_they_cross_and_what_protects_them(context: CaseContext) -> None:
    frame = build_frame(context, NOW)
    table = next(block for block in blocks(frame) if isinstance(block, TableBlock) and block.id == "relations")
    rows = {(row[0], row[1]): row[5:] for row in table.rows}
    assert rows["Care portal", "Gateway"] == (
        "Health records", "Landing zones and Platform zone", "TLS 1.3 and the clinician's token; One front door"
    )  # fmt: skip
    assert rows["Patient records", "Feature store"] == ("Health records", None, None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{ZONES}relations: [{{start: web, end: store, pattern: gone}}]", "relations[0].pattern"),
        ("data_classes: [{name: A, sensitivity: public}, {name: A, sensitivity: internal}]", "data_classes[1].name"),
    ],
)
def test_what_the_file_has_wrong_in_itself_is_a_problem(text: str, place: str) -> None:
    document = parse_yaml(text, "dossier/architecture.yaml")
    value, problems = validate_as(document, Architecture)
    assert value is not None and not problems
    assert [problem.column for problem in check_architecture(value, document)] == [place]
