"""The catalogues of controls, one file a framework in data/frameworks: ids, short titles, what is required."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from steering.catalog.contracts import CatalogEntry, read_tree

FOLDER = Path(__file__).parents[2] / "data" / "frameworks"

# Whether an implementation specification has to be met as it stands, or by something as good where that is reasonable.
Obligation = Literal["required", "addressable"]


class CatalogControl(CatalogEntry):
    """A control by its id in the framework: a criterion, a standard, or an implementation specification of a standard.

    `standard` is the standard that a specification belongs to; `obligation` is empty where specifications say it, and
    where a framework knows no such thing. `also` are other ids that the same control is cited by.
    """

    id: str
    title: str
    standard: str = ""
    obligation: Obligation | None = None
    also: tuple[str, ...] = ()


class FrameworkSection(CatalogEntry):
    """A part of a framework with its controls."""

    id: str
    title: str
    controls: tuple[CatalogControl, ...]


class Framework(CatalogEntry):
    """A framework with its sections, in the order in which they are read; frameworks are listed by `order`."""

    id: str
    title: str
    order: int
    source: str
    sections: tuple[FrameworkSection, ...]

    @property
    def controls(self) -> Iterator[CatalogControl]:
        """Every control, in order."""
        return (control for section in self.sections for control in section.controls)

    @model_validator(mode="after")
    def _validate_ids(self) -> Self:
        ids = [id for control in self.controls for id in (control.id, *control.also)]
        if len(set(ids)) < len(ids):
            raise ValueError("an id is used twice")
        standards = {control.standard for control in self.controls} - {""}
        if unknown := sorted(standards - set(ids)):
            raise ValueError(f"no control is named {', '.join(unknown)}")
        return self


@cache
def frameworks() -> Mapping[str, Framework]:
    """Return every framework by its id, in order."""
    entries = [Framework.model_validate(read_tree(file)) for file in sorted(FOLDER.glob("*.yaml"))]
    return {framework.id: framework for framework in sorted(entries, key=lambda framework: framework.order)}


@cache
def controls_by_id(framework: str) -> Mapping[str, tuple[FrameworkSection, CatalogControl]]:
    """Return the controls of a framework with their sections, by each id that they are cited by."""
    known = frameworks().get(framework)
    return {
        id: (section, control)
        for section in (known.sections if known else ())
        for control in section.controls
        for id in (control.id, *control.also)
    }


@cache
def coverage_metrics() -> Mapping[str, str]:
    """Return what each metric of coverage is called: `coverage.soc2` is SOC 2 coverage."""
    return {f"coverage.{id}": f"{framework.title} coverage" for id, framework in frameworks().items()}
