"""The one registry of datasets: the contract of each, read from data/catalog; a new dataset needs a new file there."""

from __future__ import annotations

import csv
import string
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from steering.errors import Severity, UnknownName

# The order of a contract that has none.
LAST = 1_000
CATALOG = Path(__file__).parents[2] / "data" / "catalog"

ColumnType = Literal["month", "moment", "text", "identifier", "choice", "count", "decimal", "uri", "sha256", "json"]

# How the totals of a column go together over months.
AcrossMonths = Literal["sum", "last", "none"]

# What a figure may be confined to.
Scope = Literal["unit", "kpi"]


class CatalogEntry(BaseModel):
    """A fact of a catalogue's file: frozen, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ContractColumn(CatalogEntry):
    """One column: `min` and `max` are inclusive, `summed` asks for a control total.

    A file must have each required column, and each row must fill it unless it `may_be_empty`. `across_months` says
    what its totals of several months are good for: a stock counts as it is in the `last`, and figures of several kinds
    are not added up at all.
    """

    name: str
    type: ColumnType
    meaning: str
    example: str
    required: bool = False
    may_be_empty: bool = False
    choices: tuple[str, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    summed: bool = False
    across_months: AcrossMonths = "sum"


class FocusColumn(ContractColumn):
    """A column of the FOCUS standard: whether a version demands it, and which versions have it."""

    level: Literal["mandatory", "conditional", "recommended"]
    nulls: bool
    introduced: str
    removed: str | None = None


class RowCheck(CatalogEntry):
    """A condition in SQL over the typed columns that finds the rows in question.

    `found` may name columns in braces; it is shown with their values.
    """

    id: str
    column: str
    when: str
    found: str
    expected: str
    remedy: str
    severity: Severity = "error"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The columns whose values `found` shows."""
        return tuple(name for _, name, _, _ in string.Formatter().parse(self.found) if name)


class Sequence(CatalogEntry):
    """Months that should follow one another without a gap, for each value of the columns `per`."""

    by: str
    per: tuple[str, ...]
    remedy: str


class Contract(CatalogEntry):
    """What a file of a dataset must hold, and how the dataset is shown.

    `title` heads it, `label` stands in a sentence before "data", and datasets are listed by `order`. With `has_months`
    the case can be looked at as of each of its months. `scope` maps what a figure may be confined to (`unit`, `kpi`)
    to the column that holds it.
    `grain` are the columns that no two rows may share. `either` lists groups of optional columns of which
    each row must fill one group. `period` is the column that gives the release's first and last month.
    `standard` names a standard that files follow in one of its versions; their other columns are kept.
    """

    id: str
    title: str
    label: str = ""
    order: int = LAST
    has_months: bool = False
    scope: dict[Scope, str] = Field(default_factory=dict)
    one_row_per: str
    version: str
    columns: tuple[FocusColumn | ContractColumn, ...]
    max_rows: int
    grain: tuple[str, ...] = ()
    period: str | None = None
    either: tuple[tuple[str, ...], ...] = ()
    checks: tuple[RowCheck, ...] = ()
    sequence: Sequence | None = None
    standard: Literal["FOCUS"] | None = None

    @property
    def has_rollup(self) -> bool:
        """Whether its releases have rollups by day and by month, which figures are read from."""
        return self.standard is not None

    @property
    def names(self) -> tuple[str, ...]:
        """All column names, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ContractColumn:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @model_validator(mode="after")
    def _validate_column_names(self) -> Self:
        used_names = {*self.grain, *self.scope.values(), *(name for group in self.either for name in group)}
        used_names |= {name for check in self.checks for name in (check.column, *check.placeholders)}
        used_names |= {self.period} - {None} if self.period else set()
        used_names |= {self.sequence.by, *self.sequence.per} if self.sequence else set()
        unknown = sorted(used_names - set(self.names))
        if unknown:
            raise ValueError(f"no column is named {', '.join(unknown)}")
        if len(set(self.names)) < len(self.names):
            raise ValueError("two columns have the same name")
        return self


def datasets(catalog: Path = CATALOG) -> tuple[str, ...]:
    """The ids of all datasets that have a contract, in their order."""
    orders = {file.stem: int(read_tree(file).get("order", LAST)) for file in catalog.glob("*.yaml")}
    return tuple(sorted(orders, key=lambda dataset: (orders[dataset], dataset)))


def dataset_label(dataset: str) -> str:
    """Return the dataset as it stands in a sentence before `data`: `KPI`, `adoption`."""
    return contract(dataset).label or dataset


def contract(dataset: str, catalog: Path = CATALOG) -> Contract:
    """The contract of a dataset.

    Raises:
        UnknownName: no contract has that id.
    """
    ids = datasets(catalog)
    if dataset not in ids:
        raise UnknownName("dataset", dataset, ids)
    tree = dict(read_tree(catalog / f"{dataset}.yaml"))
    if "columns_from" in tree:
        tree["columns"] = _read_columns(catalog / tree.pop("columns_from"))
    contract_ = Contract.model_validate(tree)
    if contract_.id != dataset:
        raise ValueError(f"{dataset}.yaml holds the contract of {contract_.id!r}")
    return contract_


def read_tree(path: Path) -> dict[str, Any]:
    """Return a file of the catalogues as a tree of texts; it is read again when it changes."""
    return _parse_tree(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _parse_tree(path: Path, _changed_at: int) -> dict[str, Any]:
    # Every scalar is read as text and typed by the model: a version "1" or an example 0.50 stays as written.
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return tree if isinstance(tree, dict) else {}


def _read_columns(path: Path) -> list[dict[str, Any]]:
    """The columns of a long contract, from a table beside it; `|` parts the choices."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = ({key: value for key, value in row.items() if value} for row in csv.DictReader(lines))
    return [{**row, "choices": row["choices"].split("|")} if "choices" in row else row for row in rows]
