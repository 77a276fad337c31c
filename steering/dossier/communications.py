"""The communication plan: when each message goes out next, to whom, and what keeps it from being heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from steering.cases.dossier.change import ChangePlan, Communication
from steering.context.dated_case import DatedCase
from steering.dossier.change_file import FILE, change_of
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import find_gap
from steering.dossier.review_board import MANY, SOON, BoardDates, find_dates
from steering.errors import quote_input
from steering.formatting import format_day
from steering.status import Status


@dataclass(frozen=True, kw_only=True)
class CommunicationOutlook:
    """A communication with its place in the file and its dates to come."""

    communication: Communication
    index: int
    dates: BoardDates

    @property
    def next_day(self) -> date | None:
        """The next date; None where it never comes again."""
        return self.dates.days[0] if self.dates.days else None

    @property
    def status(self) -> Status:
        """Overdue where it never comes again, at risk where nobody does it or hears it."""
        if self.next_day is None:
            return Status.OVERDUE
        entry = self.communication
        return Status.ON_TRACK if entry.owner and entry.audience else Status.AT_RISK


def look_ahead(dated: DatedCase) -> tuple[CommunicationOutlook, ...]:
    """Return every communication with its dates after the day, those that never come first, then by their date."""

    def look() -> tuple[CommunicationOutlook, ...]:
        entries = enumerate(change_of(dated).communications)
        outlooks = [
            CommunicationOutlook(communication=entry, index=index, dates=find_dates(entry, dated.today))
            for index, entry in entries
        ]
        return tuple(sorted(outlooks, key=lambda outlook: outlook.next_day or date.min))

    return dated.context.cached(("communications", dated.today), look)


def name_audience(change: ChangePlan, communication: Communication) -> list[str]:
    """Return whom a communication speaks to, by name."""
    names = {entry.id: entry.name for entry in change.stakeholders}
    names |= {group.id: group.name for group in change.groups}
    return [names.get(id, id) for id in communication.audience]


def find_silent(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find communications that never come again."""
    for outlook in look_ahead(dated):
        if outlook.next_day is None:
            has_ended = outlook.dates.has_ended
            state = "its rule has ended" if has_ended else "its rule has no date in the next five years"
            remedy = "Let the rule go on, or take the communication out."
            place = dated.at(FILE, ("communications", outlook.index, "rule"), state, "a date to come", remedy)
            text = f"The communication {_name(outlook)} never comes again after {format_day(dated.today)}: {state}"
            status = Status.OVERDUE if has_ended else Status.AT_RISK
            owner = outlook.communication.owner or ""
            yield DossierFinding(text=text, status=status, places=(place,), owner=owner)


def find_ownerless(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find communications that nobody sends."""
    for outlook in look_ahead(dated):
        if outlook.communication.owner is None:
            remedy = "Add `owner:` with the role that sends it."
            place = dated.at(FILE, ("communications", outlook.index), "no owner", "the role that sends it", remedy)
            yield find_gap(f"Nobody sends the communication {_name(outlook)}", place)


def find_unheard(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find communications that speak to nobody."""
    for outlook in look_ahead(dated):
        if not outlook.communication.audience:
            remedy = "Add `audience:` with the ids of stakeholders or groups."
            place = dated.at(FILE, ("communications", outlook.index), "no audience", "whom it speaks to", remedy)
            yield find_gap(f"The communication {_name(outlook)} speaks to nobody", place)


def find_many(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find communications that go out so often that the rule is likely not meant."""
    for outlook in look_ahead(dated):
        soon = outlook.dates.soon
        if soon > MANY:
            state = f"{soon} dates in {SOON} days"
            spot = ("communications", outlook.index, "rule")
            place = dated.at(FILE, spot, state, f"at most {MANY}", "Correct the rule.")
            yield find_gap(
                f"The communication {_name(outlook)} goes out {soon} times in {SOON} days by its rule", place
            )


def find_deaf_groups(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find groups to which no communication speaks that still has a date to come."""
    change = change_of(dated)
    audience = {id for outlook in look_ahead(dated) if outlook.next_day for id in outlook.communication.audience}
    for index, group in enumerate(change.groups):
        if change.communications and group.id not in audience:
            remedy = f"Add {group.id} to the `audience` of a communication that goes on."
            place = dated.at(FILE, ("groups", index), "no communication", "one that speaks to it", remedy)
            yield find_gap(f"No communication to come speaks to “{group.name}”", place)


def _name(outlook: CommunicationOutlook) -> str:
    return quote_input(outlook.communication.id)
