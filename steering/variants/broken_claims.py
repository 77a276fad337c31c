"""A broken claim: the month's figures of a KPI say otherwise than a claim of the storyboard that held."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from steering.cases.model import Kpi
from steering.cases.storyboard import ClaimSpec, Scene
from steering.conditions import ConditionState, Observation, evaluate_condition
from steering.kpis.scorecard import target_at
from steering.variants.draws import Draws
from steering.variants.kpi_rows import COLUMNS, scale, value_in
from steering.variants.rows import DatasetRows
from steering.variants.trouble import PlantedTrouble, TroubleSpot, VariantSource, count_changes

# How far a figure is moved, as a share of what it was; the smallest that breaks the claim and some more of them.
STEPS = tuple(Decimal(step) / 100 for step in range(5, 100, 5))
CHOICES = 4


def find_spots(source: VariantSource) -> list[TroubleSpot]:
    """The claims about KPIs with rows of their own that hold and can be broken, one a KPI."""
    dataset = source.datasets.get("kpi")
    if dataset is None or not set(dataset.header) >= COLUMNS:
        return []
    spots: dict[str, TroubleSpot] = {}
    for kpi, claim, month in list_claims(source):
        if factors := _list_factors(dataset, claim, kpi, month):
            plant = partial(_plant, claim=claim, kpi=kpi, month=month, factors=factors)
            spots.setdefault(kpi.id, TroubleSpot(dataset="kpi", subject=kpi.id, plant=plant))
    return list(spots.values())


def list_claims(source: VariantSource) -> list[tuple[Kpi, ClaimSpec, str]]:
    """Every claim about a KPI with rows of its own, with the month that it is about."""
    scenes = source.case.storyboard.scenes if source.case.storyboard else ()
    claims = [(scene, claim) for scene in scenes if isinstance(scene, Scene) for claim in scene.claims]
    placed = [
        (source.case.kpis.get(claim.metric), claim, claim.as_of or scene.view.as_of or source.as_of)
        for scene, claim in claims
        if not claim.scenario
    ]
    return [(kpi, claim, month) for kpi, claim, month in placed if kpi and not kpi.measure and month <= source.as_of]


def state_of(dataset: DatasetRows, claim: ClaimSpec, kpi: Kpi, month: str) -> ConditionState:
    """How a claim stands on the rows of a KPI."""
    seen = Observation(value=value_in(dataset, kpi, month), target=target_at(kpi, month))
    return evaluate_condition(claim, lambda _: seen).state


def _list_factors(dataset: DatasetRows, claim: ClaimSpec, kpi: Kpi, month: str) -> list[Decimal]:
    """The factors on the month's rows that break a claim which holds; empty where none does."""
    if state_of(dataset, claim, kpi, month) is not ConditionState.HOLDS:
        return []
    # A share that grows could come to more than all; what is to be at least something falls.
    falls = claim.op in (">=", ">") or kpi.unit == "share"
    factors = [1 - step if falls else 1 + step for step in STEPS]
    return [
        factor
        for factor in factors
        if state_of(scale(dataset, kpi, {month}, factor), claim, kpi, month) is ConditionState.BROKEN
    ][:CHOICES]


def _plant(
    dataset: DatasetRows, draws: Draws, *, claim: ClaimSpec, kpi: Kpi, month: str, factors: list[Decimal]
) -> tuple[DatasetRows, PlantedTrouble]:
    after = scale(dataset, kpi, {month}, draws.choose(factors))
    trouble = PlantedTrouble(
        kind="claim_broken",
        dataset="kpi",
        subject=kpi.id,
        since=month,
        before=value_in(dataset, kpi, month) or 0.0,
        after=value_in(after, kpi, month) or 0.0,
        rows=count_changes(dataset.rows, after.rows),
        says=f"The claim “{claim.says}” no longer holds.",
    )
    return after, trouble
