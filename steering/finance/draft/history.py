"""A draft of a business case: the file as plain text values with its history, read back by the one parser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from steering.cases.business import BusinessCase
from steering.cases.business_file import parse_business_case
from steering.cases.yaml_reader import parse_yaml
from steering.cases.yaml_writer import update_yaml
from steering.errors import FileRefused, Problem

Tree = Mapping[str, Any]
FILE = "business_case.yaml"
# Changes that can be undone.
STEPS = 200


@dataclass(frozen=True, kw_only=True)
class DraftState:
    """What the parser makes of a draft: the business case with warnings, or None with every problem."""

    business: BusinessCase | None
    problems: tuple[Problem, ...]
    count: int


@dataclass(frozen=True)
class BusinessDraft:
    """The whole file as plain values, and what it was before and after by undoing. Trees are never changed."""

    tree: Tree
    past: tuple[Tree, ...] = ()
    future: tuple[Tree, ...] = ()
    # The text of the file when the draft was started.
    source: str = ""

    @cached_property
    def text(self) -> str:
        """The draft as the YAML of its file, with the comments of that file."""
        return update_yaml(self.source, dict(self.tree))

    @cached_property
    def state(self) -> DraftState:
        """The draft as the parser of the file reads it."""
        try:
            business, warnings = parse_business_case(self.text.encode(), FILE)
        except FileRefused as refused:
            return DraftState(business=None, problems=refused.problems, count=refused.count)
        return DraftState(business=business, problems=warnings, count=len(warnings))


def start_draft(text: bytes) -> BusinessDraft | None:
    """Return a draft of what the bytes of a file say, right or not; None where they hold no keys at all."""
    source = text.decode("utf-8-sig", errors="replace")
    tree = parse_yaml(source, FILE).tree
    return BusinessDraft(tree, source=source) if isinstance(tree, dict) and tree else None


def change_draft(draft: BusinessDraft, tree: Tree) -> BusinessDraft:
    """Return the draft with another tree; an equal tree adds no step to undo."""
    if tree == draft.tree:
        return draft
    return replace(draft, tree=tree, past=(*draft.past, draft.tree)[-STEPS:], future=())


def undo(draft: BusinessDraft) -> BusinessDraft:
    """Return the draft before its last change, or the draft itself."""
    if not draft.past:
        return draft
    return replace(draft, tree=draft.past[-1], past=draft.past[:-1], future=(draft.tree, *draft.future))


def redo(draft: BusinessDraft) -> BusinessDraft:
    """Return the draft with the last undone change, or the draft itself."""
    if not draft.future:
        return draft
    return replace(draft, tree=draft.future[0], past=(*draft.past, draft.tree), future=draft.future[1:])
