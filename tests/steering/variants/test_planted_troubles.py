"""Each trouble is planted in the example, and the app's own subjects report it as the answer key says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from steering.adoption.progress import find_stalled_teams, query_teams
from steering.cases.loader import load_case
from steering.cases.storyboard import Scene
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.anomalies import find_anomalies
from steering.costs.scope import resolve_scope
from steering.kpis.scorecard import build_scorecard
from steering.state.app_state import AppState
from steering.storyboard.claims import CheckedClaim, check_claims
from steering.variants.folder import write_variant
from steering.variants.make import make_variants, read_source
from steering.variants.trouble import PlantedTrouble, TroubleKind

AS_OF = Filters(as_of="2026-10")
Open = Callable[[TroubleKind], tuple[CaseContext, CaseContext, PlantedTrouble]]


@pytest.fixture
def planted(tmp_path: Path, teams_and_kpis: Path, example_case: Path) -> Iterator[Open]:
    """The example as it is and with one trouble of a kind, both open, and what the answer key says."""
    with ExitStack() as endings:

        def begin(home: str, case: Path) -> CaseContext:
            state = AppState(tmp_path / home, case)
            endings.callback(state.close)
            snapshot = state.snapshot()
            assert snapshot.refused == {}
            return snapshot.context

        def plant(kind: TroubleKind) -> tuple[CaseContext, CaseContext, PlantedTrouble]:
            case = example_case if kind == "cost_anomaly" else teams_and_kpis
            source = read_source(load_case(case, tmp_path / "workspace"), [kind])
            (variant,) = make_variants(source, ["A"], 7, [kind])
            folder = tmp_path / "variant" / "halden-a"
            write_variant(source, variant, folder)
            (trouble,) = variant.planted
            return begin("home", case), begin("home-of-variant", folder), trouble

        yield plant


def test_a_stalled_team_is_found_on_adoption(planted: Open) -> None:
    before, after, trouble = planted("stalled_team")
    stalls = [
        {
            stall.team.team_id: (float(stall.months), stall.team.since)
            for stall in find_stalled_teams(query_teams(context, AS_OF), context.case.charter.adoption, "2026-10")
        }
        for context in (before, after)
    ]
    assert trouble.subject not in stalls[0]
    assert stalls[1] == stalls[0] | {trouble.subject: (trouble.after, trouble.since)}
    assert trouble.rows >= 1


def test_a_cost_anomaly_is_found_on_costs(planted: Open) -> None:
    before, after, trouble = planted("cost_anomaly")
    found = [
        {
            (f"{anomaly.team}, {anomaly.service}", anomaly.date): anomaly.effective
            for anomaly in find_anomalies(context, resolve_scope(context, AS_OF))
        }
        for context in (before, after)
    ]
    place = (trouble.subject, trouble.since)
    assert place not in found[0]
    assert found[1][place] == pytest.approx(trouble.after)
    assert trouble.after >= 3 * trouble.before > 0


def test_a_redefined_kpi_is_found_on_kpis(planted: Open) -> None:
    before, after, trouble = planted("kpi_redefined")
    old, new = (
        next(result for result in build_scorecard(context, AS_OF) if result.kpi.id == trouble.subject)
        for context in (before, after)
    )
    assert (old.redefined_in, new.redefined_in) == (None, trouble.since)
    assert (old.value, new.value) == (pytest.approx(trouble.before), pytest.approx(trouble.after))
    same = [point for point in old.series if point.month < trouble.since]
    assert same == [point for point in new.series if point.month < trouble.since] != []
    assert new.move_since(same[-1].month) is None
    # Nothing else moves, the claims neither.
    assert states(before) == states(after)


def test_a_broken_claim_is_found_on_the_storyboard(planted: Open) -> None:
    before, after, trouble = planted("claim_broken")
    turned = {
        (claim.claim.metric, claim.claim.says)
        for claim, old in zip(claims(after), claims(before), strict=True)
        if old.state is ConditionState.HOLDS and claim.state is ConditionState.BROKEN
    }
    assert {metric for metric, _ in turned} == {trouble.subject}
    assert any(says in trouble.says for _, says in turned)
    value = next(result.value for result in build_scorecard(after, AS_OF) if result.kpi.id == trouble.subject)
    assert value == pytest.approx(trouble.after)


def states(context: CaseContext) -> list[ConditionState]:
    return [claim.state for claim in claims(context)]


def claims(context: CaseContext) -> list[CheckedClaim]:
    assert context.case.storyboard
    scenes = [scene for scene in context.case.storyboard.scenes if isinstance(scene, Scene)]
    return [claim for scene in scenes for claim in check_claims(context, scene)]
