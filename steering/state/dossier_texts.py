"""The files of a workspace's dossier as texts: opened, saved where nobody else has saved meanwhile, and put back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from steering.actors import Actor
from steering.cases.dossier.files import NAMES
from steering.cases.dossier.texts import (
    has_errors,
    is_view,
    judge_text,
    list_adr_names,
    list_view_names,
    start_text,
)
from steering.cases.file_changes import compare_files
from steering.drawings.mermaid import draw_mermaid
from steering.errors import CaseRefused, NotAllowed, Problem, UnknownName
from steering.state.app_state import AppState
from steering.state.case_files import find_files, put_file, restore_files

UNCHANGED = "The text is as it was, so nothing is saved."
OVERTAKEN_BY = "Somebody else has saved {} since you opened it. Nothing of yours is saved yet."


@dataclass(frozen=True, kw_only=True)
class DossierText:
    """A file of the dossier as somebody opens it. `sha256` is that of its bytes, empty where there is no file yet."""

    name: str
    text: str
    sha256: str = ""


class TextOvertaken(NotAllowed):
    """Somebody saved a file after it was opened; `current` is what is there now."""

    def __init__(self, current: DossierText) -> None:
        self.current = current
        super().__init__(OVERTAKEN_BY.format(current.name))


def open_text(app: AppState, id: str, name: str, by: Actor) -> DossierText:
    """Return the text of a file of a workspace's dossier; one that is not there begins as in a new case.

    Raises:
        NotAllowed: who asks may not change the case.
        UnknownName: there is no such workspace, or this is no file of a dossier.
    """
    folder = find_files(app, id, by)
    names = (*NAMES, *list_adr_names(folder), *list_view_names(folder))
    if name not in names:
        raise UnknownName("file of the dossier", name, names)
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        return DossierText(name=name, text=start_text(name))
    # What is no UTF-8 can be seen and mended.
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    return DossierText(name=name, text=text, sha256=hashlib.sha256(content).hexdigest())


def judge_file(name: str, text: str) -> tuple[Problem, ...]:
    """Return all that is wrong with the text of a file, the errors first; a view has to be one that can be drawn."""
    problems = judge_text(name, text)
    drawing = draw_mermaid(text, name) if is_view(name) and not problems else ""
    return (drawing,) if isinstance(drawing, Problem) else problems


def save_text(app: AppState, id: str, opened: DossierText, text: str, by: Actor) -> None:
    """Put a text in the place of the file that was opened. The former files stay beside, as when a zip replaces them.

    Raises:
        NotAllowed: who asks may not change the case, or the text is as it was.
        TextOvertaken: somebody else has saved the file meanwhile; nothing is written.
        UnknownName: there is no such workspace, or this is no file of a dossier.
        CaseRefused: the text is wrong, with every problem.
        StoreUnavailable: it can't be written now.
    """
    current = _require_current(app, id, opened, by)
    problems = judge_file(opened.name, text)
    if has_errors(problems):
        raise CaseRefused(opened.name, problems)
    lines = text if text.endswith("\n") else f"{text}\n"
    if current.sha256 and current.text in (text, lines):
        raise NotAllowed(UNCHANGED)
    try:
        put_file(app, id, opened.name, lines.encode(), opened.sha256, by)
    except NotAllowed:
        # Within the same moment.
        _require_current(app, id, opened, by)
        raise


def can_undo(app: AppState, id: str, name: str, by: Actor) -> bool:
    """Return whether the last change of a workspace's files was one of this file alone. Raises as `open_text` does."""
    folder, former = find_files(app, id, by), app.workspaces.former(id)
    return former.is_dir() and [change.name for change in compare_files(folder, former)] == [name]


def undo_text(app: AppState, id: str, opened: DossierText, by: Actor) -> None:
    """Put the version of a file back that was there before the last change; the same again brings the newer one back.

    Raises:
        NotAllowed: who asks may not change the case, or its last change was not of this file alone.
        TextOvertaken: somebody else has saved the file meanwhile; nothing is written.
        UnknownName: there is no such workspace, or this is no file of a dossier.
        StoreUnavailable: it can't be written now.
    """
    _require_current(app, id, opened, by)
    restore_files(app, id, by, alone=opened.name)


def _require_current(app: AppState, id: str, opened: DossierText, by: Actor) -> DossierText:
    current = open_text(app, id, opened.name, by)
    if current.sha256 != opened.sha256:
        raise TextOvertaken(current)
    return current
