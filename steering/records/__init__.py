"""What people did: publications and decisions, later members, runs, votes; the only package that may use sqlalchemy."""

from steering.records.decisions import ActionEvent, Recorded
from steering.records.engine import NothingToRollBack, Overtaken
from steering.records.publications import Action, Publication, Source, standing
from steering.records.store import Records

__all__ = [
    "Action",
    "ActionEvent",
    "NothingToRollBack",
    "Overtaken",
    "Publication",
    "Recorded",
    "Records",
    "Source",
    "standing",
]
