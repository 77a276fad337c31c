"""Releases and the queries asked of them; the only package that may use duckdb."""

from steering.warehouse.answer import Answer
from steering.warehouse.connection import Warehouse
from steering.warehouse.dataset_queries import months_query, rows_query
from steering.warehouse.errors import QueryFailed, UnreadableFile
from steering.warehouse.integrity import DamagedRollup
from steering.warehouse.manifest import DamagedRelease, Manifest, any_release, exists, read_manifest, rows_path
from steering.warehouse.queries import NamedQuery, query_names, query_text
from steering.warehouse.releases import store
from steering.warehouse.scratch import Scratch, scratch
from steering.warehouse.shutdown import CANCEL_TOKEN, CancelToken
from steering.warehouse.tags import quote_literal

__all__ = [
    "CANCEL_TOKEN",
    "Answer",
    "CancelToken",
    "DamagedRelease",
    "DamagedRollup",
    "Manifest",
    "NamedQuery",
    "QueryFailed",
    "Scratch",
    "UnreadableFile",
    "Warehouse",
    "any_release",
    "exists",
    "months_query",
    "query_names",
    "query_text",
    "quote_literal",
    "read_manifest",
    "rows_path",
    "rows_query",
    "scratch",
    "store",
]
