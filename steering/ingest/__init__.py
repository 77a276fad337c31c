"""A file that someone brings -> an immutable release, or every problem with its row."""

from steering.catalog.contracts import Column, Contract, FocusColumn, contract, datasets
from steering.ingest.pipeline import TEAM_TAG, Loaded, accept, check, load
from steering.ingest.report import Report
from steering.ingest.rollup import roll_up
from steering.ingest.validation_result import Progress

__all__ = [
    "TEAM_TAG",
    "Column",
    "Contract",
    "FocusColumn",
    "Loaded",
    "Progress",
    "Report",
    "accept",
    "check",
    "contract",
    "datasets",
    "load",
    "roll_up",
]
