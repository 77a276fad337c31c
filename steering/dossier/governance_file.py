"""The governance of a case as its rules and its page read it: the file, its roles by name, and places in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from steering.cases.dossier.governance import Governance
from steering.cases.yaml_reader import Place
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding
from steering.errors import Problem, did_you_mean, quote_input
from steering.status import Status

FILE, PAGE = "dossier/governance.yaml", "governance"


def governance_of(dated: DatedCase) -> Governance:
    """Return the governance of a case; an empty one where it has no file of it."""
    return dated.case.dossier.governance or Governance()


def name_roles(governance: Governance, ids: Sequence[str]) -> list[str]:
    """Return roles by their names; one that is not there keeps its id."""
    names = {role.id: role.name for role in governance.roles}
    return [names.get(id, id) for id in ids]


def list_labels(governance: Governance, ids: Collection[str]) -> set[str]:
    """Return all that these roles are called by: their ids, their names, and who holds them."""
    roles = [role for role in governance.roles if role.id in ids]
    return {label.casefold() for role in roles for label in (role.id, role.name, role.held_by or role.name)} | {
        id.casefold() for id in ids
    }


def list_owners(governance: Governance) -> set[str]:
    """Return whom other files may name as an owner: the names of the roles, and who holds them, in small letters."""
    return {label.casefold() for role in governance.roles for label in (role.name, role.held_by or role.name)}


def find_gap(text: str, place: Problem, *, owner: str | None = None) -> DossierFinding:
    """Return a finding about something that is missing."""
    return DossierFinding(text=text, status=Status.AT_RISK, places=(place,), owner=owner or "")


def find_contradiction(text: str, place: Problem, *, owner: str | None = None) -> DossierFinding:
    """Return a finding about something that contradicts something else."""
    return DossierFinding(text=text, status=Status.BREACHED, places=(place,), owner=owner or "")


def find_unknown(
    dated: DatedCase, place: Place, name: str, known: Collection[str], *, who: str, what: str
) -> Iterator[DossierFinding]:
    """Yield that a name at a place is none of the known ones: `“Release money” names the role 'x', which …`."""
    if name not in known:
        remedy = did_you_mean(name, sorted(known)).strip() or f"Add this {what}, or take the name out."
        spot = dated.at(FILE, place, quote_input(name), f"a {what} that is there", remedy)
        yield find_contradiction(f"{who} names the {what} {quote_input(name)}, which is not there", spot)
