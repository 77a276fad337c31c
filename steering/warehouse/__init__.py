"""Releases and the questions asked of them; the only package that may use duckdb."""

from steering.warehouse.connection import Warehouse
from steering.warehouse.errors import QuestionFailed, Unreadable
from steering.warehouse.queries import Question, questions, sql_of
from steering.warehouse.releases import Manifest, exists, read_manifest, rows_path, store
from steering.warehouse.scratch import Scratch, scratch
from steering.warehouse.shutdown import STOPPING, Stopping
from steering.warehouse.tags import quoted

__all__ = [
    "STOPPING",
    "Manifest",
    "Question",
    "QuestionFailed",
    "Scratch",
    "Stopping",
    "Unreadable",
    "Warehouse",
    "exists",
    "questions",
    "quoted",
    "read_manifest",
    "rows_path",
    "scratch",
    "sql_of",
    "store",
]
