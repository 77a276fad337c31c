"""The relations of an architecture: which of them cross a trust boundary, with which data, and what protects that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from steering.cases.dossier.architecture import Architecture, DataClass, Relation, SoftwareSystem, TrustZone
from steering.cases.yaml_reader import Place
from steering.context.dated_case import DatedCase
from steering.dossier.architecture import FILE, PAGE, architecture_of
from steering.dossier.finding import DossierFinding, DossierRule
from steering.formatting import join_words
from steering.status import Status

# Where something stands: its zone and those around it, by id, from the outermost; empty is outside of all.
Chain = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """A relation that leads out of a zone or into one; `place` is where it is written, `zones` whose edges it crosses.

    `ends` are the classes of data at its two ends, where the file says so.
    """

    relation: Relation
    place: Place
    zones: tuple[str, ...]
    ends: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, str]:
        """The ids of its two ends."""
        return self.relation.start, self.relation.end


def list_relations(architecture: Architecture) -> tuple[Relation, ...]:
    """Return the relations, and those that follow from what a component uses where none is written."""
    return tuple(relation for relation, _ in _place_relations(architecture))


def _place_relations(architecture: Architecture) -> Iterator[tuple[Relation, Place]]:
    pairs = {(relation.start, relation.end) for relation in architecture.relations}
    for index, relation in enumerate(architecture.relations):
        yield relation, ("relations", index)
    for index, component in enumerate(architecture.components):
        for position, id in enumerate(component.uses):
            if (component.id, id) not in pairs:
                yield Relation(start=component.id, end=id), ("components", index, "uses", position)


def find_zone(architecture: Architecture, name: str | None) -> TrustZone | None:
    """Return the zone that a name means: its id, else its name."""
    by_name = {zone.name: zone for zone in architecture.zones} | {zone.id: zone for zone in architecture.zones}
    return by_name.get(name) if name else None


def list_outside_systems(architecture: Architecture) -> tuple[SoftwareSystem, ...]:
    """Return the systems that no component is a part of."""
    own = {component.system for component in architecture.components}
    return tuple(system for system in architecture.systems if system.id not in own)


def name_ends(architecture: Architecture) -> dict[str, str]:
    """Return the name of every person, system and component by id."""
    names = {person.id: person.name for person in architecture.people}
    names |= {system.id: system.name for system in architecture.systems}
    return names | {component.id: component.name for component in architecture.components}


def list_crossings(architecture: Architecture) -> Iterator[Crossing]:
    """Yield the relations that cross a trust boundary, in the order of the file.

    People, and systems around the platform that name no zone, stand outside of all zones. Of a component without a
    zone it is not known where it stands, and so not what its relations cross.
    """
    zones = {zone.id: zone for zone in architecture.zones}
    chains = _locate_ends(architecture)
    data = {component.id: component.data for component in architecture.components if component.data}
    for relation, place in _place_relations(architecture):
        start, end = chains.get(relation.start), chains.get(relation.end)
        if start is None or end is None or start == end:
            continue
        left = [id for id in reversed(start) if id not in end]
        entered = [id for id in end if id not in start]
        at_ends = (
            data.get(id) or _find_data(chain, zones) for id, chain in ((relation.start, start), (relation.end, end))
        )
        yield Crossing(
            relation=relation,
            place=place,
            zones=tuple(zones[id].name if id in zones else id for id in (*left, *entered)),
            ends=tuple(name for name in at_ends if name),
        )


def _locate_ends(architecture: Architecture) -> dict[str, Chain]:
    """Return where everything stands of which that is known. A zone that is no more than a word is its own."""
    ids = {zone.name: zone.id for zone in architecture.zones} | {zone.id: zone.id for zone in architecture.zones}
    around: dict[str, Chain] = {}
    for zone in architecture.zones:
        around[zone.id] = (*(around[zone.within] if zone.within else ()), zone.id)

    def locate(name: str) -> Chain:
        id = ids.get(name, name)
        return around.get(id, (id,))

    systems = [(system.id, system.zone) for system in architecture.systems]
    components = [(component.id, component.zone) for component in architecture.components]
    inside = {id: locate(zone) for id, zone in (*systems, *components) if zone}
    outside = [person.id for person in architecture.people]
    outside += [system.id for system in list_outside_systems(architecture) if not system.zone]
    return inside | dict.fromkeys(outside, ())


def _find_data(chain: Chain, zones: Mapping[str, TrustZone]) -> str | None:
    """Return the class of the data in the innermost zone that names one."""
    return next((data for id in reversed(chain) if id in zones and (data := zones[id].data)), None)


def _classes(architecture: Architecture) -> dict[str, DataClass]:
    return {entry.name: entry for entry in architecture.data_classes}


def _find_unprotected(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find confidential and regulated data that crosses a trust boundary without anything that protects it."""
    architecture = architecture_of(dated)
    names, classes = name_ends(architecture), _classes(architecture)
    for crossing in list_crossings(architecture):
        relation = crossing.relation
        carries = classes.get(relation.data or "")
        if carries is None or not carries.needs_protection or relation.protection or relation.pattern:
            continue
        remedy = "Write `protection:` with what protects it on its way, or the `pattern:` that it follows."
        place = dated.at(FILE, crossing.place, "no protection and no pattern", "what protects the data", remedy)
        text = (
            f"Nothing protects “{carries.name}” ({carries.sensitivity}) on the way from “{names[relation.start]}” to "
            f"“{names[relation.end]}”, across the edge of {_quote(crossing.zones)}"
        )
        yield DossierFinding(text=text, status=Status.BREACHED, places=(place,))


