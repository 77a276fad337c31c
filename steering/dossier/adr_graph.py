"""Which record a name means, what supersedes and rests on what, and which decisions the data no longer supports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from steering.cases.dossier.adrs import Adr
from steering.conditions import ConditionResult, ConditionState, evaluate_condition
from steering.context.dated_case import DatedCase
from steering.metrics.lookup import observer
from steering.status import Status

# A number alone means a record: `6`, `0006`, `ADR-6`. With words behind it, it is a file, which has to be that one.
NUMBER = re.compile(r"(?:adr[- ]?)?(\d{1,8})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class AdrGraph:
    """The records of a case by their id, and by their number where no two share it."""

    by_id: Mapping[str, Adr]
    by_number: Mapping[int, Adr]

    def find(self, name: str) -> Adr | None:
        """Return the record that a name means: its id, its file, its title or its number."""
        plain = name.strip().removesuffix(".md").rpartition("/")[2]
        if adr := self.by_id.get(plain):
            return adr
        number = NUMBER.fullmatch(plain)
        if number and (adr := self.by_number.get(int(number[1]))):
            return adr
        title = plain.casefold()
        return next((adr for adr in self.by_id.values() if adr.title.casefold() == title), None)

    def find_all(self, names: Iterable[str]) -> tuple[Adr, ...]:
        """Return the records that names mean; names that mean none are left out."""
        return tuple(adr for name in names if (adr := self.find(name)))


def build_graph(adrs: Sequence[Adr]) -> AdrGraph:
    """Build the graph of a case's records."""
    numbers = Counter(adr.number for adr in adrs)
    by_number = {adr.number: adr for adr in adrs if adr.number is not None and numbers[adr.number] == 1}
    return AdrGraph(by_id={adr.id: adr for adr in adrs}, by_number=by_number)


def graph_of(dated: DatedCase) -> AdrGraph:
    """Return the graph of a case, built once."""
    return dated.context.cached("adr graph", lambda: build_graph(dated.case.dossier.adrs))


@dataclass(frozen=True, kw_only=True)
class AdrStanding:
    """How a decision stands: what its confirmation evaluates to, and the records below it that no longer stand.

    `shaken` are those that it rests on, directly or not, whose confirmation the data does not support.
    """

    adr: Adr
    confirmation: ConditionResult | None
    shaken: tuple[Adr, ...]

    @property
    def status(self) -> Status:
        """At risk where the data no longer supports it or what it rests on; not rated where nothing is said of it."""
        if self.adr.front.status in ("rejected", "deprecated", "superseded"):
            return Status.NOT_APPLICABLE
        if self.is_refuted or self.shaken:
            return Status.AT_RISK
        confirmed = self.confirmation is not None and self.confirmation.state is ConditionState.HOLDS
        return Status.ON_TRACK if confirmed else Status.UNKNOWN

    @property
    def is_refuted(self) -> bool:
        """Whether the data no longer supports its own confirmation."""
        return self.confirmation is not None and self.confirmation.state is ConditionState.BROKEN


def judge_adrs(dated: DatedCase) -> tuple[AdrStanding, ...]:
    """Return how every record stands on the data of the month, worked out once."""
    return dated.context.cached(("adr standings", dated.filters.without_model), lambda: _judge(dated))


def _judge(dated: DatedCase) -> tuple[AdrStanding, ...]:
    graph, observe = graph_of(dated), observer(dated.context, dated.filters.without_model)
    adrs = dated.case.dossier.adrs
    results = {
        adr.id: evaluate_condition(adr.front.confirmation, observe)
        for adr in adrs
        if adr.front.confirmation is not None
    }
    refuted = {id for id, result in results.items() if result.state is ConditionState.BROKEN}
    return tuple(
        AdrStanding(
            adr=adr,
            confirmation=results.get(adr.id),
            shaken=tuple(below for below in reach(adr, graph) if below.id in refuted),
        )
        for adr in adrs
    )


def reach(adr: Adr, graph: AdrGraph) -> tuple[Adr, ...]:
    """Return every record that one rests on, directly or not, itself apart; circles end where they began."""
    seen: dict[str, Adr] = {}
    waiting = list(graph.find_all(adr.front.rests_on))
    while waiting:
        below = waiting.pop(0)
        if below.id not in seen and below.id != adr.id:
            seen[below.id] = below
            waiting += graph.find_all(below.front.rests_on)
    return tuple(seen.values())
