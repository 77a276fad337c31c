"""What people did: publications, and later members, runs, votes; the only package that may use sqlalchemy."""

from steering.records.engine import NothingToRollBack
from steering.records.publications import Action, Publication, Source
from steering.records.store import Records

__all__ = ["Action", "NothingToRollBack", "Publication", "Records", "Source"]
