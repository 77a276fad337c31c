"""A case with the releases in force for it: what every subject, page and scene is worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from steering.cases import Case

if TYPE_CHECKING:
    import pandas as pd

    from steering.records import Publication
    from steering.warehouse import Manifest


class Ask(Protocol):
    """Asks the warehouse a named question about the releases in force."""

    def __call__(self, question: str, /, **parameters: object) -> pd.DataFrame:
        """The answer as a tidy frame; NoData where a dataset is missing."""
        ...


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the viewer chose: the month to look from, one business unit or all, and a KPI to look at closer."""

    as_of: str
    unit: str | None = None
    focus: str | None = None


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A dataset in force: its release's manifest, or why it can't be read, and all publications, oldest first."""

    manifest: Manifest | None
    history: tuple[Publication, ...]
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class Room:
    """A case, the ids of its releases by dataset, the way to ask about them, and what is known of each."""

    case: Case
    releases: Mapping[str, str]
    ask: Ask
    holdings: Mapping[str, Holding] = field(default_factory=dict)

    def has(self, dataset: str) -> bool:
        """Whether a release of this dataset is in force."""
        return dataset in self.releases
