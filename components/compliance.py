"""The Compliance page: its file to edit, the chain of evidence, and the package for auditors to take along."""

from __future__ import annotations

from components import auditor_package, dossier_editor, evidence_chain
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.compliance.page import CHAIN_SLOT, PACKAGE_SLOT
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot


def render_slot(snapshot: CaseSnapshot, filters: Filters, slot: Slot) -> None:
    """Draw the chain, the choice of a package, or the button that edits the page's file."""
    renderers = {PACKAGE_SLOT: auditor_package.render_package, CHAIN_SLOT: evidence_chain.render_check}
    renderers.get(slot.id, dossier_editor.render_edit)(snapshot, filters, slot)


def adapt_frame(snapshot: CaseSnapshot, filters: Filters, frame: Frame) -> Frame:
    """Return the frame with the chain of evidence, and the place of the button that edits its file."""
    return dossier_editor.adapt_frame(snapshot, filters, evidence_chain.adapt_frame(snapshot, filters, frame))
