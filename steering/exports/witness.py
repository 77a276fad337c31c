"""The end of the audit log in what people take along: whoever keeps such a file is a witness of the log."""

from __future__ import annotations

import re

from steering.errors import SteercoError
from steering.records.audit_log import LogHead

ABOUT = "To hold the log against this file: python -m steering verify-log --receipt FILE"
# Text of others is escaped, so that nothing of it stands behind this class; in Markdown the last line counts.
IN_PAGE = re.compile(rb'<p class="fine witness">Audit log, entry (\d{1,12}): <code>([0-9a-f]{64})</code>')
IN_TEXT = re.compile(rb"\nAudit log, entry (\d{1,12}): ([0-9a-f]{64})\.[^\n]*\n*\Z")
NONE = "This file is no witness of the audit log: it has no receipt and no entry in it. Take it as it was saved."


def render_witness(head: LogHead | None) -> str:
    """Return the end of the log as a paragraph of a page; nothing where it is not known."""
    if head is None:
        return ""
    return f'<p class="fine witness">Audit log, entry {head.seq}: <code>{head.sha256}</code>. {ABOUT}</p>'


def write_witness(head: LogHead | None) -> str:
    """Return the end of the log as the last line of a text; nothing where it is not known."""
    return f"\nAudit log, entry {head.seq}: {head.sha256}. {ABOUT}\n" if head else ""


def parse_witness(file: bytes) -> LogHead:
    """Return the end of the log that a file is a witness of.

    Raises:
        SteercoError: it has none, or more than one.
    """
    places = [*IN_PAGE.finditer(file), *IN_TEXT.finditer(file)]
    if len(places) != 1:
        raise SteercoError(NONE)
    return LogHead(seq=int(places[0][1]), sha256=places[0][2].decode())
