"""Every page that a scene can show: its title and the function that makes its frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
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
class PageEntry:
    """A page of the agenda as a scene shows it."""

    title: str
    frame: Callable[[CaseContext, Filters], Frame]


PAGES: Mapping[str, PageEntry] = {
    "brief": PageEntry(title="Brief", frame=brief.frame),
    "adoption": PageEntry(title="Adoption", frame=adoption.frame),
    "kpis": PageEntry(title="KPIs", frame=kpis.frame),
    "costs": PageEntry(title="Costs", frame=costs.frame),
    "roi": PageEntry(title="ROI scenarios", frame=roi.frame),
    "roadmap": PageEntry(title="Roadmap", frame=roadmap.frame),
    "decisions": PageEntry(title="Decisions", frame=decisions.frame),
    "audit": PageEntry(title="Claims audit", frame=audit.frame),
    "sources": PageEntry(title="Sources", frame=sources.frame),
}
