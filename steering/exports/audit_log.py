"""The audit log to take along: JSON Lines, an entry a line, the oldest first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from steering.records.audit_log import AuditEntry


def render_entries(entries: Sequence[AuditEntry], names: Mapping[str, str]) -> bytes:
    """Return entries as JSON Lines in UTF-8; facts that are no JSON stay the text that they are.

    `names` are those that people have now, by their ids.
    """
    lines = (json.dumps(entry.as_dict(names), ensure_ascii=False) for entry in entries)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
