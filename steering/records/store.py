"""What people did to a case: publications, decisions, scenarios, business cases from elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

import sqlalchemy as sa

from steering.actors import Actor
from steering.cases.decisions import DecisionRecord
from steering.records import audit_log, business_cases, decisions, scenarios
from steering.records.admissions import AdmissionRecords
from steering.records.audit_log import AuditRecords
from steering.records.auditor_links import AuditorLinkRecords
from steering.records.business_cases import SavedBusinessCase
from steering.records.case_versions import CaseVersionRecords
from steering.records.cohorts import CohortRecords
from steering.records.decision_revision import ActionEvent, DecisionRevision, Event, Origin
from steering.records.drill_answers import DrillRecords
from steering.records.meetings import MeetingRecords
from steering.records.people import PeopleRecords
from steering.records.presence import PresenceRecords
from steering.records.publication_records import PublicationRecords
from steering.records.reviews import ReviewRecords
from steering.records.scenarios import ResultSnapshot, SavedScenario, ScenarioInput, State
from steering.records.variant_keys import VariantKeyRecords
from steering.records.work_hours import WorkHourRecords
from steering.records.workspaces import WorkspaceRecords, require_second_person


class Records(PublicationRecords):
    """What people did under `home`, or in the database at `url`. Safe to share between threads."""

    @cached_property
    def people(self) -> PeopleRecords:
        """Who may sign in, and where somebody is signed in."""
        return PeopleRecords(self)

    @cached_property
    def presence(self) -> PresenceRecords:
        """Who is here, and where they may be."""
        return PresenceRecords(self)

    @cached_property
    def admissions(self) -> AdmissionRecords:
        """Sign-ins by a provider of identities."""
        return AdmissionRecords(self)

    @cached_property
    def cohorts(self) -> CohortRecords:
        """Cohorts with their members."""
        return CohortRecords(self)

    @cached_property
    def workspaces(self) -> WorkspaceRecords:
        """Where learners and groups work."""
        return WorkspaceRecords(self)

    @cached_property
    def variant_keys(self) -> VariantKeyRecords:
        """What was planted in whose workspace."""
        return VariantKeyRecords(self)

    @cached_property
    def work_hours(self) -> WorkHourRecords:
        """What learners have worked, by phase."""
        return WorkHourRecords(self)

    @cached_property
    def audit_log(self) -> AuditRecords:
        """Who did what."""
        return AuditRecords(self)

    @cached_property
    def auditor_links(self) -> AuditorLinkRecords:
        """Links by which auditors take a package along."""
        return AuditorLinkRecords(self)

    @cached_property
    def meetings(self) -> MeetingRecords:
        """What happens in meetings, which changes no case."""
        return MeetingRecords(self)

    @cached_property
    def drill(self) -> DrillRecords:
        """What people answered in the question drill, which changes no case."""
        return DrillRecords(self)

    @cached_property
    def case_versions(self) -> CaseVersionRecords:
        """What the files of cases said and since when, which changes no case."""
        return CaseVersionRecords(self)

    @cached_property
    def reviews(self) -> ReviewRecords:
        """What was said of rehearsals, which changes no case."""
        return ReviewRecords(self)

    def record_decisions(
        self, case_id: str, records: Sequence[DecisionRecord], *, by: Actor, source: Origin
    ) -> tuple[DecisionRevision, ...]:
        """Record the decisions that are new or have changed, all of them or none; the others stay as they are.

        Returns the new revisions. Where there are none, nothing is written. Raises NotAllowed.
        """
        by.require("edit", case_id)
        if not self.read(lambda connection: decisions.select_changes(connection, case_id, records)):
            return ()

        def work(connection: sa.Connection) -> tuple[DecisionRevision, ...]:
            revisions = decisions.append(connection, case_id, records, by=by.id, source=source)
            for revision in revisions:
                facts = {"revision": revision.revision, "source": source}
                audit_log.append(connection, by, "decide", place=case_id, subject=revision.decision.id, **facts)
            return revisions

        return self.write(work, place=case_id)

    def decisions(self, case_id: str, *, faults: list[str] | None = None) -> tuple[DecisionRevision, ...]:
        """The newest revision of each decision of a case, with the events of its actions, the last decision first.

        One that can't be read is told in `faults` and left out; without them StoreUnavailable is raised.
        """
        return self.read(lambda connection: decisions.current(connection, case_id, faults))

    def decision_revisions(self, case_id: str, decision_id: str) -> tuple[DecisionRevision, ...]:
        """Return every revision of a decision, oldest first."""
        return self.read(lambda connection: decisions.revisions(connection, case_id, decision_id))

    def note_action(
        self, case_id: str, decision_id: str, action_id: str, event: Event, *, on: dt.date, by: Actor
    ) -> ActionEvent:
        """Note that an action was done, or is taken up again, on a day.

        Raises:
            UnknownName: there is no such decision or action.
            NotAllowed: who asks may not change the case.
        """
        by.require("edit", case_id)
        entry = ActionEvent(
            id=0,
            case_id=case_id,
            decision_id=decision_id,
            action_id=action_id,
            event=event,
            on_day=on,
            noted_at=dt.datetime.now(dt.UTC),
            noted_by=by.id,
        )

        def work(connection: sa.Connection) -> ActionEvent:
            facts = {"action_id": action_id, "event": event}
            audit_log.append(connection, by, "decide", place=case_id, subject=decision_id, **facts)
            return decisions.note(connection, entry)

        return self.write(work, place=case_id)

    def scenarios(self, case_id: str, *, faults: list[str] | None = None) -> tuple[SavedScenario, ...]:
        """Return the newest revision of each saved scenario of a case, in the order in which they were first saved.

        One that can't be read is told in `faults` and left out; without them StoreUnavailable is raised.
        """
        return self.read(lambda connection: scenarios.current(connection, case_id, faults))

    def scenario_revisions(self, case_id: str, scenario_id: str) -> tuple[SavedScenario, ...]:
        """Return every revision of a saved scenario, oldest first."""
        return self.read(lambda connection: scenarios.revisions(connection, case_id, scenario_id))

    def keep_scenario(self, case_id: str, entry: ScenarioInput) -> SavedScenario:
        """Keep a scenario as a draft.

        Raises:
            ScenarioRefused: the name is not one or is taken, or there are as many as a case may have.
            NotAllowed: who asks may not change the case.
        """
        entry.by.require("edit", case_id)
        return self.write(lambda connection: scenarios.save(connection, case_id, entry), place=case_id)

    def change_scenario(
        self, case_id: str, scenario_id: str, entry: ScenarioInput, *, expected_revision: int
    ) -> SavedScenario | None:
        """Change a saved scenario, which makes it a draft; None where nothing differs.

        `expected_revision` is the revision that somebody saw when they decided.

        Raises:
            ScenarioLocked: it never changes again.
            StaleRevision: another revision than `expected_revision` is in force by now; nothing has changed.
            ScenarioRefused: the name is not one or is taken.
            NotAllowed: who asks may not change the case.
        """
        entry.by.require("edit", case_id)
        return self.write(
            lambda connection: scenarios.change(connection, case_id, scenario_id, entry, expected_revision),
            place=case_id,
        )

    def move_scenario(
        self,
        case_id: str,
        scenario_id: str,
        state: State,
        figures: ResultSnapshot,
        *,
        by: Actor,
        expected_revision: int,
    ) -> SavedScenario:
        """Propose, approve or withdraw a saved scenario, with what it comes to now.

        Raises:
            ScenarioLocked, StaleRevision: as for a change.
            ScenarioRefused: it can't get there from the state in which it is.
            NotAllowed: who asks may not do that, or has to leave it to somebody else.
        """
        by.require("approve" if state == "approved" else "edit", case_id)

        def work(connection: sa.Connection) -> SavedScenario:
            if state == "approved":
                proposer = scenarios.proposer(connection, case_id, scenario_id)
                require_second_person(connection, case_id, proposer, by)
                audit_log.append(connection, by, "approve", place=case_id, subject=scenario_id)
            return scenarios.move_on(
                connection, case_id, scenario_id, state, figures, by=by.id, expected_revision=expected_revision
            )

        return self.write(work, place=case_id)

    def save_business_case(self, case_id: str, name: str, body: str, by: Actor) -> SavedBusinessCase:
        """Save the text of a business case from elsewhere; equal texts are saved once.

        Raises:
            TooManyBusinessCases: there are as many as a case may have.
            NotAllowed: who asks may not change the case.
        """
        by.require("edit", case_id)
        return self.write(
            lambda connection: business_cases.save_business_case(connection, case_id, name, body, by.id), place=case_id
        )

    def list_business_cases(self, case_id: str) -> tuple[SavedBusinessCase, ...]:
        """Return the saved business cases of a case, the first one first."""
        return self.read(lambda connection: business_cases.list_business_cases(connection, case_id))

    def delete_business_case(self, case_id: str, id: int, by: Actor) -> None:
        """Delete a saved business case. Raises NotAllowed where who asks may not change the case."""
        by.require("edit", case_id)
        self.write(lambda connection: business_cases.delete_business_case(connection, case_id, id), place=case_id)
