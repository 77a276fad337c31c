"""The warehouse held open: one in-process DuckDB that reads releases and nothing else.

A DuckDB connection shared by threads gives wrong answers silently, so each query runs on a cursor of
its own. Each release is a schema whose view has the dataset's name; a cursor's search path decides which
release `adoption` means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import duckdb

from steering.errors import NoData, did_you_mean
from steering.warehouse import manifest as stored
from steering.warehouse.answer import Answer
from steering.warehouse.errors import QueryFailed, translate_errors
from steering.warehouse.integrity import IntegrityCheck
from steering.warehouse.queries import SQL, NamedQuery, read_query
from steering.warehouse.restrictions import Reference, restrict_views
from steering.warehouse.tags import file_part, quote_literal, table_of, team_value

# Macros that queries and rollups share.
SCOPE = Path(__file__).parent / "scope.sql"
# Nothing is downloaded, and no Python variable is taken for a table.
CLOSED: dict[str, str | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "allow_extension_repositories": "forbidden",
    "python_enable_replacements": False,
}
# Errors that say nothing about the files that a query reads.
NOT_OF_FILES = (duckdb.InterruptException, duckdb.ConnectionException, duckdb.OutOfMemoryException)


class Warehouse:
    """Answers named queries about releases under `home`. Safe to share between threads."""

    def __init__(self, home: Path, *, queries: Path = SQL) -> None:
        self._home = home.resolve()
        self._folder = queries
        self._lock = Lock()
        self.integrity = IntegrityCheck(self._home)
        self._attached: set[str] = set()
        self._queries: dict[str, NamedQuery] = {}
        self._connection = duckdb.connect(config=CLOSED)
        self._connection.execute(SCOPE.read_text(encoding="utf-8"))
        _confine(self._connection, self._home / stored.FOLDER)

    def query(self, name: str, releases: Mapping[str, str], /, **parameters: object) -> Answer:
        """Answer the query `name` over the given releases.

        `releases` maps a dataset to the id of the release to read, or to `<id>@<tag>` for one with its rollups
        by the team that a tag names, or to `<id>~<earlier id>` for its rows that the earlier one has too; datasets
        the query does not need are ignored. Parameters are bound, never pasted into the SQL.

        Raises:
            UnknownName: there is no such query.
            NoData: the query needs a dataset that `releases` does not have.
            QueryFailed: a parameter is missing or one too many, or the SQL does not fit the data.
            DamagedRelease: a release is missing, or is not what was stored.
            StoreUnavailable: a rollup is damaged, or a file can't be read.
        """
        with translate_errors(f"answer {name!r}"), self._connection.cursor() as cursor:
            named_query = self._find_query(name, cursor)
            _check_parameters(named_query, parameters)
            references = {dataset: Reference.parse(_release(dataset, releases)) for dataset in named_query.needs}
            schemas = [self._attach(dataset, reference, cursor) for dataset, reference in references.items()]
            if schemas:
                cursor.execute(f"set search_path = {quote_literal(','.join(schemas))}")
            try:
                # Without parameters `None` must be passed: an empty mapping is bound as one.
                cursor.execute(named_query.sql, parameters or None)
                columns = tuple(name for name, *_ in cursor.description or ())
                return Answer(columns=columns, rows=cursor.fetchall())
            except NOT_OF_FILES:
                raise
            except duckdb.Error:
                self._doubt(references, schemas)
                raise

    def close(self) -> None:
        """Let go of the memory and of the files."""
        self.integrity.close()
        self._connection.close()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _find_query(self, name: str, cursor: duckdb.DuckDBPyConnection) -> NamedQuery:
        named_query = self._queries.get(name)
        if named_query is None:
            named_query = self._queries[name] = read_query(name, cursor, self._folder)
        return named_query

    def _attach(self, dataset: str, reference: Reference, cursor: duckdb.DuckDBPyConnection) -> str:
        """The name of the schema that stands for a release, made when first asked for."""
        if reference.within:
            return self._attach_restriction(dataset, reference, cursor)
        release, tag = reference.release, reference.tag
        self.integrity.check(dataset, release, tag)
        schema = f'"{dataset}_{release}@{file_part(tag)}"'
        with self._lock:
            if schema not in self._attached:
                manifest = stored.read_manifest(self._home, dataset, release)
                cursor.execute(f"create schema if not exists {schema}")
                for file in sorted(stored.rows_path(self._home, dataset, release).parent.glob("*.parquet")):
                    name = table_of(file.stem, tag)
                    if name:
                        table = dataset if name == "rows" else f"{dataset}_{name}"
                        # Names were checked against a pattern by `releases`; a view takes no parameters.
                        view = f'create or replace view {schema}."{table}"'
                        cursor.execute(
                            f"{view} as {_select_clause(manifest, name, tag)} from read_parquet({_text(file)})"
                        )
                self._attached.add(schema)
        return schema

    def _attach_restriction(self, dataset: str, reference: Reference, cursor: duckdb.DuckDBPyConnection) -> str:
        """The name of the schema of a release as far as an earlier one goes; its views are over those of the two."""
        newer, earlier = (self._attach(dataset, part, cursor) for part in reference.parts)
        schema = f'"{dataset}_{reference.release}~{reference.within}@{file_part(reference.tag)}"'
        with self._lock:
            if schema not in self._attached:
                cursor.execute(f"create schema if not exists {schema}")
                for statement in restrict_views(dataset, schema, newer, earlier):
                    cursor.execute(statement)
                self._attached.add(schema)
        return schema

    def _doubt(self, references: Mapping[str, Reference], schemas: Sequence[str]) -> None:
        """After a query that failed: compare the files that it read again, and attach them anew for the next one."""
        with self._lock:
            self._attached.difference_update(schemas)
        for dataset, reference in references.items():
            for part in reference.parts:
                self.integrity.check(dataset, part.release, part.tag, again=True)


def _select_clause(manifest: stored.Manifest, name: str, tag: str) -> str:
    """What a file's view shows: all of it, with the team that the tag asked for names."""
    if name == "rows" and tag and manifest.team_tag not in (None, tag):
        return f"select * replace ({team_value(tag)} as _team)"
    return "select *"


def _text(file: Path) -> str:
    return quote_literal(str(file))


def _confine(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute(f"set allowed_directories = [{quote_literal(str(folder))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set allowed_configs = ['search_path']")
    connection.execute("set lock_configuration = true")


def _release(dataset: str, releases: Mapping[str, str]) -> str:
    release = releases.get(dataset)
    if release is None:
        raise NoData(dataset)
    return release


def _check_parameters(named_query: NamedQuery, parameters: Mapping[str, object]) -> None:
    missing = sorted(named_query.parameters - parameters.keys())
    extra = sorted(parameters.keys() - named_query.parameters)
    if missing:
        raise QueryFailed(f"The query {named_query.name!r} also needs {', '.join(missing)}.")
    if extra:
        near = did_you_mean(extra[0], sorted(named_query.parameters))
        raise QueryFailed(f"The query {named_query.name!r} takes no parameter {extra[0]!r}.{near}")
