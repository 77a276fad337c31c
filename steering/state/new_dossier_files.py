"""What is added to a workspace's dossier by its name alone: a decision record to fill in, and a view to draw."""

from __future__ import annotations

import re
from pathlib import Path

from steering.actors import Actor
from steering.cases.dossier.adrs import MOST as MOST_ADRS
from steering.cases.dossier.mermaid_views import ENDING, VIEWS
from steering.cases.dossier.mermaid_views import MOST as MOST_VIEWS
from steering.cases.dossier.new_adr import TITLE, draft_adr, is_title
from steering.cases.dossier.texts import list_adr_names, list_view_names
from steering.clock import tell_time
from steering.errors import NotAllowed, quote_input
from steering.state.app_state import AppState
from steering.state.case_files import find_files, put_file

VIEW_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]|[a-z0-9]")
# Names of devices, which some file systems give to no file.
DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
NO_TITLE = "Found {}; expected {}."
NO_NAME = "Found {}; expected a name of up to 60 small letters, digits and hyphens, such as way-into-use."
TOO_MANY = "The dossier has {} already, which is as many as are read."
VIEW = """\
flowchart LR
  %% A box is name[What it says], an arrow is name --> name.
  people[Who asks] --> platform[What answers]
  platform --> data[(What it reads)]
"""


def add_adr(app: AppState, id: str, title: str, by: Actor) -> str:
    """Write a new decision record into a workspace's files, with the next number, and return its name.

    Raises:
        NotAllowed: who asks may not change the case, or the title can't be one.
        UnknownName: there is no such workspace.
        StoreUnavailable: it can't be written now.
    """
    folder = find_files(app, id, by)
    if not is_title(title):
        raise NotAllowed(NO_TITLE.format(_quote(title), TITLE))
    if len(list_adr_names(folder)) >= MOST_ADRS:
        raise NotAllowed(TOO_MANY.format(f"{MOST_ADRS:,} records"))
    name, text = draft_adr(folder, title, tell_time().date())
    put_file(app, id, name, text.encode(), "", by)
    return name


def add_view(app: AppState, id: str, name: str, by: Actor) -> str:
    """Write a new view with a small diagram into a workspace's files, and return its name there.

    Raises as `add_adr` does; NotAllowed also where there is a view of that name.
    """
    folder, stem = find_files(app, id, by), name.strip().removesuffix(ENDING)
    if not VIEW_NAME.fullmatch(stem) or DEVICES.fullmatch(stem):
        raise NotAllowed(NO_NAME.format(_quote(name)))
    if len(list_view_names(folder)) >= MOST_VIEWS:
        raise NotAllowed(TOO_MANY.format(f"{MOST_VIEWS} views"))
    file = f"{VIEWS}/{stem}{ENDING}"
    if (clash := _find_same(folder, file)) is not None:
        raise NotAllowed(f"There is a view {clash} already. Give this one another name.")
    put_file(app, id, file, VIEW.encode(), "", by)
    return file


def _find_same(folder: Path, file: str) -> str | None:
    """Return the file that takes a name's place; capitals make no other file everywhere."""
    return next((name for name in list_view_names(folder) if name.casefold() == file), None)


def _quote(text: str) -> str:
    return quote_input(text) if text.strip() else "nothing"
