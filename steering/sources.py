"""Where figures come from: each dataset of the catalog as this case has it, how fresh it is, and every question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from steering import months
from steering.cases.model import Kpi
from steering.context.case_context import CaseContext, DatasetState
from steering.ingest import Contract, contract, datasets
from steering.records import Publication, effective
from steering.status import Status
from steering.warehouse import Manifest, query_names, query_text

State = Literal["in force", "missing", "damaged"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A dataset of the catalog. `behind` are the months from its latest data to the case's month, None without any."""

    contract: Contract
    holding: DatasetState | None
    behind: int | None

    @property
    def id(self) -> str:
        """The dataset's name."""
        return self.contract.id

    @property
    def manifest(self) -> Manifest | None:
        """What the release in force holds, where there is one that can be read."""
        return self.holding.manifest if self.holding else None

    @property
    def state(self) -> State:
        """Whether there is data."""
        if self.holding is None:
            return "missing"
        return "in force" if self.holding.manifest else "damaged"

    @property
    def published(self) -> Publication | None:
        """The entry that put the release in force."""
        return self.holding.history[-1] if self.holding and self.holding.history else None

    @property
    def before(self) -> Publication | None:
        """The publication that a rollback would put in force again."""
        stack = effective(self.holding.history) if self.holding else []
        return stack[-2] if len(stack) > 1 else None

    @property
    def freshness(self) -> Status:
        """On track when the data reaches the case's month, at risk a month behind, off track beyond."""
        if self.behind is None:
            return Status.UNKNOWN
        if self.behind <= 0:
            return Status.ON_TRACK
        return Status.AT_RISK if self.behind == 1 else Status.OFF_TRACK


@dataclass(frozen=True, kw_only=True)
class QueryDescription:
    """A question of the warehouse: what it asks, in a sentence where its file has one, and its SQL."""

    name: str
    about: str
    sql: str


@dataclass(frozen=True, kw_only=True)
class Total:
    """A figure of a new file beside the same figure of the release in force, None where one of them has it not."""

    name: str
    new: Decimal | None
    old: Decimal | None


def sources(context: CaseContext) -> tuple[Source, ...]:
    """Every dataset of the catalog, by name, in force or not."""
    return tuple(source(context, dataset) for dataset in datasets())


def source(context: CaseContext, dataset: str) -> Source:
    """One dataset of the catalog.

    Raises:
        UnknownName: the catalog has no such dataset.
    """
    holding = context.dataset_states.get(dataset)
    period = holding.manifest.period if holding and holding.manifest else None
    behind = months.month_index(context.case.charter.as_of) - months.month_index(period[1]) if period else None
    return Source(contract=contract(dataset), holding=holding, behind=behind)


def query_descriptions() -> tuple[QueryDescription, ...]:
    """Every question of the warehouse, by name."""
    return tuple(_asked(name, query_text(name)) for name in query_names())


def query_of_kpi(kpi: Kpi, unit: str | None) -> str:
    """The question that a KPI's figures come from, for one business unit or for all."""
    if kpi.measure:
        return "adoption_by_month"
    return "kpi_by_month_of_unit" if unit else "kpi_by_month"


def compare(new: Manifest, old: Manifest | None) -> tuple[Total, ...]:
    """Rows and control totals of a new release beside those of the one in force, each named once."""
    ours, theirs = _totals(new), _totals(old) if old else {}
    names = list(dict.fromkeys([*ours, *theirs]))
    return tuple(Total(name=name, new=ours.get(name), old=theirs.get(name)) for name in names)


def _totals(manifest: Manifest) -> dict[str, Decimal]:
    return {"Rows": Decimal(manifest.rows), **_flat(manifest.sums)}


def _flat(sums: Mapping[str, object], prefix: str = "") -> dict[str, Decimal]:
    """Control totals as one list; those inside a group carry its members' names: `AWS: BilledCost`."""
    flat: dict[str, Decimal] = {}
    for name, value in sums.items():
        if isinstance(value, Mapping):
            # The group's own name (by_provider) says nothing that its members' names don't.
            flat |= _flat(value, f"{prefix}{name}: " if not name.startswith("by_") else prefix)
        elif isinstance(value, str):
            flat[prefix + name] = Decimal(value)
    return flat


def _asked(name: str, sql: str) -> QueryDescription:
    comments = []
    for line in sql.splitlines()[1:]:
        if not line.startswith("--"):
            break
        comments.append(line.removeprefix("--").strip())
    return QueryDescription(name=name, about=" ".join(comments), sql=sql)
