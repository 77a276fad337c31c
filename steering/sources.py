"""The sources of figures: each dataset of the catalog as this case has it, its freshness, and every query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from steering import months
from steering.cases.model import Kpi
from steering.context.case_context import CaseContext, DatasetState
from steering.ingest import Contract, contract, datasets
from steering.records import Publication
from steering.records.joint_history import find_previous
from steering.status import Status
from steering.warehouse import Manifest, query_names, query_text

State = Literal["current", "missing", "damaged"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A dataset of the catalog. `behind` are the months from its latest data to the case's month, None without any.

    `names` are what its publishers are called now, by id.
    """

    contract: Contract
    dataset_state: DatasetState | None
    behind: int | None
    names: Mapping[str, str] = field(default_factory=dict)

    def publisher_of(self, publication: Publication) -> str:
        """Return what somebody who published is called now."""
        return self.names.get(publication.published_by, publication.published_by)

    def approver_of(self, publication: Publication) -> str:
        """Return what somebody who approved a publication is called now; empty where nobody had to."""
        return self.names.get(publication.approved_by, publication.approved_by)

    @property
    def id(self) -> str:
        """The dataset's name."""
        return self.contract.id

    @property
    def manifest(self) -> Manifest | None:
        """What the release in force holds, where there is one that can be read."""
        return self.dataset_state.manifest if self.dataset_state else None

    @property
    def state(self) -> State:
        """Whether there is data."""
        if self.publication is None and self.manifest is None:
            return "missing"
        return "current" if self.manifest else "damaged"

    @property
    def history(self) -> tuple[Publication, ...]:
        """All that was in force, oldest first."""
        return self.dataset_state.history if self.dataset_state else ()

    @property
    def last_entry(self) -> Publication | None:
        """The last entry of the history, which may be that nothing is in force any more."""
        return self.history[-1] if self.history else None

    @property
    def publication(self) -> Publication | None:
        """The entry that put the release in force; None where there is none."""
        return self.last_entry if self.last_entry and self.last_entry.has_data else None

    @property
    def previous(self) -> Publication | None:
        """The publication that a rollback would put in force again."""
        return find_previous(self.history)

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
    """A query of the warehouse: its description, where its file has one, and its SQL."""

    name: str
    about: str
    sql: str


@dataclass(frozen=True, kw_only=True)
class Total:
    """A control total of a new file beside that of the current release; None where one of them lacks it."""

    name: str
    new: Decimal | None
    old: Decimal | None


def list_sources(context: CaseContext) -> tuple[Source, ...]:
    """List every dataset of the catalog, whether it has a release or not."""
    return tuple(find_source(context, dataset) for dataset in datasets())


def find_source(context: CaseContext, dataset: str) -> Source:
    """Describe one dataset of the catalog.

    Raises:
        UnknownName: the catalog has no such dataset.
    """
    dataset_state = context.dataset_states.get(dataset)
    period = dataset_state.manifest.period if dataset_state and dataset_state.manifest else None
    behind = months.month_index(context.case.charter.as_of) - months.month_index(period[1]) if period else None
    return Source(contract=contract(dataset), dataset_state=dataset_state, behind=behind, names=context.names)


def query_descriptions() -> tuple[QueryDescription, ...]:
    """Describe every query of the warehouse, by name."""
    return tuple(_describe_query(name, query_text(name)) for name in query_names())


def query_of_kpi(kpi: Kpi, unit: str | None) -> str:
    """Return the name of the query that a KPI's figures come from, for one business unit or for all."""
    if kpi.measure:
        return "adoption_by_month"
    return "kpi_by_month_of_unit" if unit else "kpi_by_month"


def compare(new: Manifest, old: Manifest | None) -> tuple[Total, ...]:
    """Compare rows and control totals of a new release with those of the current one, each named once.

    Of stocks the last month of each counts: added up over months they mean nothing.
    """
    ours, theirs = _totals(new), _totals(old) if old else {}
    names = list(dict.fromkeys([*ours, *theirs]))
    return tuple(Total(name=name, new=ours.get(name), old=theirs.get(name)) for name in names)


def _totals(manifest: Manifest) -> dict[str, Decimal]:
    apart = {column.name for column in contract(manifest.dataset).columns if column.across_months != "sum"}
    flows = {name: total for name, total in _flat(manifest.sums).items() if name not in apart}
    stocks = {f"{name}, last month": Decimal(total) for name, total in manifest.last_month.items()}
    return {"Rows": Decimal(manifest.rows), **flows, **stocks}


def _flat(sums: Mapping[str, object], prefix: str = "") -> dict[str, Decimal]:
    """Flatten control totals; those inside a group carry its members' names: `AWS: BilledCost`."""
    flat: dict[str, Decimal] = {}
    for name, value in sums.items():
        if isinstance(value, Mapping):
            # The group's own name (by_provider) says nothing that its members' names don't.
            flat |= _flat(value, f"{prefix}{name}: " if not name.startswith("by_") else prefix)
        elif isinstance(value, str):
            flat[prefix + name] = Decimal(value)
    return flat


def _describe_query(name: str, sql: str) -> QueryDescription:
    comments = []
    for line in sql.splitlines()[1:]:
        if not line.startswith("--"):
            break
        comments.append(line.removeprefix("--").strip())
    return QueryDescription(name=name, about=" ".join(comments), sql=sql)
