"""The golden thread: from what hurts to what cures it, what it is worth, what measures it, and what presents it.

A strand is one pain point or one benefit line with everything that hangs on it, by the ids that the files name; what a
strand lacks is a gap. A constraint has a strand of its own: what satisfies it, and what proves that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from steering.cases.dossier.architecture import Architecture, Constraint
from steering.cases.dossier.current_state import CurrentState, PainPoint
from steering.cases.line import Line
from steering.cases.storyboard import Scene
from steering.conditions import ConditionState
from steering.context.dated_case import DatedCase
from steering.dossier.adr_graph import graph_of
from steering.storyboard.claims import CheckedClaim, check_claims

# The parts of a strand in the order of the thread, and what each lacks where nothing stands there.
PARTS = {
    "pains": "no pain point",
    "capabilities": "no capability",
    "components": "no component",
    "decisions": "no decision",
    "benefits": "no benefit line",
    "kpis": "no KPI",
    "claims": "no claim",
}


@dataclass(frozen=True, kw_only=True)
class ThreadClaim:
    """A claim that presents a KPI, with its scene and whether the data supports it."""

    scene: str
    claim: CheckedClaim


@dataclass(frozen=True, kw_only=True)
class Strand:
    """What hangs together, each part by its names; `begin` is what the strand begins with."""

    begin: str
    pains: tuple[str, ...]
    capabilities: tuple[str, ...]
    components: tuple[str, ...]
    decisions: tuple[str, ...]
    benefits: tuple[str, ...]
    kpis: tuple[str, ...]
    claims: tuple[ThreadClaim, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing, in the order of the thread."""
        return tuple(lack for part, lack in PARTS.items() if not getattr(self, part))

    @property
    def unsupported(self) -> tuple[ThreadClaim, ...]:
        """The claims that the data does not support."""
        return tuple(claim for claim in self.claims if claim.claim.state is not ConditionState.HOLDS)


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """The files of a case that the thread runs through, absent ones as empty."""

    dated: DatedCase
    state: CurrentState
    architecture: Architecture
    benefits: Sequence[Line]
    claims: Sequence[tuple[str | None, ThreadClaim]]


def trace_pains(dated: DatedCase) -> tuple[Strand, ...]:
    """Return a strand for each pain point, in the file's order."""
    parts = _gather(dated)
    return tuple(_trace(parts, pain.title, [pain], pain.benefit_lines) for pain in parts.state.pain_points)


def trace_benefits(dated: DatedCase) -> tuple[Strand, ...]:
    """Return a strand for each benefit line of the business case, in the file's order."""
    parts = _gather(dated)
    return tuple(
        _trace(parts, line.name, [pain for pain in parts.state.pain_points if line.id in pain.benefit_lines], [line.id])
        for line in parts.benefits
    )


def _gather(dated: DatedCase) -> _Parts:
    def gather() -> _Parts:
        business, dossier = dated.case.business, dated.case.dossier
        return _Parts(
            dated=dated,
            state=dossier.current_state or CurrentState(),
            architecture=dossier.architecture or Architecture(),
            benefits=[line for line in business.as_written.lines if line.kind == "benefit"] if business else [],
            claims=tuple(_list_claims(dated)),
        )

    return dated.context.cached(("thread", dated.filters.as_of), gather)


def _list_claims(dated: DatedCase) -> Iterator[tuple[str | None, ThreadClaim]]:
    story = dated.case.storyboard
    for scene in story.scenes if story else ():
        if isinstance(scene, Scene):
            for claim in check_claims(dated.context, scene, as_of=dated.filters.as_of):
                yield claim.claim.metric, ThreadClaim(scene=scene.id, claim=claim)


def _trace(parts: _Parts, begin: str, pains: Sequence[PainPoint], lines: Collection[str]) -> Strand:
    architecture, case = parts.architecture, parts.dated.case
    cures = {id for pain in pains for id in pain.cured_by}
    capabilities = [capability for capability in architecture.capabilities if capability.id in cures]
    components = [part for part in architecture.components if cures & {*part.capabilities} and part.state != "current"]
    kpis = list(dict.fromkeys(kpi for capability in capabilities for kpi in capability.kpis if kpi in case.kpis))
    decided = graph_of(parts.dated).find_all(name for part in components for name in part.decisions)
    return Strand(
        begin=begin,
        pains=tuple(pain.title for pain in pains),
        capabilities=tuple(capability.name for capability in capabilities),
        components=tuple(component.name for component in components),
        decisions=tuple(dict.fromkeys(adr.label for adr in decided)),
        benefits=tuple(line.name for line in parts.benefits if line.id in lines),
        kpis=tuple(case.kpis[kpi].name for kpi in kpis),
        claims=tuple(claim for metric, claim in parts.claims if metric in kpis),
    )


@dataclass(frozen=True, kw_only=True)
class ConstraintStrand:
    """A constraint with what satisfies it and what proves that, by name."""

    constraint: Constraint
    satisfied_by: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing."""
        lacks = (("nothing satisfies it", self.satisfied_by), ("no evidence", self.evidence))
        return tuple(lack for lack, names in lacks if not names)


def trace_constraints(dated: DatedCase) -> tuple[ConstraintStrand, ...]:
    """Return a strand for each constraint, in the file's order."""
    architecture, graph = dated.case.dossier.architecture or Architecture(), graph_of(dated)
    names = {item.id: item.name for item in architecture.capabilities}
    names |= {item.id: item.name for item in architecture.components}
    names |= {item.id: item.name for item in architecture.patterns}
    strands = []
    for constraint in architecture.constraints:
        parts = [(graph.find(name), name) for name in constraint.satisfied_by]
        satisfied = [adr.label if adr else names[name] for adr, name in parts if adr or name in names]
        strands.append(
            ConstraintStrand(constraint=constraint, satisfied_by=tuple(satisfied), evidence=constraint.evidence)
        )
    return tuple(strands)
