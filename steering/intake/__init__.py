"""A file that someone brings -> an immutable release, or every problem with its row."""

from steering.intake.accepting import TEAM_TAG, Loaded, accept, check, load
from steering.intake.contracts import Column, Contract, FocusColumn, contract, datasets
from steering.intake.judged import Progress
from steering.intake.report import Report
from steering.intake.rollup import roll_up

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
