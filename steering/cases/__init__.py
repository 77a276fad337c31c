"""A case folder as frozen values, read strictly.

What is exported is imported when it is first asked for: a command that needs the business case alone does not wait
for the models of every other file.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steering.cases.case import Case
    from steering.cases.loader import load
    from steering.cases.model import AdoptionPlan, Charter, Kpi, Wave

__all__ = ["AdoptionPlan", "Case", "Charter", "Kpi", "Wave", "load"]

HOMES = {"AdoptionPlan": "model", "Case": "case", "Charter": "model", "Kpi": "model", "Wave": "model", "load": "load"}


class _Package(ModuleType):
    """Keeps `load` the function: Python would put the module of the same name in its place once that is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "load" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

if not TYPE_CHECKING:  # a type checker would take it for leave to ask for any name

    def __getattr__(name: str) -> Any:
        if name not in HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
        return value
