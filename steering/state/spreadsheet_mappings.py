"""The mapping of a spreadsheet kept with the case of a workspace, for whoever may change its files."""

from __future__ import annotations

import hashlib

from steering.actors import Actor
from steering.cases.spreadsheet_mapping import FILE
from steering.state.app_state import AppState
from steering.state.case_files import find_files, put_file


def save_mapping(app: AppState, id: str, text: str, by: Actor) -> bool:
    """Put a mapping into the files of a workspace; False where it is there already.

    Raises:
        NotAllowed: who asks may not change the case.
        UnknownName: there is no such workspace.
        StoreUnavailable: it can't be written now; nothing has changed.
    """
    path = find_files(app, id, by) / FILE
    before = path.read_bytes() if path.is_file() else None
    if before == text.encode():
        return False
    put_file(app, id, FILE, text.encode(), hashlib.sha256(before).hexdigest() if before is not None else "", by)
    return True
