"""The rules of the architecture and of the golden thread: what is planted is found, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.cases.dossier.architecture import Architecture, check_architecture
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierRule
from steering.dossier.rules import RULES, apply_rules
from steering.dossier.thread import trace_benefits, trace_constraints, trace_pains
from steering.frames.agenda import AGENDA
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file, find, replace_file, texts
from tests.steering.frames.walking import blocks

FILE = "architecture"


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


def test_what_the_example_has_planted_is_all_that_is_found(context: CaseContext) -> None:
    own = [rule for rule in RULES if rule.page in ("architecture", "thread") and not rule.id.startswith("adr-")]
    found = {rule.id: texts(find(context, rule.id)) for rule in own}
    assert {rule: said for rule, said in found.items() if said} == {
        "component-owned": ["Nobody owns the component “Workbench for learning”"],
        "constraint-proven": ["Nothing proves that “Budget envelope” is kept"],
    }


BY = "satisfied_by: [identity, evidence-collector]"
STORE = "decisions: [0006-one-feature-store]"
# Rule, words of the example, words in their place, and what is said then.
PLANTED = [
    ("capability-paid", "paid_by: [platform_run], kpis: [feature_reuse]", "kpis: [feature_reuse]", "Nothing pays for"),
    ("capability-built", "capabilities: [cost-transparency]", "capabilities: [enablement]", "No component gives"),
    ("constraint-satisfied", BY, "satisfied_by: []", "Nothing satisfies"),
    ("constraint-satisfied", BY, "satisfied_by: [identiti]", "names the part 'identiti'"),
    ("component-decisions", STORE, "decisions: [0003-a-feature-store-in-each-unit]", "which is superseded"),
    ("component-decisions", STORE, "decisions: [0099-none]", "which is not there"),
    ("architecture-links", "cost_line: support", "cost_line: suport", "names the cost line 'suport'"),
    ("architecture-links", "kpis: [governed_models]", "kpis: [governed]", "names the KPI 'governed'"),
    (
        "architecture-links",
        "capabilities: [evidence-automation]",
        "capabilities: [evidence]",
        "names the capability 'evidence'",
    ),
]


@pytest.mark.parametrize(("rule", "old", "new", "said"), PLANTED)
def test_a_planted_trouble_is_found_once(context: CaseContext, rule: str, old: str, new: str, said: str) -> None:
    assert find(context, rule) == []
    findings = find(change_file(context, FILE, (old, new)), rule)
    assert [said in finding.text for finding in findings] == [True], texts(findings)
    assert findings[0].places[0].row is not None


def test_components_that_use_one_another(context: CaseContext) -> None:
    assert find(context, "component-circles") == []
    changed = change_file(context, FILE, ("uses: [runtime-streaming, identity]", "uses: [runtime-streaming, gateway]"))
    assert [len(finding.places) for finding in find(changed, "component-circles")] == [1]
    ring = "components: [{id: a, name: A, uses: [b]}, {id: b, name: B, uses: [c]}, {id: c, name: C, uses: [a]}]"
    assert [len(finding.places) for finding in find(replace_file(context, FILE, ring), "component-circles")] == [3]


def test_a_capability_of_the_current_state_has_to_be_in_the_map(context: CaseContext) -> None:
    changed = change_file(context, "current_state", ("cured_by: [runtime]", "cured_by: [runtimes]"))
    (finding,) = find(changed, "architecture-links")
    assert finding.places[0].file == "dossier/current_state.yaml"
    assert "Did you mean 'runtime'?" in finding.places[0].remedy


class TestThread:
    def test_a_benefit_is_traced_from_pain_to_claim(self, context: CaseContext) -> None:
        strands = {strand.begin: strand for strand in trace_benefits(DatedCase(context=context, filters=NOW))}
        strand = strands["Fewer failed changes, less work for audits"]
        assert strand.capabilities == ("Safe releases", "Evidence without hunting")
        assert "Evidence collector" in strand.components
        assert "ADR 4, Collect evidence in the pipelines, not before the audit" in strand.decisions
        assert strand.kpis == ("Change fail rate", "Failed deployment recovery time", "Controls with current evidence")
        assert {entry.claim.claim.says for entry in strand.claims} == {
            "Fewer than one deployment in eight fails",
            "The evidence can be shown",
        }
        assert [entry.claim.claim.metric for entry in strand.unsupported] == ["change_fail_rate"]
        assert strand.gaps == ()

    def test_both_ends_name_the_same_pairs(self, context: CaseContext) -> None:
        dated = DatedCase(context=context, filters=NOW)
        from_pains = {(strand.begin, line) for strand in trace_pains(dated) for line in strand.benefits}
        from_benefits = {(pain, strand.begin) for strand in trace_benefits(dated) for pain in strand.pains}
        assert from_pains == from_benefits

    def test_a_pain_without_a_cure_lacks_everything_after_it(self, context: CaseContext) -> None:
        strand = next(s for s in trace_pains(DatedCase(context=context, filters=NOW)) if "built twice" in s.begin)
        assert strand.gaps[0] == "no capability"
        assert strand.components == ()

    def test_a_benefit_without_a_pain_is_found_at_its_line(self, context: CaseContext) -> None:
        changed = change_file(context, "current_state", ("benefit_lines: [earlier_models]", "benefit_lines: []"))
        (finding,) = find(changed, "benefit-pain")
        assert finding.text == "The benefit “Margin of models that go live earlier” has no pain point"
        assert finding.places[0].file == "business_case.yaml"
        assert len(find(changed, "benefit-measured")) == 1

    def test_a_claim_that_no_data_proves(self, context: CaseContext) -> None:
        story = context.case.storyboard
        assert story is not None
        without = replace(context, releases={}, query=_refuse, results=LruCache(50))
        assert find(context, "claim-proven") == []
        assert len(find(without, "claim-proven")) > 0

    def test_constraints(self, context: CaseContext) -> None:
        strands = {s.constraint.id: s for s in trace_constraints(DatedCase(context=context, filters=NOW))}
        assert strands["hipaa"].satisfied_by == (
            "ADR 4, Collect evidence in the pipelines, not before the audit",
            "Score where the data lies",
        )
        assert {id: strand.gaps for id, strand in strands.items() if strand.gaps} == {"budget": ("no evidence",)}


def _refuse(query: str, /, **_: object) -> object:
    from steering.errors import NoData

    raise NoData(query.split("_")[0])


def test_every_finding_has_a_place_a_remedy_and_a_status(context: CaseContext) -> None:
    results = apply_rules(DatedCase(context=context, filters=NOW))
    assert [result.rule.id for result in results] == [rule.id for rule in RULES]
    for result in results:
        for finding in result.findings:
            assert finding.status in (Status.BREACHED, Status.OVERDUE, Status.AT_RISK)
            assert finding.places
            assert all(place.remedy and place.expected and place.found for place in finding.places)


WRONG = [
    ("capabilities: [{id: a, name: A, parent: b}]", "'b'", "a capability without a parent of this file"),
    ("capabilities: [{id: a, name: A, parent: a}]", "'a'", "a capability without a parent of this file"),
    ("components: [{id: a, name: A, uses: [b]}]", "'b'", "a component of this file"),
    ("components: [{id: <b>, name: A}]", "'<b>'", ""),
    ("components: [{id: a, name: A, modes: [live]}]", "'live'", "one of"),
    ("components: [{id: a, name: A}, {id: a, name: B}]", "'a'", "an id used once in components"),
]


@pytest.mark.parametrize(("text", "found", "expected"), WRONG)
def test_a_mistake_is_one_problem(text: str, found: str, expected: str) -> None:
    document = parse_yaml(text, "dossier/architecture.yaml")
    value, problems = validate_as(document, Architecture)
    every = [*problems, *(check_architecture(value, document) if value else ())]
    assert [(problem.found, expected in problem.expected) for problem in every] == [(found, True)]


def test_a_part_with_a_number_in_its_name_is_no_decision_record(context: CaseContext) -> None:
    old = "satisfied_by: [identity, evidence-collector]"
    changed = change_file(context, FILE, (old, "satisfied_by: [identity, runtime-2]"))
    assert texts(find(changed, "constraint-satisfied")) == [
        "“Security controls that exist” names the part 'runtime-2', which is not there"
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_finding_leads_to_a_block_that_its_page_has(context: CaseContext, rule: DossierRule) -> None:
    frame = AGENDA[rule.page].build_frame(context, NOW)
    assert rule.place in {getattr(block, "id", "") for block in blocks(frame)}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("relations: [{start: a, end: b}]\ncomponents: [{id: a, name: A}]", "relations[0].end"),
        ("zones: [{id: in, name: In, within: out}, {id: out, name: Out}]", "zones[0].within"),
        ("nodes: [{id: n, name: N, within: n}]", "nodes[0].within"),
        ("nodes: [{id: n, name: N, runs: [gone]}]", "nodes[0].runs[0]"),
        ("components: [{id: a, name: A, system: gone}]", "components[0].system"),
        ("people: [{id: a, name: A}]\ncomponents: [{id: a, name: A}]", "people[0].id"),
        ("systems: [{id: s, name: S}]\npeople: [{id: s, name: P}]", "people[0].id"),
    ],
)
def test_views_name_what_is_there(text: str, place: str) -> None:
    document = parse_yaml(text, "dossier/architecture.yaml")
    value, problems = validate_as(document, Architecture)
    assert value is not None and not problems
    (problem,) = check_architecture(value, document)
    assert place in str(problem)
