"""The model of `dossier/architecture.yaml`: what the platform can do, of what it consists, and what binds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.dossier.ids import check_ids, check_known
from steering.cases.yaml_reader import Document
from steering.errors import Problem
from steering.field_types import STRICT, Identifier, Label, Month, Words

Lifecycle = Literal["planned", "pilot", "live", "retiring", "retired"]
Mode = Literal["batch", "streaming"]


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

    `zone` and `data` say where it runs and which class of data it handles; `cost_line` is the line that pays for it.
    """

    id: Identifier
    name: Label
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
    patterns: tuple[IntegrationPattern, ...] = ()
    constraints: tuple[Constraint, ...] = ()


def check_architecture(architecture: Architecture, text: Document) -> Iterator[Problem]:
    """Yield every disagreement within `dossier/architecture.yaml`."""
    for key in ("capabilities", "components", "patterns", "constraints"):
        yield from check_ids(text, (key,), [item.id for item in getattr(architecture, key)])
    tops = [capability.id for capability in architecture.capabilities if capability.parent is None]
    for index, capability in enumerate(architecture.capabilities):
        if capability.parent is not None:
            place = ("capabilities", index, "parent")
            yield from check_known(text, place, capability.parent, tops, "a capability without a parent")
    components = [component.id for component in architecture.components]
    for index, component in enumerate(architecture.components):
        yield from check_known(text, ("components", index, "uses"), component.uses, components, "a component")
    for index, pattern in enumerate(architecture.patterns):
        yield from check_known(text, ("patterns", index, "used_by"), pattern.used_by, components, "a component")