def _quote(names: Sequence[str]) -> str:
    return join_words([f"“{name}”" for name in names])


def _find_undeclared(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find relations across a trust boundary that may carry data in need of protection, and do not say which."""
    architecture = architecture_of(dated)
    names, classes = name_ends(architecture), _classes(architecture)
    crossings = list(list_crossings(architecture))
    if not classes:
        yield from _find_no_classes(dated, crossings)
    for crossing in crossings:
        relation = crossing.relation
        at_risk = [name for name in dict.fromkeys(crossing.ends) if name in classes and classes[name].needs_protection]
        if relation.data is None and at_risk:
            remedy = "Write `data:` with the class of its data; of what a component uses, write it under `relations`."
            place = dated.at(FILE, crossing.place, "no data", "the class of the data that it carries", remedy)
            text = (
                f"Nothing says which data goes from “{names[relation.start]}” to “{names[relation.end]}”, across the "
                f"edge of {_quote(crossing.zones)}, where {_quote(at_risk)} is held"
            )
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,))


def _find_no_classes(dated: DatedCase, crossings: Sequence[Crossing]) -> Iterator[DossierFinding]:
    """Find that data crosses trust boundaries, and nothing says which of its classes need protection."""
    held = [name for crossing in crossings for name in (crossing.relation.data, *crossing.ends) if name]
    if held:
        remedy = "Write `data_classes:` with a sensitivity for each."
        place = dated.at(FILE, (), "no data_classes", "the classes of data, each with its sensitivity", remedy)
        text = f"Data crosses trust boundaries, such as “{held[0]}”, and nothing says which classes need protection"
        yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,))


def _find_undrawn(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find relations that no view shows: from a component to the system that it is a part of, or the other way."""
    architecture = architecture_of(dated)
    homes = {component.id: component.system for component in architecture.components}
    own, names = {id for id in homes.values() if id}, name_ends(architecture)
    for index, relation in enumerate(architecture.relations):
        ends = (relation.start, relation.end)
        systems = [id for id in ends if id in own]
        # Components have boxes of their own, and between two systems the context has an arrow.
        if systems and len({homes.get(id, id) for id in ends}) == 1:
            remedy = "Name the component of the system that is meant, or take the relation out."
            place = dated.at(FILE, ("relations", index), f"a relation within {names[systems[0]]}", "two boxes", remedy)
            text = (
                f"The relation from “{names[relation.start]}” to “{names[relation.end]}” is drawn in no view: "
                f"both ends are the system “{names[systems[0]]}”"
            )
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,))


RULES = (
    DossierRule(
        id="relation-protected", profile="architecture-review", page=PAGE, place="relations", find=_find_unprotected,
        question="Is confidential and regulated data protected wherever it crosses a trust boundary?",
    ),
    DossierRule(
        id="relation-data", profile="docs-quality", page=PAGE, place="relations", find=_find_undeclared,
        question="Is it said which data crosses each trust boundary?",
    ),
    DossierRule(
        id="relation-drawn", profile="architecture-review", page=PAGE, place="relations", find=_find_undrawn,
        question="Is every relation drawn in a view?",
    ),
)  # fmt: skip
