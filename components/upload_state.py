"""Uploads that one visitor has staged: what is shown of each, and how it is let go."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from components import actions, session
from steering.ingest import uploads
from steering.ingest.uploads import StagedUpload
from steering.records import Publication
from steering.records.rollbacks import RollbackStep


@dataclass(kw_only=True)
class UploadState:
    """One visitor's staged uploads by dataset, and what they have rolled back."""

    staged: dict[str, StagedUpload] = field(default_factory=dict)
    rollbacks: set[tuple[RollbackStep, ...]] = field(default_factory=set)
    # The months that leave with a release, by its id and that of the current one.
    leaving: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    # A staged release beside the months that stay, by the ids of the two releases.
    merged: dict[tuple[str, str], StagedUpload] = field(default_factory=dict)
    # What was in force of a dataset when a visitor decided, and was not any more; None where nothing was.
    overtaken: dict[str, Publication | None] = field(default_factory=dict)
    # The same of a rollback that came too late, until it is asked again.
    overtaken_rollbacks: dict[str, Publication | None] = field(default_factory=dict)


def state() -> UploadState:
    """Return what this visitor has staged."""
    return session.session_value("uploads", UploadState)


def place(dataset: str) -> str:
    """Return the place at which the result of an action on a dataset is told."""
    return f"upload-{dataset}"


def discard(dataset: str) -> str:
    """Drop a staged upload, and its releases where nobody else needs them."""
    forget(dataset)
    return ""


def forget(dataset: str, *, but: str = "") -> None:
    """Let go of what was staged of a dataset, except for a release that was published."""
    own = state()
    own.overtaken.pop(dataset, None)
    staged = own.staged.pop(dataset, None)
    if staged is None:
        return
    if staged.refused:
        staged.refused.remove()
    if staged.manifest is None:
        return
    merged = [own.merged.pop(key) for key in list(own.merged) if key[0] == staged.manifest.release]
    for upload in (staged, *merged):
        if upload.manifest and upload.manifest.release != but:
            uploads.discard(upload, home=session.app_state().home, records=session.app_state().records)


def render_discard(staged: StagedUpload) -> None:
    """Draw the button that lets go of a staged upload."""
    st.button(
        "Discard", key="discard", on_click=actions.run_action, args=(place(staged.dataset), discard, staged.dataset)
    )
