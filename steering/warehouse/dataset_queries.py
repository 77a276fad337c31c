"""Queries that every dataset has, generated from its contract: how many of its rows count, and its months."""
# ruff: noqa: S608
# The SQL is made of the contract's own names; values are bound as parameters.

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from steering.catalog.contracts import Contract, Scope, contract, datasets

# What rows can be confined to, in words.
SCOPES: Mapping[Scope, str] = {"unit": "business unit", "kpi": "KPI"}


@cache
def dataset_queries() -> Mapping[str, str]:
    """Return the SQL of each generated query by its name: `rows_of_<dataset>` and `month_names_of_<dataset>`."""
    queries = {}
    for dataset_contract in map(contract, datasets()):
        if dataset_contract.period:
            queries[rows_query(dataset_contract.id)] = _count_rows(dataset_contract)
            queries[months_query(dataset_contract.id)] = _list_months(dataset_contract)
    return queries


def rows_query(dataset: str) -> str:
    """Return the name of the query that counts a dataset's rows up to a month."""
    return f"rows_of_{dataset}"


def months_query(dataset: str) -> str:
    """Return the name of the query that lists a dataset's months."""
    return f"month_names_of_{dataset}"


def _count_rows(dataset: Contract) -> str:
    scopes = "".join(f", of one {SCOPES[name]} or all" for name in dataset.scope)
    conditions = "".join(f" and (${name}::varchar is null or {name} = ${name})" for name in dataset.scope)
    count = "coalesce(sum(rows), 0)::bigint" if dataset.has_rollup else "count(*)"
    return f"""-- needs: {dataset.id}
-- How many rows of the {dataset.label} data tell of the months up to the chosen one{scopes}.
with dataset_rows as (
    {_source(dataset)}
)

select {count} as rows
from dataset_rows
where month <= $as_of{conditions}
"""


def _list_months(dataset: Contract) -> str:
    return f"""-- needs: {dataset.id}
-- The months that the {dataset.label} data covers.
with dataset_rows as (
    {_source(dataset)}
)

select distinct month from dataset_rows order by month
"""


def _source(dataset: Contract) -> str:
    # A rollup counts the charges of each month; reading it is quicker than reading every charge.
    if dataset.has_rollup:
        return f"select month, rows from {dataset.id}_monthly"
    scopes = "".join(f', "{column}" as {name}' for name, column in dataset.scope.items())
    return f"select strftime(\"{dataset.period}\", '%Y-%m') as month{scopes} from {dataset.id}"
