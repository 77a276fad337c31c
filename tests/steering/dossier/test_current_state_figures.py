"""What is worked out of the current state: times of a value stream, ranks of pains, scores that the data supports."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.dossier.current_state import CurrentState, StreamStep, ValueStream, check_current_state
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.context.dated_case import DatedCase
from steering.dossier.assessment import assess_capabilities
from steering.dossier.pain_points import add_up_costs, rank_pain_points
from steering.dossier.value_streams import lead_time_of, measure_stream
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.dossier.planting import NOW, change_file

TIMES = st.decimals(min_value=0, max_value=1000, places=2)


def stream(*steps: tuple[Decimal, Decimal]) -> ValueStream:
    entries = [
        StreamStep(id=f"s{place}", name=f"Step {place}", wait=wait, process=process)
        for place, (wait, process) in enumerate(steps)
    ]
    return ValueStream(id="v", name="Way", unit="days", steps=tuple(entries))


class TestValueStream:
    @given(st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=12))
    def test_steps_add_up_to_the_lead_time(self, steps: list[tuple[Decimal, Decimal]]) -> None:
        flow = measure_stream(stream(*steps))
        assert flow.lead_time == sum(map(lead_time_of, flow.stream.steps), Decimal(0))
        assert all(lead_time_of(step) <= lead_time_of(flow.bottleneck) for step in flow.stream.steps)
        if flow.lead_time:
            assert flow.flow_efficiency is not None
            assert 0 <= flow.flow_efficiency <= 1

    def test_nothing_that_takes_time_has_no_efficiency(self) -> None:
        assert measure_stream(stream((Decimal(0), Decimal(0)))).flow_efficiency is None

    def test_the_example(self, example: CaseSnapshot) -> None:
        state = example.context.case.dossier.current_state
        assert state is not None
        flow = measure_stream(state.value_streams[0])
        assert (flow.lead_time, flow.process, flow.bottleneck.id) == (Decimal(62), Decimal(13), "security-review")
        # The product of the shares of its six steps.
        assert flow.complete_and_accurate == Decimal("0.7") * Decimal("0.65") * Decimal("0.8") * Decimal(
            "0.6"
        ) * Decimal("0.85") * Decimal("0.9")
        assert flow.stream.kpi is not None
        baseline = example.context.case.kpis[flow.stream.kpi].baseline
        assert baseline is not None
        assert flow.lead_time == baseline.value


class TestPains:
    def test_the_dearest_comes_first_and_one_without_a_cost_last(self, example: CaseSnapshot) -> None:
        state = example.context.case.dossier.current_state
        assert state is not None
        ranks = [pain.id for pain in rank_pain_points(state.pain_points)]
        assert (ranks[0], ranks[-1]) == ("waiting", "built-twice")
        assert add_up_costs(state.pain_points) == Decimal(18_990_000)


class TestScores:
    @pytest.mark.parametrize(
        ("capability", "score"),
        [("model-delivery", 3), ("release-safety", 2), ("feature-management", 2), ("enablement", 2)],
    )
    def test_the_level_below_the_first_proof_that_fails(
        self, example: CaseSnapshot, capability: str, score: int
    ) -> None:
        rows = assess_capabilities(DatedCase(context=example.context, filters=NOW))
        row = next(row for row in rows if row.entry.capability == capability)
        assert row.data_score == score
        assert row.missing.startswith(f"level {score + 1}: ")

    def test_what_can_not_be_checked_stops_there_and_says_why(self, example: CaseSnapshot) -> None:
        old, new = '{metric: lead_time, op: "<=", value: 45}', '{metric: no_such, op: "<=", value: 45}'
        context = change_file(example.context, "current_state", (old, new))
        row = assess_capabilities(DatedCase(context=context, filters=NOW))[0]
        assert row.data_score == 1
        assert "There is no metric named 'no_such'" in row.missing.replace("there is", "There is")


WRONG = [
    ("personas: [{id: a, name: A, goals: [x]}, {id: a, name: B, goals: [y]}]", "'a'", "an id used once in personas"),
    ("pain_points: [{id: p, title: P, felt_by: [nobody]}]", "'nobody'", "a persona of this file"),
    ("pain_points: [{id: p, title: P, cost_a_year: -5}]", "-5", "an amount of at least 0"),
    ("pain_points: [{id: p, title: P, stream: s}]", "'s'", "a value stream of this file"),
    (
        "value_streams: [{id: v, name: V, unit: days, steps: [{id: s, name: S, process: 0}]}]",
        "no step that takes time",
        "times above 0",
    ),
    ("value_streams: [{id: v, name: V, unit: weeks, steps: [{id: s, name: S, process: 1}]}]", "'weeks'", "one of"),
    ("assessment: [{capability: c, name: C, target: 6, self_score: 1}]", "'6'", "a number of at most 5"),
]


@pytest.mark.parametrize(("text", "found", "expected"), WRONG)
def test_a_mistake_is_one_problem_with_its_place(text: str, found: str, expected: str) -> None:
    document = parse_yaml(text, "dossier/current_state.yaml")
    state, problems = validate_as(document, CurrentState)
    every = [*problems, *(check_current_state(state, document) if state else ())]
    assert [(problem.found, expected in problem.expected) for problem in every] == [(found, True)]
    assert every[0].row == 1
