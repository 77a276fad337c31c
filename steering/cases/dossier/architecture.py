"""The model of `dossier/architecture.yaml`: what the platform can do, of what it consists, and what binds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.dossier.ids import check_ids, check_known
from steering.cases.yaml_reader import Document
from steering.errors import Problem, quote_input
from steering.field_types import STRICT, Identifier, Label, Month, Words

Lifecycle = Literal["planned", "pilot", "live", "retiring", "retired"]
Mode = Literal["batch", "streaming"]
# How much harm it does where data of a class is seen by others, from none on; the last two need protection.
Sensitivity = Literal["public", "internal", "confidential", "regulated"]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Capability:
    """Something that the organisation is able to do. `parent` is the capability that it is a part of.

    `paid_by` are the lines of the business case that pay for it; `kpis` measure it.
    """

    id: Identifier
    name: Label
    parent: Identifier | None = None
    owner: Label | None = None
    purpose: Words | None = None
    paid_by: tuple[Label, ...] = ()
    kpis: tuple[Label, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Component:
    """A part of the platform. `state` is when it is there: today only, in the target only, or both.

    `zone` and `data` say where it runs, by a zone's id or name, and which class of data it handles; `cost_line` is the
    line that pays for it, `system` the software system that it is a part of.
    """

    id: Identifier
    name: Label
    about: Words | None = None
    capabilities: tuple[Identifier, ...] = ()
    owner: Label | None = None
    lifecycle: Lifecycle = "live"
    state: Literal["current", "target", "both"] = "both"
    clouds: tuple[Label, ...] = ()
    modes: tuple[Mode, ...] = ()
    zone: Label | None = None
    data: Label | None = None
    cost_line: Label | None = None
    decisions: tuple[Label, ...] = ()
    uses: tuple[Identifier, ...] = ()
    since: Month | None = None
    system: Identifier | None = None
    technology: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ArchitecturePerson:
    """Somebody who uses the platform, or whom it serves."""

    id: Identifier
    name: Label
    about: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SoftwareSystem:
    """A software system. One that no component is a part of stands outside of the platform."""

    id: Identifier
    name: Label
    about: Words | None = None
    owner: Label | None = None
    zone: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DataClass:
    """A class of data: components, zones and relations name it in `data`."""

    name: Label
    sensitivity: Sensitivity
    about: Words | None = None

    @property
    def needs_protection(self) -> bool:
        """Whether data of the class has to be protected where it leaves a zone of trust."""
        return self.sensitivity in ("confidential", "regulated")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TrustZone:
    """A zone of trust, `within` another; `boundary` is what guards its edge, `data` the class of its data."""

    id: Identifier
    name: Label
    within: Identifier | None = None
    boundary: Label | None = None
    data: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeploymentNode:
    """A place where components run, such as a cluster. `within` is the node around it; `runs` are components."""

    id: Identifier
    name: Label
    within: Identifier | None = None
    zone: Label | None = None
    technology: Label | None = None
    runs: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Relation:
    """What one person, system or component has to do with another, over which protocol and how often.

    `data` is the class of the data that it carries, `protection` what protects that on its way, `pattern` the
    integration pattern that it follows.
    """

    start: Identifier
    end: Identifier
    about: Label | None = None
    protocol: Label | None = None
    mode: Mode | None = None
    data: Label | None = None
    protection: Label | None = None
    pattern: Identifier | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class IntegrationPattern:
    """A way in which components are joined, and the components that use it."""

    id: Identifier
    name: Label
    purpose: Words
    used_by: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Constraint:
    """What binds the architecture. `satisfied_by` are components, decision records or capabilities.

    `evidence` are control ids, or coverage metrics of a framework.
    """

    id: Identifier
    name: Label
    text: Words
    satisfied_by: tuple[Label, ...] = ()
    evidence: tuple[Label, ...] = ()
    owner: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Architecture:
    """The content of `dossier/architecture.yaml`."""

    capabilities: Annotated[tuple[Capability, ...], Field(max_length=500)] = ()
    components: Annotated[tuple[Component, ...], Field(max_length=1000)] = ()
    people: Annotated[tuple[ArchitecturePerson, ...], Field(max_length=200)] = ()
    systems: Annotated[tuple[SoftwareSystem, ...], Field(max_length=500)] = ()
    data_classes: Annotated[tuple[DataClass, ...], Field(max_length=100)] = ()
    zones: Annotated[tuple[TrustZone, ...], Field(max_length=200)] = ()
    nodes: Annotated[tuple[DeploymentNode, ...], Field(max_length=500)] = ()
    relations: Annotated[tuple[Relation, ...], Field(max_length=5000)] = ()
    patterns: tuple[IntegrationPattern, ...] = ()
    constraints: tuple[Constraint, ...] = ()


def check_architecture(architecture: Architecture, text: Document) -> Iterator[Problem]:
    """Yield every disagreement within `dossier/architecture.yaml`."""
    for key in ("capabilities", "components", "people", "systems", "zones", "nodes", "patterns", "constraints"):
        yield from check_ids(text, (key,), [item.id for item in getattr(architecture, key)])
    yield from check_ids(text, ("data_classes",), [entry.name for entry in architecture.data_classes], key="name")
    tops = [capability.id for capability in architecture.capabilities if capability.parent is None]
    for index, capability in enumerate(architecture.capabilities):
        if capability.parent is not None:
            place = ("capabilities", index, "parent")
            yield from check_known(text, place, capability.parent, tops, "a capability without a parent")
    components = [component.id for component in architecture.components]
    for index, component in enumerate(architecture.components):
        yield from check_known(text, ("components", index, "uses"), component.uses, components, "a component")
    yield from _check_views(architecture, text, components)
    for index, pattern in enumerate(architecture.patterns):
        yield from check_known(text, ("patterns", index, "used_by"), pattern.used_by, components, "a component")


def _check_views(architecture: Architecture, text: Document, components: Sequence[str]) -> Iterator[Problem]:
    """Yield what disagrees in people, systems, zones, nodes and relations: names of what is not there."""
    systems = [system.id for system in architecture.systems]
    people = [person.id for person in architecture.people]
    for index, component in enumerate(architecture.components):
        if component.system is not None:
            yield from check_known(text, ("components", index, "system"), component.system, systems, "a system")
    yield from _check_nesting("zones", [(zone.id, zone.within) for zone in architecture.zones], text)
    yield from _check_nesting("nodes", [(node.id, node.within) for node in architecture.nodes], text)
    for index, node in enumerate(architecture.nodes):
        yield from check_known(text, ("nodes", index, "runs"), node.runs, components, "a component")
    ends, patterns = [*people, *systems, *components], [pattern.id for pattern in architecture.patterns]
    for index, relation in enumerate(architecture.relations):
        for key in ("start", "end"):
            place = ("relations", index, key)
            yield from check_known(text, place, getattr(relation, key), ends, "a person, system or component")
        if relation.pattern is not None:
            yield from check_known(text, ("relations", index, "pattern"), relation.pattern, patterns, "a pattern")
    yield from _check_shared_ids(architecture, text)


def _check_nesting(key: str, entries: Sequence[tuple[str, str | None]], text: Document) -> Iterator[Problem]:
    """Yield what stands within something that is not written above it: so nothing stands within itself."""
    above: list[str] = []
    for index, (id, within) in enumerate(entries):
        if within is not None:
            yield from check_known(text, (key, index, "within"), within, above, f"one of the {key} above it")
        above.append(id)


def _check_shared_ids(architecture: Architecture, text: Document) -> Iterator[Problem]:
    """Yield people and systems with the id of something else that a relation may name."""
    used = {component.id: "component" for component in architecture.components}
    for key, noun in (("systems", "system"), ("people", "person")):
        for index, entry in enumerate(getattr(architecture, key)):
            if entry.id in used:
                expected = f"an id that no {used[entry.id]} has"
                yield text.at((key, index, "id"), quote_input(entry.id), expected, "Give it another id.")
        used |= {entry.id: noun for entry in getattr(architecture, key)}
