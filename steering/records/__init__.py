"""What people did: publications, decisions, scenarios, later runs, votes; the only package that may use sqlalchemy."""

from steering.records.business_cases import KeptBusinessCase, TooMany
from steering.records.decisions import ActionEvent, Recorded
from steering.records.engine import NothingToRollBack, Overtaken
from steering.records.publications import Action, Publication, Source, standing
from steering.records.scenarios import Approved, Assumed, Moment, SavedScenario, ScenarioRefused, State, Wanted
from steering.records.store import Records

__all__ = [
    "Action",
    "ActionEvent",
    "Approved",
    "Assumed",
    "KeptBusinessCase",
    "Moment",
    "NothingToRollBack",
    "Overtaken",
    "Publication",
    "Recorded",
    "Records",
    "SavedScenario",
    "ScenarioRefused",
    "Source",
    "State",
    "TooMany",
    "Wanted",
    "standing",
]
