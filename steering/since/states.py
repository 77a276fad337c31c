"""The case from then to now in five states: one cause after the other is laid on top of what was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from steering.cases.case import Case
from steering.catalog.contracts import dataset_label
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.context.past import Past, PastCase
from steering.formatting import join_words
from steering.months import format_month
from steering.since.moments import Moment
from steering.since.releases_then import PastRelease, choose_releases

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class CaseState:
    """The case in one state, and the month and business unit that it is seen from."""

    context: CaseContext
    filters: Filters


@dataclass(frozen=True, kw_only=True)
class CaseStates:
    """The case then, after each cause in turn, and so now; `notes` say what stands in for what is not kept."""

    moment: Moment
    states: tuple[CaseState, ...]
    notes: tuple[str, ...]

    @property
    def then(self) -> CaseState:
        """The case as it was."""
        return self.states[0]

    @property
    def is_now(self) -> bool:
        """Whether the moment is today: the same month of the same data and texts."""
        return is_same(self.then, self.states[-1])


def is_same(state: CaseState, other: CaseState) -> bool:
    """Return whether nothing differs between two states."""
    return state.context is other.context and state.filters == other.filters


def map_states(states: Sequence[CaseState], make: Callable[[CaseState], T]) -> tuple[T, ...]:
    """Return what is made of each state, once for neighbours that are the same."""
    results: list[T] = []
    for index, state in enumerate(states):
        is_known = index > 0 and is_same(states[index - 1], state)
        results.append(results[-1] if is_known else make(state))
    return tuple(results)


def build_states(context: CaseContext, filters: Filters, moment: Moment) -> CaseStates:
    """Lay corrected data, new data, changed definitions and changed assumptions on the case as it was."""
    now = replace(filters.without_model, focus=None, since=None)
    then = replace(now, as_of=moment.month)
    if context.past is None:
        contexts: tuple[CaseContext, ...] = (context,) * 5
        notes: tuple[str, ...] = ()
    else:
        releases = choose_releases(context, context.past, moment)
        past = context.past.case_at(_moment_of_texts(moment, releases))
        contexts = _lay(context, context.past, past, {item.dataset: item.release for item in releases})
        notes = (*_describe_releases(context, releases, moment), *_describe_texts(past))
    views = (then, then, now, now, now)
    states = tuple(CaseState(context=own, filters=view) for own, view in zip(contexts, views, strict=True))
    return CaseStates(moment=moment, states=states, notes=notes)


def layer_cases(old: Case, new: Case) -> tuple[Case, Case, Case, Case]:
    """Return the case with its files as they were, then with its month, its definitions and its assumptions of today.

    Definitions are the KPIs, the claims, and which tag names the team. What else the files say is assumed.
    """
    first = replace(
        new,
        charter=old.charter,
        kpis=old.kpis,
        business=old.business,
        roadmap=old.roadmap,
        dossier=old.dossier,
        storyboard=old.storyboard,
    )
    own, today = old.charter, new.charter
    month = replace(first, charter=replace(own, as_of=today.as_of, last_committee=today.last_committee))
    charter = replace(
        month.charter, team_tag=today.team_tag, headlines=today.headlines, currency=today.currency, title=today.title
    )
    definitions = replace(month, charter=charter, kpis=new.kpis, storyboard=new.storyboard)
    return first, month, definitions, new


def _lay(context: CaseContext, past: Past, old: PastCase, releases: Mapping[str, str]) -> tuple[CaseContext, ...]:
    """Return the five contexts; where nothing differs from today, that of today."""
    today = dict(context.releases)
    confined = {
        name: release if releases[name] == release else f"{release}~{releases[name]}" for name, release in today.items()
    }
    first, month, definitions, _ = layer_cases(old.case, context.case)

    def open_state(case: Case, step: str, references: Mapping[str, str]) -> CaseContext:
        is_same = old.case is context.case
        if is_same and references == today:
            return context
        version = old.sha256 if is_same else f"{old.sha256} {past.version} {step}"
        return past.open(context.case if is_same else case, version, references)

    return (
        open_state(first, "then", releases),
        open_state(first, "then", confined),
        open_state(month, "month", today),
        open_state(definitions, "definitions", today),
        context,
    )


def _moment_of_texts(moment: Moment, releases: tuple[PastRelease, ...]) -> dt.datetime:
    """The moment whose texts are read: of a month that in which the last of its data came."""
    times = [item.since for item in releases if item.since and item.is_kept]
    return moment.at or max(times, default=dt.datetime.min.replace(tzinfo=dt.UTC))


def _describe_releases(context: CaseContext, releases: tuple[PastRelease, ...], moment: Moment) -> list[str]:
    """Say which releases of then are not kept, and what stands in for them."""
    sentences = []
    absent = [item for item in releases if not item.is_kept]
    same = [item for item in absent if item.release == context.releases[item.dataset]]
    other = [item for item in absent if item not in same]
    if same:
        sentences.append(
            f"No earlier release of the {_join_datasets(same)} data is kept: today's as of "
            f"{format_month(moment.month)} stands in, so what was corrected since can't be told."
        )
    if other:
        sentences.append(
            f"The {_join_datasets(other)} data of that time is not kept: the first release after it stands in."
        )
    return sentences


def _join_datasets(releases: list[PastRelease]) -> str:
    return join_words([dataset_label(item.dataset) for item in releases])


def _describe_texts(past: PastCase) -> list[str]:
    if past.fault:
        return [f"The case's files of that time can't be read, so today's stand in: {past.fault}"]
    if past.is_kept:
        return []
    return ["The case's files of that time are not kept: the earliest kept ones stand in."]
