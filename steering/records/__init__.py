"""What people did: publications, and later members, runs, votes; the only package that may use sqlalchemy."""

from steering.records.engine import NothingToRollBack, Overtaken
from steering.records.publications import Action, Publication, Source, standing
from steering.records.store import Records

__all__ = ["Action", "NothingToRollBack", "Overtaken", "Publication", "Records", "Source", "standing"]
