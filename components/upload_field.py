"""A field into which files are put: they come by a route of ours, and are here by their ids once complete."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from components import session
from steering.formatting import format_bytes
from steering.spool.purposes import most_bytes
from steering.spool.spool import UnknownUpload, Upload

SCRIPT = """\
const { default: field } = await import(new URL('live/upload.js', document.baseURI));
export default field;
"""
HTML = '<div class="steerco"></div>'
STYLE = Path(__file__).parent / "live" / "upload.css"


@dataclass(kw_only=True)
class FieldState:
    """The ids of files that have come to a field, and a count of its editions: a new one is empty."""

    ids: tuple[str, ...] = ()
    edition: int = 0


@dataclass(frozen=True, kw_only=True)
class UploadField:
    """A field of a page, by its name, for files that go to a place for a purpose.

    A field that `holds` its files waits for a button of the page.
    """

    name: str
    place: str
    purpose: str
    several: bool = False
    holds: bool = False

    def render(self, label: str, hint: str, *, accept: str = "") -> None:
        """Draw the field. `accept` are the endings that a browser offers, as `.csv,.tsv`; empty for any."""
        state, spool = self._state, session.app_state().spool
        begun = [upload for upload in spool.list(self._owner, self.place, self.purpose) if upload.id not in state.ids]
        most = format_bytes(most_bytes(self.purpose, spool.quotas.file_bytes))
        them, limit = ("them", f"{most} a file") if self.several else ("it", most)
        data: dict[str, Any] = {
            "key": f"{self.name}#{state.edition}",
            "label": label,
            "hint": " ".join(f"or drop {them} here. {hint} Up to {limit}.".split()),
            "place": self.place,
            "purpose": self.purpose,
            "visit": session.visitor_token(),
            "several": self.several,
            "accept": accept,
            "holds": self.holds,
            "here": [{"id": upload.id, "name": upload.name, "size": upload.size} for upload in self._uploads()],
            "begun": [
                {"id": upload.id, "name": upload.name, "size": upload.size, "came": came}
                for upload in begun
                if (came := spool.bytes_here(upload)) < upload.size
            ],
        }
        key = f"field-{self.name}"
        st.components.v2.component("steerco_upload", html=HTML, css=_style(), js=SCRIPT, isolate_styles=False)(
            # In a tuple: Streamlit would look for data frames in what a mapping has, and import pandas to do so.
            key=key,
            data=(data,),
            on_done_change=partial(self._note, key),
        )

    def files(self) -> list[tuple[Path, str]]:
        """Return the path and the name of each file that has come.

        Raises:
            UnknownUpload: one is not here any more.
        """
        return session.app_state().spool.take(self._state.ids, self._owner, self.place, self.purpose)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the files that have come."""
        return self._state.ids

    def clear(self) -> None:
        """Empty the field; its files are removed."""
        state = self._state
        for id in state.ids:
            session.app_state().spool.discard(id, self._owner)
        state.ids, state.edition = (), state.edition + 1

    def _uploads(self) -> list[Upload]:
        spool, uploads = session.app_state().spool, []
        for id in self._state.ids:
            try:
                uploads.append(spool.find(id, self._owner))
            except UnknownUpload:
                continue
        return uploads

    def _note(self, key: str) -> None:
        self._state.ids = session.files_brought(key)

    @property
    def _state(self) -> FieldState:
        return session.session_value(f"upload-field-{self.name}", FieldState)

    @property
    def _owner(self) -> str:
        return session.actor().id


@cache
def _style() -> str:
    return STYLE.read_text("utf-8")
