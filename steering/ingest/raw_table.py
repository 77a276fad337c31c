"""What was read of the files of a set: every cell as text, with the row of its file; nothing is validated here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NoReturn

from steering.catalog.contracts import Contract
from steering.ingest.file_type import InputFile, refuse
from steering.ingest.header import Header
from steering.ingest.report import ProblemList

# What is known of text: ASCII, any text without control characters, or nothing; None must be met with care throughout.
Tidiness = Literal["ascii", "text", "unknown"]


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """Files that are now the relation `raw`: `_row`, then their columns as text, and null for the contract's others.

    Of a standard, `cells` is the same without `_row`, and `raw` may be a view; `rows` is 0 until they are counted.
    With several parts `cells` has the number of each row's part as `_part`, and `partial` are the columns that some
    part lacks. `lines` are those of the files, where another reader than our own reads some.
    """

    inputs: tuple[InputFile, ...]
    header: Header
    rows: int
    findings: ProblemList
    tidiness: Tidiness | None = None
    lines: int | None = None
    partial: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PartRelation:
    """A part as SQL: the columns that it has, and the selects with and without `_row`."""

    names: tuple[str, ...]
    header: Header
    raw: str
    cells: str
    tidiness: Tidiness
    rows: int = 0
    lines: int = 0


def raw_names(contract: Contract, header: Header) -> tuple[str, ...]:
    """The columns of `raw` after `_row`: the contract's, or of a standard's those that the file has."""
    return tuple(header.positions) if contract.standard else contract.names


def quote_name(name: str) -> str:
    """A column's name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def refuse_rows(name: str, contract: Contract) -> NoReturn:
    """Refuse more rows than a dataset may have.

    Raises:
        FileRefused: always.
    """
    most = f"at most {contract.max_rows:,} rows"
    refuse(name, f"more than {contract.max_rows:,} rows", most, f"Keep one row per {contract.one_row_per}.")
