"""Every page that a scene can show: its title and the function that makes its frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from steering.context.case_context import Filters, Room
from steering.frames.adoption import page as adoption
from steering.frames.audit import page as audit
from steering.frames.brief import page as brief
from steering.frames.costs import page as costs
from steering.frames.decisions import page as decisions
from steering.frames.frame import Frame
from steering.frames.kpis import page as kpis
from steering.frames.roadmap import page as roadmap
from steering.frames.roi import page as roi
from steering.frames.sources import page as sources


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A page of the agenda as a scene shows it."""

    title: str
    frame: Callable[[Room, Filters], Frame]


PAGES: Mapping[str, Shown] = {
    "brief": Shown(title="Brief", frame=brief.frame),
    "adoption": Shown(title="Adoption", frame=adoption.frame),
    "kpis": Shown(title="KPIs", frame=kpis.frame),
    "costs": Shown(title="Costs", frame=costs.frame),
    "roi": Shown(title="ROI scenarios", frame=roi.frame),
    "roadmap": Shown(title="Roadmap", frame=roadmap.frame),
    "decisions": Shown(title="Decisions", frame=decisions.frame),
    "audit": Shown(title="Claims audit", frame=audit.frame),
    "sources": Shown(title="Sources", frame=sources.frame),
}
