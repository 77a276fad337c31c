"""The enablement of a case as its rules and its page read it: the file, and findings with their places in it."""

from __future__ import annotations

from steering.cases.dossier.enablement import Enablement
from steering.cases.yaml_reader import Place
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding
from steering.status import Status

FILE, PAGE = "dossier/enablement.yaml", "enablement"


def enablement_of(dated: DatedCase) -> Enablement:
    """Return the enablement of a case; an empty one where it has no file of it."""
    return dated.case.dossier.enablement or Enablement()


def build_finding(
    dated: DatedCase,
    text: str,
    status: Status,
    place: Place,
    *,
    actual: str,
    expected: str,
    remedy: str,
    owner: str | None = None,
) -> DossierFinding:
    """Return a finding at one place of the file: what it says, what is there, what should be, and what to do."""
    spot = dated.at(FILE, place, actual, expected, remedy)
    return DossierFinding(text=text, status=status, places=(spot,), owner=owner or "")
