"""One variant for each learner from one seed: who gets what does not change when learners are added at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from steering.cases.case import Case
from steering.errors import SteercoError, quote_input
from steering.formatting import join_words
from steering.variants import broken_claims, cost_spikes, redefinitions, stalls
from steering.variants.draws import Draws
from steering.variants.rows import DatasetRows, read_rows
from steering.variants.trouble import KINDS, PlantedTrouble, TroubleKind, TroubleSpot, VariantSource

FINDERS: Mapping[TroubleKind, Callable[[VariantSource], list[TroubleSpot]]] = {
    "stalled_team": stalls.find_spots,
    "cost_anomaly": cost_spikes.find_spots,
    "kpi_redefined": redefinitions.find_spots,
    "claim_broken": broken_claims.find_spots,
}
# What a case needs for each, as a sentence ends.
NEEDS: Mapping[TroubleKind, str] = {
    "stalled_team": "a team that came to another stage within the last months, and never counted as adopted",
    "cost_anomaly": "a team's service with charges on 14 days before a day of the month, of an amount worth a call",
    "kpi_redefined": "a KPI with rows of its own in two months and no change of its definition",
    "claim_broken": "a claim that holds, about a KPI with rows of its own that is not the one redefined",
}
# How often other amounts are drawn for a learner who would get what another one has.
DRAWS = 50


@dataclass(frozen=True, kw_only=True)
class LearnerVariant:
    """What one learner gets: the datasets that were changed, and what was planted in them, in the order of kinds."""

    learner: str
    datasets: Mapping[str, DatasetRows]
    planted: tuple[PlantedTrouble, ...]


def read_source(case: Case, kinds: Sequence[TroubleKind] = KINDS) -> VariantSource:
    """Read the datasets of a case in which these kinds are planted."""
    names = {"stalled_team": "adoption", "cost_anomaly": "cost"}
    wanted = {names.get(kind, "kpi") for kind in kinds} & case.datasets.keys()
    return VariantSource(case=case, datasets={name: read_rows(case.datasets[name]) for name in sorted(wanted)})


def make_variants(
    source: VariantSource, learners: Sequence[str], seed: int, kinds: Sequence[TroubleKind] = KINDS
) -> Iterator[LearnerVariant]:
    """Make a variant for each learner, no two with the same answers.

    Raises:
        SteercoError: a learner is named twice, the case has no place for a trouble, or not enough for all learners.
    """
    if twice := sorted({name for name in learners if learners.count(name) > 1}):
        raise SteercoError(f"Name each learner once: {join_words(tuple(map(quote_input, twice)))} is there twice.")
    kinds = [kind for kind in KINDS if kind in kinds]
    spots = {kind: FINDERS[kind](source) for kind in kinds}
    if missing := tuple(f"{kind} ({NEEDS[kind]})" for kind in kinds if not spots[kind]):
        raise SteercoError(f"This case has no place for {join_words(missing)}. Leave that out.")
    order = {
        kind: Draws(seed=f"{seed} {kind}").shuffle(of_kind, lambda spot: spot.subject)
        for kind, of_kind in spots.items()
    }
    return _make_all(source, learners, seed, order)


def _make_all(
    source: VariantSource, learners: Sequence[str], seed: int, spots: Mapping[TroubleKind, list[TroubleSpot]]
) -> Iterator[LearnerVariant]:
    answers: set[tuple[tuple[str, str, str], ...]] = set()
    for number, learner in enumerate(learners):
        chosen = _choose(spots, number)
        for draw in range(DRAWS):
            variant = _make(source, learner, chosen, Draws(seed=f"{seed} {learner} {draw}"))
            answer = tuple(trouble.place for trouble in variant.planted)
            if answer not in answers:
                break
        else:
            raise SteercoError(
                f"This case has too few places for {len(learners)} variants: {quote_input(learner)} would get the same "
                "as another. Add kinds of trouble, or make fewer variants."
            )
        answers.add(answer)
        yield variant


def _choose(spots: Mapping[TroubleKind, list[TroubleSpot]], number: int) -> list[TroubleSpot]:
    """A spot of each kind for the learner of this number: the next one in turn whose subject is still free."""
    chosen: list[TroubleSpot] = []
    for kind, of_kind in spots.items():
        taken = {(spot.dataset, spot.subject) for spot in chosen}
        turn = number % len(of_kind)
        free = [spot for spot in of_kind[turn:] + of_kind[:turn] if (spot.dataset, spot.subject) not in taken]
        if not free:
            raise SteercoError(f"This case has no place left for {kind} ({NEEDS[kind]}). Leave that out.")
        chosen.append(free[0])
    return chosen


def _make(source: VariantSource, learner: str, spots: Sequence[TroubleSpot], draws: Draws) -> LearnerVariant:
    datasets: dict[str, DatasetRows] = {}
    planted: list[PlantedTrouble] = []
    for spot in spots:
        datasets[spot.dataset], trouble = spot.plant(datasets.get(spot.dataset, source.datasets[spot.dataset]), draws)
        planted.append(trouble)
    return LearnerVariant(learner=learner, datasets=datasets, planted=tuple(planted))
