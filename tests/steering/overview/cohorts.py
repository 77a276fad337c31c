"""A cohort whose learners work on the starter case, each in a workspace of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from steering.access.ways import Way
from steering.actors import COMMAND_LINE
from steering.cases.new import STARTER
from steering.records.cohorts import NewMember
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState
from steering.state.new_workspaces import list_owners, make_workspaces
from tests.steering.rehearsal.rehearsals import rehearse
from tests.steering.small_cases import starter

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
STORY = """\
minutes_allowed: 10
scenes:
  - id: speed
    minutes: 2
    page: kpis
    message: Releases are fast
    view: {focus: lead_time, show: [trend]}
    claims: [{says: A model is released within ten days, metric: lead_time, op: "<=", value: 10}]
  - {id: teams, minutes: 2, page: adoption, message: Teams are there, fallback: Say how many.}
"""


class LearningCohort:
    """A cohort in an installation: members by name, their workspaces, and what they do in them."""

    def __init__(self, folder: Path, members: tuple[NewMember, ...], way: Way = "local") -> None:
        self.app = AppState(folder / "home", STARTER, way=way)
        self.source = starter(folder / "source")
        (self.source / "storyboard.yaml").write_text(STORY, encoding="utf-8")
        self.id = self.app.records.cohorts.make("Autumn", COMMAND_LINE).id
        self.app.records.cohorts.add(self.id, members, COMMAND_LINE)

    def make_workspaces(self) -> Mapping[str, Workspace]:
        """Make a workspace for everybody without one; return all by their titles."""
        app = self.app
        owners = list_owners(app.records, self.id)
        make_workspaces(app.records, app.workspaces, self.id, owners, self.source, COMMAND_LINE)
        return {workspace.title: workspace for workspace in app.records.workspaces.list(self.id)}

    def open(self, workspace: Workspace) -> None:
        """Open a workspace as its learner does: its data is in force from then on."""
        self.app.workspaces.get(workspace).snapshot()

    def rehearse(self, workspace: Workspace, person: str, *spans: float, days_ago: float = 0) -> None:
        """Rehearse so many seconds a scene."""
        snapshot = self.app.workspaces.get(workspace).snapshot()
        began = NOW - dt.timedelta(days=days_ago)
        seconds = dict(zip(("speed", "teams"), spans, strict=True))
        rehearse(snapshot, self.app.records, f"run-{began:%d%H%M}-{person}", began, person=person, seconds=seconds)
