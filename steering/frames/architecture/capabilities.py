"""The capability map of the Architecture page: areas with their capabilities, coloured by what the viewer asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from steering.context.dated_case import DatedCase
from steering.dossier.capability_map import MappedCapability, map_capabilities
from steering.formatting import format_money, join_words, pluralise
from steering.frames.blocks import Choice
from steering.frames.documents import HeatCell, HeatMap, HeatRow

# What the map may be coloured by; the first one is shown where nothing is chosen.
COLOURS = {
    "by-data": "Score that the data supports",
    "by-self": "Own score",
    "by-kpis": "Standing of its KPIs",
    "by-cost": "Cost",
}
COST_STEPS = ("Lowest quarter", "Second quarter", "Third quarter", "Highest quarter")
METHODS = {
    "by-data": "The highest level below the first proof that fails, as of the month.",
    "by-self": "The level that the organisation gives itself.",
    "by-kpis": "The worst standing among the KPIs that measure it, as of the month.",
    "by-cost": "Its lines over the whole horizon; a line that pays for several is divided evenly. "
    "Coloured in quarters of the dearest capability.",
}


def build_map(dated: DatedCase) -> tuple[Choice, HeatMap]:
    """Build the choice of a colour and the map in it."""
    rows = map_capabilities(dated)
    chosen = dated.filters.focus if dated.filters.focus in COLOURS else "by-data"
    assert chosen is not None
    state = dated.case.dossier.current_state
    levels = (
        tuple(f"{level} {word}" for level, word in enumerate(state.levels)) if state else ("0", "1", "2", "3", "4", "5")
    )
    builders: dict[str, tuple[Callable[[MappedCapability], HeatCell], tuple[str, ...]]] = {
        "by-data": (lambda row: _build_score(row, row.data_score, levels, "no data decides"), levels),
        "by-self": (lambda row: _build_score(row, row.self_score, levels, "not assessed"), levels),
        "by-kpis": (_build_standing, ()),
        "by-cost": (lambda row: _build_cost(row, rows, dated), COST_STEPS),
    }
    build, scale = builders[chosen]
    choice = Choice(label="Colour by", options=tuple(COLOURS.items()), chosen=chosen)
    areas = dict.fromkeys(row.area for row in rows)
    heat = HeatMap(
        id="capability-map",
        title=f"Capability map: {COLOURS[chosen].lower()}",
        alt=_tell_map(rows, list(areas)),
        rows=tuple(HeatRow(label=area, cells=tuple(build(row) for row in rows if row.area == area)) for area in areas),
        scale=scale,
        row_label="Area",
        method=METHODS[chosen],
    )
    return choice, heat


def _tell_map(rows: Sequence[MappedCapability], areas: Sequence[str]) -> str:
    count = pluralise(len(rows), "capability", "capabilities")
    return f"{count} in {pluralise(len(areas), 'area')}: {join_words([*areas])}."


def _build_score(row: MappedCapability, level: int | None, levels: Sequence[str], unknown: str) -> HeatCell:
    text = unknown if level is None else levels[level]
    return HeatCell(label=row.capability.name, text=text, level=level, detail=row.capability.owner or "")


def _build_standing(row: MappedCapability) -> HeatCell:
    text = f"{row.on_track} of {row.kpis} on track" if row.kpis else "no KPI measures it"
    return HeatCell(label=row.capability.name, text=text, status=row.status)


def _build_cost(row: MappedCapability, rows: Sequence[MappedCapability], dated: DatedCase) -> HeatCell:
    if row.cost is None:
        return HeatCell(label=row.capability.name, text="nothing pays for it")
    most = max(other.cost or 0 for other in rows)
    level = min(int(len(COST_STEPS) * row.cost / most), len(COST_STEPS) - 1) if most else 0
    return HeatCell(label=row.capability.name, text=format_money(row.cost, dated.case.charter.currency), level=level)
