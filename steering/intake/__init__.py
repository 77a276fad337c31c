"""A file that someone brings -> an immutable release, or every problem with its row."""

from steering.intake.accepting import Loaded, accept, check, load
from steering.intake.contracts import Column, Contract, contract, datasets
from steering.intake.report import Report

__all__ = [
    "Column",
    "Contract",
    "Loaded",
    "Report",
    "accept",
    "check",
    "contract",
    "datasets",
    "load",
]
