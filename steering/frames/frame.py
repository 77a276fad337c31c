"""The frame: what a page or scene shows, as a plain value before it is a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from steering.catalog.contracts import dataset_label
from steering.context.case_context import CaseContext
from steering.context.dimensions import available_months
from steering.context.filters import Filters
from steering.frames import wire
from steering.frames.blocks import Block, Choice, Notice, leaves
from steering.months import format_month


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where the figures come from: the case, the releases read, and what the viewer chose."""

    case: str
    as_of: str
    unit: str | None
    releases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A page or scene rendered to a value."""

    page: str
    message: str
    blocks: tuple[Block, ...]
    provenance: Provenance
    detail: str = ""
    notices: tuple[Notice, ...] = field(default=())

    @cached_property
    def sha256(self) -> str:
        """The hash of its JSON, worked out once; equal in every process for equal case, parameters and releases."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @property
    def focus_options(self) -> list[str]:
        """The details that the page offers to look closer at: the values of its choices named `focus`."""
        choices = (leaf for leaf in leaves(self.blocks) if isinstance(leaf, Choice) and leaf.name == "focus")
        return [value for choice in choices for value, _ in choice.options]

    def to_json(self) -> str:
        """Return the frame as canonical JSON, as `steering.frames.wire` describes."""
        return wire.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Frame:
        """Read such a JSON. Raises UnreadableFrame for another version and for unknown kinds of block."""
        return wire.from_json(cls, text)


def provenance(context: CaseContext, filters: Filters, datasets: Sequence[str]) -> Provenance:
    """Return the provenance of a frame that reads these datasets."""
    releases = tuple((name, context.releases[name]) for name in datasets if name in context.releases)
    return Provenance(case=context.case.id, as_of=filters.as_of, unit=filters.unit, releases=releases)


def waiting_frame(page: str, context: CaseContext, filters: Filters, dataset: str, remedy: str) -> Frame:
    """Build the frame of a page without its data: what is missing and what to do."""
    state = context.dataset_states.get(dataset)
    notice = Notice(text=f"This case has no {dataset_label(dataset)} data yet.", remedy=remedy, page="sources")
    if state and state.fault:
        notice = Notice(text=state.fault)
    message = f"Waiting for {dataset_label(dataset)} data"
    return Frame(page=page, message=message, blocks=(), provenance=provenance(context, filters, ()), notices=(notice,))


def month_frame(page: str, context: CaseContext, filters: Filters, dataset: str) -> Frame:
    """Return the frame of a page whose data does not cover the month: it says so, and which months there are."""
    notice = describe_month_gap(context, filters, dataset)
    source = provenance(context, filters, (dataset,))
    return Frame(page=page, message=notice.text.rstrip("."), blocks=(), provenance=source, notices=(notice,))


def describe_month_gap(context: CaseContext, filters: Filters, dataset: str) -> Notice:
    """That a dataset has nothing of the month, and which months it has."""
    names = [format_month(month) for month in available_months(context, dataset)]
    text = f"There is no {dataset_label(dataset)} data for {format_month(filters.as_of)}."
    return Notice(text=text, remedy=f"It goes from {names[0]} to {names[-1]}." if names else "")
