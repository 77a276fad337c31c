"""A case with its data as of the last day of a month: what reviews and the findings of the dossier look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steering.cases.case import Case
from steering.cases.roadmap import last_day
from steering.cases.yaml_reader import Place
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import Problem


@dataclass(frozen=True, kw_only=True)
class DatedCase:
    """A case with its data, as of the last day of a month."""

    context: CaseContext
    filters: Filters

    @property
    def case(self) -> Case:
        """The case's files."""
        return self.context.case

    @property
    def today(self) -> date:
        """The day that it is looked at: the last one that the data covers."""
        return last_day(self.filters.as_of)

    def at(self, file: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
        """Return a place of one of the case's files, and what is to be done there."""
        if text := self.case.texts.get(file):
            return text.at(place, found, expected, remedy)
        return Problem(file=file, found=found, expected=expected, remedy=remedy)
