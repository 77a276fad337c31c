"""Competencies and learning objectives with what shows them: deliverables, files, claims, quizzes and runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steering.cases.dossier.enablement import LearningObjective, ObjectiveProof
from steering.cases.storyboard import Scene
from steering.conditions import ConditionState
from steering.context.dated_case import DatedCase
from steering.dossier.enablement_file import build_finding, enablement_of
from steering.dossier.finding import DossierFinding
from steering.dossier.sign_off import judge_deliverables
from steering.errors import did_you_mean, quote_input
from steering.formatting import format_day, pluralise
from steering.status import Status
from steering.storyboard.claims import check_claims


@dataclass(frozen=True, kw_only=True)
class ProofStanding:
    """A piece of evidence on a day: done where it is there, open where it is still to come, breached where it fails.

    `text` says what it is, and how it stands.
    """

    proof: ObjectiveProof
    status: Status
    text: str


@dataclass(frozen=True, kw_only=True)
class ObjectiveStanding:
    """An objective on a day: done once a piece of its evidence is there, at risk where it names none."""

    objective: LearningObjective
    proofs: tuple[ProofStanding, ...]
    status: Status


def judge_objectives(dated: DatedCase) -> tuple[ObjectiveStanding, ...]:
    """Return the objectives on the last day of the month, in the order of the file; worked out once for it."""

    def judge() -> tuple[ObjectiveStanding, ...]:
        return tuple(_judge(dated, objective) for objective in enablement_of(dated).objectives)

    return dated.context.cached(("learning objectives", dated.filters.as_of), judge)


def _judge(dated: DatedCase, objective: LearningObjective) -> ObjectiveStanding:
    proofs = tuple(_judge_proof(dated, proof) for proof in objective.evidence)
    if any(proof.status is Status.DONE for proof in proofs):
        status = Status.DONE
    elif any(proof.status is Status.OPEN for proof in proofs):
        status = Status.OPEN
    else:
        status = Status.AT_RISK
    return ObjectiveStanding(objective=objective, proofs=proofs, status=status)


def _judge_proof(dated: DatedCase, proof: ObjectiveProof) -> ProofStanding:
    judges = {"deliverable": _judge_deliverable, "file": _judge_file, "claim": _judge_claims}
    status, text = judges.get(proof.kind, _judge_taken)(dated, proof)
    return ProofStanding(proof=proof, status=status, text=text)


def _judge_deliverable(dated: DatedCase, proof: ObjectiveProof) -> tuple[Status, str]:
    entries = judge_deliverables(enablement_of(dated), dated.today)
    entry = next(entry for entry in entries if entry.deliverable.id == proof.deliverable)
    if entry.status is Status.DONE:
        return Status.DONE, f"{entry.deliverable.name}, signed by both"
    return Status.OPEN, f"{entry.deliverable.name}, waits for {entry.waits_for}"


def _judge_file(dated: DatedCase, proof: ObjectiveProof) -> tuple[Status, str]:
    is_there = proof.file in dated.case.dossier.sizes
    return (Status.DONE, f"{proof.file}") if is_there else (Status.BREACHED, f"{proof.file}, not in the case")


def _judge_claims(dated: DatedCase, proof: ObjectiveProof) -> tuple[Status, str]:
    scene = _find_scene(dated, proof)
    if scene is None:
        return Status.BREACHED, f"Scene {proof.claim}, not in the storyboard"
    claims = check_claims(dated.context, scene, as_of=dated.filters.as_of)
    name, total = f"Scene “{scene.message}”", pluralise(len(claims), "claim")
    fails = sum(claim.state is ConditionState.BROKEN for claim in claims)
    holds = sum(claim.state is ConditionState.HOLDS for claim in claims)
    if fails:
        return Status.BREACHED, f"{name}, {fails} of {total} not supported"
    if holds and holds == len(claims):
        return Status.DONE, f"{name}, {total} supported"
    return Status.OPEN, f"{name}, {holds} of {total} supported" if claims else f"{name}, no claims"


def _judge_taken(dated: DatedCase, proof: ObjectiveProof) -> tuple[Status, str]:
    """Judge a quiz or a run by its day."""
    assert proof.on is not None  # the model asks for it
    name = f"{proof.quiz or proof.run}, {format_day(proof.on)}"
    is_over = proof.on <= dated.today
    return (Status.DONE if is_over else Status.OPEN), f"{name}: {proof.result}" if is_over and proof.result else name


def _find_scene(dated: DatedCase, proof: ObjectiveProof) -> Scene | None:
    story = dated.case.storyboard
    scenes = story.scenes if story else ()
    return next((scene for scene in scenes if isinstance(scene, Scene) and scene.id == proof.claim), None)


def find_bare_objectives(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find objectives that nothing is to show, and those of a phase that is over that nothing has shown."""
    ends = {plan.id: plan.end for plan in enablement_of(dated).phases}
    for index, standing in enumerate(judge_objectives(dated)):
        objective = standing.objective
        end = ends.get(objective.phase) if objective.phase else None
        if not objective.evidence:
            yield build_finding(
                dated,
                f"Nothing is to show the objective “{objective.text}”",
                Status.AT_RISK,
                ("objectives", index),
                actual="no evidence",
                expected="what shows it",
                remedy="Add `evidence:` with a deliverable, a file, a claim, a quiz or a run.",
            )
        elif standing.status is not Status.DONE and end and end < dated.today:
            yield build_finding(
                dated,
                f"Nothing has shown the objective “{objective.text}”, whose phase ended on {format_day(end)}",
                Status.OVERDUE,
                ("objectives", index, "evidence"),
                actual="; ".join(proof.text for proof in standing.proofs),
                expected="a piece of evidence that is there",
                remedy="Bring the evidence, or name another piece.",
            )


