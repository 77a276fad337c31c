"""How able the organisation is in each capability: its own score beside the score that the data supports."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.dossier.current_state import CapabilityAssessment, LevelProof
from steering.conditions import ConditionResult, ConditionState, Observer, evaluate_condition
from steering.context.dated_case import DatedCase
from steering.metrics.format import describe_result
from steering.metrics.lookup import observer


@dataclass(frozen=True, kw_only=True)
class AssessedCapability:
    """A capability with the level that the data supports; None where nothing proves or refutes the first level.

    `missing` is the first proof that does not hold, with why; empty where all hold.
    """

    entry: CapabilityAssessment
    data_score: int | None
    missing: str = ""

    @property
    def gap(self) -> int:
        """How many levels the target is above the score: the data's where there is one, else the own one."""
        return self.entry.target - (self.entry.self_score if self.data_score is None else self.data_score)

    @property
    def is_overrated(self) -> bool:
        """Whether the own score is above what the data supports."""
        return self.data_score is not None and self.entry.self_score > self.data_score


def assess_capabilities(dated: DatedCase) -> tuple[AssessedCapability, ...]:
    """Return every capability of the assessment with the level that the data of the month supports."""
    state = dated.case.dossier.current_state
    if state is None:
        return ()
    observe = observer(dated.context, dated.filters.without_model)
    return tuple(_assess(entry, observe, dated) for entry in state.assessment)


def _assess(entry: CapabilityAssessment, observe: Observer, dated: DatedCase) -> AssessedCapability:
    """The level that the data supports is the highest one below the first proof that does not hold."""
    score: int | None = None
    for proof in entry.proofs:
        result = evaluate_condition(proof.condition, observe)
        if result.state is not ConditionState.HOLDS:
            if result.state is ConditionState.BROKEN and score is None:
                score = proof.level - 1
            return AssessedCapability(entry=entry, data_score=score, missing=_describe(proof, result, dated))
        score = proof.level
    return AssessedCapability(entry=entry, data_score=score)


def _describe(proof: LevelProof, result: ConditionResult, dated: DatedCase) -> str:
    return f"level {proof.level}: {describe_result(dated.context, proof.condition, result)}"
