"""What people did: publications, decisions, scenarios, later runs, votes; the only package that may use sqlalchemy."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steering.records.business_cases import SavedBusinessCase, TooManyBusinessCases
    from steering.records.decision_revision import ActionEvent, DecisionRevision
    from steering.records.engine import NothingToRollBack, StaleRevision
    from steering.records.proposal import Proposal
    from steering.records.publication import Action, NewPublication, Publication, Source
    from steering.records.publications import effective
    from steering.records.scenario_names import ScenarioRefused
    from steering.records.scenarios import (
        Assumptions,
        ResultSnapshot,
        SavedScenario,
        ScenarioInput,
        ScenarioLocked,
        State,
    )
    from steering.records.store import Records

__all__ = [
    "Action",
    "ActionEvent",
    "Assumptions",
    "DecisionRevision",
    "NewPublication",
    "NothingToRollBack",
    "Proposal",
    "Publication",
    "Records",
    "ResultSnapshot",
    "SavedBusinessCase",
    "SavedScenario",
    "ScenarioInput",
    "ScenarioLocked",
    "ScenarioRefused",
    "Source",
    "StaleRevision",
    "State",
    "TooManyBusinessCases",
    "effective",
]

# Where each is. It is imported once it is asked for: whoever takes a publication for a fact needs no database.
PLACES = {
    "Action": "publication",
    "ActionEvent": "decision_revision",
    "Assumptions": "scenarios",
    "DecisionRevision": "decision_revision",
    "NewPublication": "publication",
    "NothingToRollBack": "engine",
    "Proposal": "proposal",
    "Publication": "publication",
    "Records": "store",
    "ResultSnapshot": "scenarios",
    "SavedBusinessCase": "business_cases",
    "SavedScenario": "scenarios",
    "ScenarioInput": "scenarios",
    "ScenarioLocked": "scenarios",
    "ScenarioRefused": "scenario_names",
    "Source": "publication",
    "StaleRevision": "engine",
    "State": "scenarios",
    "TooManyBusinessCases": "business_cases",
    "effective": "publications",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Return what the package offers under a name."""
        if name not in PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{PLACES[name]}"), name)
