"""The case as it is on disk and in the records at one moment, with the frames made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from steering.cases.last_good import StaleFiles
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import FileRefused
from steering.frames.frame import Frame

if TYPE_CHECKING:
    from steering.state.views import View

# The most frames that are cached for the next viewer with the same filters.
FRAMES = 200
# The most views, each with the compressed bytes of its picture.
VIEWS = 200


@dataclass(frozen=True, kw_only=True)
class CaseSnapshot:
    """The context of the case now, the months one can look from, and the datasets that were refused.

    `stale` are files of the case of which an earlier version is shown. `faults` say what of the stores can't be read.
    """

    context: CaseContext
    months: tuple[str, ...]
    units: tuple[str, ...]
    refused: Mapping[str, FileRefused]
    stale: StaleFiles | None = None
    faults: tuple[str, ...] = ()
    frames: LruCache[Frame] = field(default_factory=lambda: LruCache(FRAMES))
    views: LruCache[View] = field(default_factory=lambda: LruCache(VIEWS))

    def frame(self, make: Callable[[CaseContext, Filters], Frame], filters: Filters) -> Frame:
        """A page's frame with these filters, made once for everybody who looks at this snapshot."""
        return self.frames.get((make.__module__, filters), lambda: make(self.context, filters))

    @property
    def default_filters(self) -> Filters:
        """The filters a visitor begins with: the case's own month where there is data for it."""
        as_of = self.context.case.charter.as_of
        return Filters(as_of=as_of if as_of in self.months else self.months[0])

    @property
    def damage(self) -> tuple[str, ...]:
        """What can't be read of the datasets in force, and why."""
        return tuple(state.fault for state in self.context.dataset_states.values() if state.fault)
