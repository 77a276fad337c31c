"""Which releases were before the people at a moment, and what stands in for those that are not kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.context.past import Past
from steering.errors import StoreUnavailable
from steering.records import Publication
from steering.since.moments import Moment


@dataclass(frozen=True, kw_only=True)
class PastRelease:
    """The release of a dataset that is taken for that of a moment, and since when (UTC) it was in force.

    `is_kept` says that it was in force then; else it is the first after it that can be read.
    """

    dataset: str
    release: str
    since: dt.datetime | None
    is_kept: bool


def choose_releases(context: CaseContext, past: Past, moment: Moment) -> tuple[PastRelease, ...]:
    """Return the release of each dataset at a moment; without one that can be read, the first that came after."""
    return tuple(_choose(context, past, moment, dataset) for dataset in context.releases)


def _choose(context: CaseContext, past: Past, moment: Moment, dataset: str) -> PastRelease:
    state = context.dataset_states.get(dataset)
    history = state.history if state else ()
    then = _in_force(history, moment, dataset)
    later = history[history.index(then) + 1 :] if then else history
    # Nothing was in force then: as before the first release of all.
    if then and then.has_data and _reads(past, then):
        return PastRelease(dataset=dataset, release=then.release_id, since=then.published_at, is_kept=True)
    for entry, covers_exactly in _list_covering(past, later, moment.month):
        # A month as it was first seen: the release that brought it, unless that goes further.
        is_kept = moment.at is None and covers_exactly
        return PastRelease(dataset=dataset, release=entry.release_id, since=entry.published_at, is_kept=is_kept)
    return PastRelease(dataset=dataset, release=context.releases[dataset], since=None, is_kept=False)


def _in_force(history: tuple[Publication, ...], moment: Moment, dataset: str) -> Publication | None:
    """The entry that was in force then: the one that is named, where the case ever had it, else by its time."""
    named = dict(moment.releases).get(dataset)
    # A release that this case never had is not opened: a decision may name any.
    by_name = [entry for entry in history if entry.release_id == named]
    if by_name:
        return by_name[-1]
    past = [entry for entry in history if moment.at and entry.published_at <= moment.at]
    return past[-1] if past and named is None else None


def _list_covering(past: Past, history: tuple[Publication, ...], month: str) -> Iterator[tuple[Publication, bool]]:
    """Yield the entries that can be read and go as far as a month, with whether they end there; then the others."""
    others = []
    for entry in (entry for entry in history if entry.has_data):
        period = _read_period(past, entry)
        if period and period[1] >= month:
            yield entry, period[1] == month
        elif period or _reads(past, entry):
            others.append(entry)
    yield from ((entry, False) for entry in others)


def _reads(past: Past, entry: Publication) -> bool:
    try:
        past.read_release(entry.dataset, entry.release_id)
    except StoreUnavailable:
        return False
    return True


def _read_period(past: Past, entry: Publication) -> tuple[str, str] | None:
    try:
        return past.read_release(entry.dataset, entry.release_id).period
    except StoreUnavailable:
        return None
