"""What people did: publications, decisions, scenarios, later runs, votes; the only package that may use sqlalchemy."""

from steering.records.business_cases import SavedBusinessCase, TooManyBusinessCases
from steering.records.decisions import ActionEvent, DecisionRevision
from steering.records.engine import NothingToRollBack, StaleRevision
from steering.records.proposal import Proposal
from steering.records.publications import Action, NewPublication, Publication, Source, effective
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
