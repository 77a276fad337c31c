"""Stakeholders: who does not yet stand where the change needs them, who wins them over, and who hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steering.cases.dossier.change import Stakeholder
from steering.context.dated_case import DatedCase
from steering.dossier.change_file import FILE, change_of
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import find_contradiction, find_gap, governance_of, list_owners
from steering.errors import quote_input
from steering.formatting import format_day
from steering.status import Status

# Whoever stands so themselves wins nobody over.
DOUBTERS = ("opposed", "sceptical")


@dataclass(frozen=True, kw_only=True)
class StakeholderStanding:
    """A stakeholder and whether they stand where the change needs them: if not, whether anybody wins them over."""

    stakeholder: Stakeholder
    index: int
    status: Status

    @property
    def words(self) -> str:
        """How they stand in words: `sceptical, needed supportive`."""
        entry = self.stakeholder
        return f"{entry.stance}, needed {entry.needed}" if entry.short else entry.stance


def judge_stakeholders(dated: DatedCase) -> tuple[StakeholderStanding, ...]:
    """Return every stakeholder with their standing on a day, in the order of the file."""
    return tuple(
        StakeholderStanding(stakeholder=entry, index=index, status=_judge(entry, dated))
        for index, entry in enumerate(change_of(dated).stakeholders)
    )


def _judge(entry: Stakeholder, dated: DatedCase) -> Status:
    if not entry.short:
        return Status.ON_TRACK
    if entry.until and entry.until < dated.today:
        return Status.OVERDUE
    return Status.AT_RISK if entry.won_by else Status.OFF_TRACK


def find_abandoned(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find stakeholders whose stance is short of the one that is needed, and whom nobody wins over."""
    for standing in judge_stakeholders(dated):
        entry = standing.stakeholder
        if entry.short and entry.won_by is None:
            remedy = "Add `won_by:` with the role that wins them over, and `until:` with a day."
            place = dated.at(FILE, ("stakeholders", standing.index), "no won_by", "who wins them over", remedy)
            yield find_gap(f"Nobody wins over {entry.name}, who is {entry.stance} and has to be {entry.needed}", place)


def find_late_stances(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find stakeholders who were to be won over by a day that has passed."""
    for standing in judge_stakeholders(dated):
        entry = standing.stakeholder
        if standing.status is Status.OVERDUE and entry.until:
            day = format_day(entry.until)
            remedy = "Write how they stand now, or agree on another day and what is done until then."
            place = dated.at(FILE, ("stakeholders", standing.index, "until"), day, "a day to come", remedy)
            text = f"{entry.name} was to be {entry.needed} by {day} and is {entry.stance}"
            yield DossierFinding(text=text, status=Status.OVERDUE, places=(place,), owner=entry.won_by or "")


def find_doubtful_winners(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find stakeholders who are to win over themselves, or whom somebody is to win over who doubts as well."""
    entries = change_of(dated).stakeholders
    by_name = {entry.name.casefold(): entry for entry in entries}
    for index, entry in enumerate(entries):
        winner = by_name.get((entry.won_by or "").casefold())
        if winner is None or not entry.short:
            continue
        if winner is entry:
            text = f"{entry.name} is to win over themselves"
        elif winner.stance in DOUBTERS:
            text = f"{entry.name} is to be won over by {winner.name}, who is {winner.stance} as well"
        else:
            continue
        place = dated.at(
            FILE, ("stakeholders", index, "won_by"), winner.name, "somebody who is in favour", "Name another role."
        )
        yield find_contradiction(text, place)


def find_unreached(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find stakeholders of high influence to whom no communication speaks, by themselves or by a group of theirs."""
    change = change_of(dated)
    audience = {id for communication in change.communications for id in communication.audience}
    for index, entry in enumerate(change.stakeholders):
        if entry.influence == "high" and not audience & {entry.id, *entry.groups}:
            remedy = f"Add {entry.id} to the `audience` of a communication."
            place = dated.at(FILE, ("stakeholders", index), "no communication", "one that speaks to them", remedy)
            text = f"No communication speaks to {entry.name}, whose influence is high"
            yield find_gap(text, place)


def find_foreign_names(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find those who are to win somebody over, or own a part of the change, and are no role and no stakeholder."""
    change, owners = change_of(dated), list_owners(governance_of(dated))
    names = owners | {entry.name.casefold() for entry in change.stakeholders}
    for key, field in (("stakeholders", "won_by"), ("plan", "owner"), ("communications", "owner"), ("pilot", "owner")):
        for index, item in enumerate(getattr(change, key)):
            name = getattr(item, field)
            if owners and name and name.casefold() not in names:
                remedy = "Use the name of a role of governance.yaml or of a stakeholder, or add one."
                place = dated.at(FILE, (key, index, field), quote_input(name), "the name of a role", remedy)
                yield find_gap(f"{quote_input(name)}, named for {quote_input(item.id)}, is none of the roles", place)
