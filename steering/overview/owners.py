"""Who works in a cohort: each learner alone, or each group together, with the workspace that they have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from steering.records.cohorts import INSTALLATION
from steering.records.people import Person
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState

LEARNER = "presenter"


@dataclass(frozen=True, kw_only=True)
class WorkOwner:
    """Who works together: their title, the people, and their workspace, None where they have none yet."""

    title: str
    people: tuple[Person, ...]
    workspace: Workspace | None = None


def list_work_owners(app: AppState, cohort_id: str) -> tuple[WorkOwner, ...]:
    """Return each group and each learner who is in none, in the order of their titles.

    In the installation's own cohort each learner is alone, and all of them work on its one case.
    """
    members = [member for member in app.records.cohorts.members(cohort_id) if member.role == LEARNER]
    participants = app.records.meetings.participants([member.person.id for member in members], cohort_id)
    titles = {id: participant.label for id, participant in participants.items()}
    if cohort_id == INSTALLATION:
        own = _own_workspace(app)
        owners = [
            WorkOwner(title=titles[member.person.id], people=(member.person,), workspace=own) for member in members
        ]
    else:
        groups: dict[str, list[Person]] = {}
        for member in members:
            groups.setdefault(f"group {member.group}" if member.group else member.person.id, []).append(member.person)
        workspaces = dict(_list_workspaces(app, cohort_id))
        owners = [
            WorkOwner(
                title=key.removeprefix("group ") if key.startswith("group ") else titles[people[0].id],
                people=tuple(people),
                workspace=workspaces.get(key),
            )
            for key, people in groups.items()
        ]
    return tuple(sorted(owners, key=lambda owner: owner.title.casefold()))


def _list_workspaces(app: AppState, cohort_id: str) -> Iterator[tuple[str, Workspace]]:
    for workspace in app.records.workspaces.list(cohort_id):
        yield (f"group {workspace.group}" if workspace.group else workspace.person_id), workspace


def _own_workspace(app: AppState) -> Workspace:
    """Return the installation's own case as the workspace of everybody who is in its cohort."""
    id = app.snapshot().context.case.id
    return Workspace(id=id, cohort_id=INSTALLATION, title="", made_at=dt.datetime.now(dt.UTC))
