"""The audit log to take along: JSON Lines, an entry a line, the oldest first."""

from __future__ import annotations

import json
from collections.abc import Sequence

from steering.records.audit_log import AuditEntry


def render_entries(entries: Sequence[AuditEntry]) -> bytes:
    """Return entries as JSON Lines in UTF-8; facts that are no JSON stay the text that they are."""
    return "".join(f"{json.dumps(entry.as_dict(), ensure_ascii=False)}\n" for entry in entries).encode(
        "utf-8", "backslashreplace"
    )
