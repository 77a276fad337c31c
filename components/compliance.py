"""The Compliance page: its file to edit, and the package for auditors to take along."""

from __future__ import annotations

from components import auditor_package, dossier_editor
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.compliance.page import PACKAGE_SLOT
from steering.state.case_snapshot import CaseSnapshot


def render_slot(snapshot: CaseSnapshot, filters: Filters, slot: Slot) -> None:
    """Draw the choice of a package, or the button that edits the page's file."""
    render = auditor_package.render_package if slot.id == PACKAGE_SLOT else dossier_editor.render_edit
    render(snapshot, filters, slot)
