"""The queries that may be asked, one SQL file each; reads those files and nothing else.

A file is `sql/<query>.sql`: one `select`, parameters as `$name`. Its first line says which datasets
it reads, `-- needs: adoption, kpi`, and it refers to each by that name. `in_unit` and `in_teams`, macros of
`scope.sql`, confine its rows to what the viewer has chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from steering.errors import UnknownName
from steering.warehouse.dataset_queries import dataset_queries
from steering.warehouse.errors import QueryFailed, translate_errors

SQL = Path(__file__).parent / "sql"
NEEDS = "-- needs:"


@dataclass(frozen=True, kw_only=True)
class NamedQuery:
    """A named query: its text as users may read it, the datasets it reads, its parameters."""

    name: str
    sql: str
    needs: tuple[str, ...]
    parameters: frozenset[str]


def query_names(folder: Path = SQL) -> tuple[str, ...]:
    """The names of all queries, sorted."""
    return tuple(sorted([*(file.stem for file in folder.glob("*.sql")), *_list_generated(folder)]))


def query_text(name: str, folder: Path = SQL) -> str:
    """The text of a query, to be shown to users.

    Raises:
        UnknownName: there is no such query.
    """
    names = query_names(folder)
    if name not in names:
        raise UnknownName("query", name, names)
    generated = _list_generated(folder)
    return generated[name] if name in generated else (folder / f"{name}.sql").read_text(encoding="utf-8")


def _list_generated(folder: Path) -> Mapping[str, str]:
    """The queries that stand beside the project's own, and beside no other folder's."""
    return dataset_queries() if folder == SQL else {}


def read_query(query_name: str, connection: duckdb.DuckDBPyConnection, folder: Path = SQL) -> NamedQuery:
    """A query with what it needs. `connection` parses it; nothing is run.

    Raises:
        UnknownName: there is no such query.
        QueryFailed: the file has no first line of needs, or is not a single `select`.
    """
    sql = query_text(query_name, folder)
    first = sql.split("\n", 1)[0]
    if not first.startswith(NEEDS):
        raise QueryFailed(f"{query_name}.sql must begin with a line such as '{NEEDS} adoption'.")
    with translate_errors(f"read the query {query_name!r}"):
        statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryFailed(f"{query_name}.sql must hold exactly one select and nothing else.")
    return NamedQuery(
        name=query_name,
        sql=sql,
        needs=tuple(name.strip() for name in first.removeprefix(NEEDS).split(",") if name.strip()),
        parameters=frozenset(statements[0].named_parameters),
    )
