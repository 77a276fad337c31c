"""A class of learners for whom variants of the example without its costs are made."""

from __future__ import annotations

from pathlib import Path

from steering.actors import COMMAND_LINE
from steering.cases.new import STARTER
from steering.exercises.answers import KeyAnswer, gather_answers
from steering.exercises.new_variants import Planting, make_variant_workspaces
from steering.records.cohorts import NewMember
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState
from steering.state.new_workspaces import list_owners
from steering.variants.trouble import TroubleKind

KINDS: tuple[TroubleKind, ...] = ("stalled_team", "kpi_redefined", "claim_broken")


class LearningClass:
    """A cohort of an installation, the case that its variants are made of, and what the learners do."""

    def __init__(self, home: Path, case: Path) -> None:
        self.app, self.case = AppState(home, STARTER), case
        self.id = self.app.records.cohorts.make("Autumn", COMMAND_LINE).id

    def add(self, *names: str) -> None:
        self.app.records.cohorts.add(self.id, [NewMember(name=name, role="presenter") for name in names], COMMAND_LINE)

    def plant(self, seed: int = 7, kinds: tuple[TroubleKind, ...] = KINDS) -> tuple[Workspace, ...]:
        owners = list_owners(self.app.records, self.id)
        planting = Planting(seed=seed, kinds=kinds)
        return make_variant_workspaces(self.app, self.id, owners, self.case, planting, COMMAND_LINE)

    def folder(self, workspace: Workspace) -> Path:
        return self.app.workspaces.folder(workspace.id)

    def open(self, workspace: Workspace) -> None:
        """Open a workspace as its learner does; its data is in force from then on."""
        self.app.workspaces.get(workspace).snapshot()

    def edit(self, workspace: Workspace, old: str, new: str, file: str = "storyboard.yaml") -> None:
        path = self.folder(workspace) / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def answers(self) -> dict[TroubleKind, KeyAnswer]:
        """The answers of a class of one, by the kind of trouble."""
        return {answer.entry.trouble.kind: answer for answer in gather_answers(self.app, self.id, COMMAND_LINE)}
