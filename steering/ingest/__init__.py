"""A file that someone brings -> an immutable release, or every problem with its row."""

from steering.catalog.contracts import Contract, ContractColumn, FocusColumn, contract, datasets
from steering.ingest.pipeline import TEAM_TAG, LoadResult, accept, check, load
from steering.ingest.report import IngestReport
from steering.ingest.rollup import roll_up

__all__ = [
    "TEAM_TAG",
    "Contract",
    "ContractColumn",
    "FocusColumn",
    "IngestReport",
    "LoadResult",
    "accept",
    "check",
    "contract",
    "datasets",
    "load",
    "roll_up",
]