def find_lost_proofs(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find evidence that is not there: files that the case lacks, scenes that the storyboard lacks."""
    story = dated.case.storyboard
    scenes = [scene.id for scene in story.scenes] if story else []
    for index, standing in enumerate(judge_objectives(dated)):
        for position, entry in enumerate(standing.proofs):
            proof, place = entry.proof, ("objectives", index, "evidence", position)
            if proof.kind == "file" and entry.status is Status.BREACHED:
                remedy, what = "Add the file, or correct its name.", "file"
            elif proof.kind == "claim" and proof.claim not in scenes:
                remedy, what = (
                    did_you_mean(proof.claim or "", scenes).strip() or "Name a scene of the storyboard.",
                    "scene",
                )
            else:
                continue
            name = quote_input(getattr(proof, proof.kind))
            yield build_finding(
                dated,
                f"The objective “{standing.objective.text}” is to be shown by the {what} {name}, which is not there",
                Status.BREACHED,
                (*place, proof.kind),
                actual=name,
                expected=f"a {what} that is there",
                remedy=remedy,
            )


def find_broken_proofs(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find objectives that rest on a scene of which the data supports not every claim, once their phase has begun."""
    later = [plan.id for plan in enablement_of(dated).phases if plan.start > dated.today]
    for index, standing in enumerate(judge_objectives(dated)):
        for position, entry in enumerate(standing.proofs if standing.objective.phase not in later else ()):
            if entry.status is Status.BREACHED and entry.proof.claim and _find_scene(dated, entry.proof):
                yield build_finding(
                    dated,
                    f"The objective “{standing.objective.text}” rests on claims that the data does not support",
                    Status.BREACHED,
                    ("objectives", index, "evidence", position, "claim"),
                    actual=entry.text,
                    expected="claims that hold",
                    remedy="Correct the claims on Storyboard, or name another piece of evidence.",
                )


def find_untaught(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find competencies that nobody teaches, and those to which no objective leads."""
    enablement = enablement_of(dated)
    for index, competency in enumerate(enablement.competencies):
        lacks, name = [], f"the competency “{competency.name}”"
        if not competency.taught_by:
            remedy = "Add `taught_by:` with a role."
            lacks.append((f"Nobody teaches {name}", "no taught_by", "a role that teaches it", remedy))
        if not any(objective.competency == competency.id for objective in enablement.objectives):
            remedy = f"Add an objective with `competency: {competency.id}`."
            lacks.append((f"No objective leads to {name}", "no objective", "an objective", remedy))
        for text, actual, expected, remedy in lacks:
            yield build_finding(
                dated, text, Status.AT_RISK, ("competencies", index), actual=actual, expected=expected, remedy=remedy
            )
