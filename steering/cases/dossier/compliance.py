"""The model of `dossier/compliance.yaml`: the controls in scope, who answers for them, and how they are to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic.dataclasses import dataclass

from steering.cases.yaml_reader import Document
from steering.catalog.frameworks import frameworks
from steering.errors import Problem, quote_input
from steering.field_types import STRICT, ControlId, Identifier, Label, Words


def _framework(value: str) -> str:
    if value not in frameworks():
        raise ValueError(f"one of {', '.join(frameworks())}")
    return value


FrameworkId = Annotated[str, AfterValidator(_framework), WithJsonSchema({"type": "string", "enum": list(frameworks())})]
Method = Literal["automated", "manual"]
Frequency = Literal["continuous", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly"]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FrameworkScope:
    """What is to be shown for a framework: its scope in words, and the role that answers for it."""

    id: FrameworkId
    scope: Words
    owner: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Control:
    """A control in scope, or one that does not apply, with the reason.

    `method` is how its evidence is to be collected, `frequency` how often. `crosswalk` are controls of another
    framework whose evidence counts for this one as well. `title` is for controls that no catalogue has.
    """

    id: ControlId
    framework: FrameworkId
    title: Label | None = None
    component: Identifier | None = None
    owner: Label | None = None
    method: Method = "manual"
    frequency: Frequency | None = None
    crosswalk: Annotated[tuple[ControlId, ...], Field(max_length=20)] = ()
    not_applicable: Words | None = None
    note: Words | None = None

    @property
    def in_scope(self) -> bool:
        """Whether evidence is asked for it."""
        return self.not_applicable is None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Compliance:
    """The content of `dossier/compliance.yaml`."""

    frameworks: tuple[FrameworkScope, ...] = ()
    controls: Annotated[tuple[Control, ...], Field(max_length=2000)] = ()


def check_compliance(compliance: Compliance, text: Document) -> Iterator[Problem]:
    """Yield every disagreement within `dossier/compliance.yaml`."""
    for key in ("frameworks", "controls"):
        ids: set[str] = set()
        for index, item in enumerate(getattr(compliance, key)):
            if item.id in ids:
                expected = f"an id used once in {key}"
                yield text.at((key, index, "id"), quote_input(item.id), expected, "Leave one of the two out.")
            ids.add(item.id)
    for index, control in enumerate(compliance.controls):
        if control.id in control.crosswalk:
            expected = "another control than the one itself"
            place = ("controls", index, "crosswalk", control.crosswalk.index(control.id))
            yield text.at(place, quote_input(control.id), expected, "Name the control whose evidence counts here too.")
