"""A case with the releases in force for it: what every subject, page and scene is worked out from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from steering.cases.case import Case
from steering.context.cache import LruCache

if TYPE_CHECKING:
    from steering.context.past import Past
    from steering.records import DecisionRevision, Publication, SavedScenario
    from steering.warehouse import Answer, Manifest

T = TypeVar("T")
# How many results that several pages share are kept.
RESULTS = 200


class Query(Protocol):
    """Asks the warehouse a named query about the releases in force."""

    def __call__(self, query: str, /, **parameters: object) -> Answer:
        """Return the answer; NoData where a dataset is missing."""
        ...


@dataclass(frozen=True, kw_only=True)
class DatasetState:
    """A dataset in force: its release's manifest, or why it can't be read, and all publications, oldest first."""

    manifest: Manifest | None
    history: tuple[Publication, ...]
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseContext:
    """A case, the ids of its releases by dataset, the way to ask about them, and what is known of each.

    `decisions` are those on record, the last one first; `scenarios` those that people kept, the first one first.
    `names` are what the people in these records are called now, by id.
    `past` opens the case as it was; None where nothing is kept of it.
    """

    case: Case
    releases: Mapping[str, str]
    query: Query
    dataset_states: Mapping[str, DatasetState] = field(default_factory=dict)
    decisions: tuple[DecisionRevision, ...] = ()
    scenarios: tuple[SavedScenario, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    past: Past | None = field(default=None, compare=False, repr=False)
    results: LruCache[Any] = field(default_factory=lambda: LruCache(RESULTS), compare=False, repr=False)

    def has(self, dataset: str) -> bool:
        """Return whether a release of this dataset is in force."""
        return dataset in self.releases

    def name_of(self, id: str) -> str:
        """Return what somebody in the records is called now; an id that is nobody's is its own name."""
        return self.names.get(id, id)

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return a result that follows from this room and the key alone, worked out when it is first asked for."""
        result: T = self.results.get(key, make)
        return result
