"""What is known of each capability of the map: its scores, what its lines cost, and how its KPIs stand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from steering.cases.dossier.architecture import Capability
from steering.context.dated_case import DatedCase
from steering.dossier.architecture import architecture_of, list_leaves
from steering.dossier.assessment import assess_capabilities
from steering.kpis.scorecard import build_scorecard
from steering.status import Status

# The worst first.
ORDER = (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class MappedCapability:
    """A capability with its area, its scores from 0 to 5, its share of the lines that pay for it, and its KPIs.

    `cost` is in the case's currency over the whole horizon; a line that pays for several is divided evenly. What is not
    known is None. `on_track` and `kpis` count the KPIs that measure it, `status` is the worst of theirs.
    """

    capability: Capability
    area: str
    self_score: int | None
    data_score: int | None
    cost: float | None
    on_track: int
    kpis: int
    status: Status


def map_capabilities(dated: DatedCase) -> tuple[MappedCapability, ...]:
    """Return every capability that no other is a part of, in the file's order, as of the month."""
    architecture = architecture_of(dated)
    names = {capability.id: capability.name for capability in architecture.capabilities}
    scores = {row.entry.capability: row for row in assess_capabilities(dated)}
    kpis = {result.kpi.id: result.status for result in build_scorecard(dated.context, dated.filters)}
    leaves = [architecture.capabilities[index] for index, _ in list_leaves(architecture)]
    costs = _divide_costs(leaves, dated)
    rows = []
    for leaf in leaves:
        row = scores.get(leaf.id)
        statuses = [kpis[id] for id in leaf.kpis if id in kpis]
        rows.append(
            MappedCapability(
                capability=leaf,
                area=names[leaf.parent or leaf.id],
                self_score=row.entry.self_score if row else None,
                data_score=row.data_score if row else None,
                cost=costs.get(leaf.id),
                on_track=statuses.count(Status.ON_TRACK),
                kpis=len(statuses),
                status=min(statuses, key=ORDER.index, default=Status.UNKNOWN),
            )
        )
    return tuple(rows)


def _divide_costs(leaves: list[Capability], dated: DatedCase) -> dict[str, float]:
    business = dated.case.business
    if business is None:
        return {}
    totals = {
        line.id: float(sum(line.amounts, Fraction(0)) * Fraction(business.unit))
        for line in business.lines
        if line.kind == "cost"
    }
    users = {id: sum(id in leaf.paid_by for leaf in leaves) for id in totals}
    return {
        leaf.id: sum(totals[id] / users[id] for id in leaf.paid_by if id in totals) for leaf in leaves if leaf.paid_by
    }
