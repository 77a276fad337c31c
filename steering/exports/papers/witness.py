"""The end of the audit log in a paper: whoever keeps it is a witness of the log."""

from __future__ import annotations

from steering.records.audit_log import LogHead


def list_witness(head: LogHead | None) -> tuple[str, ...]:
    """Return the end of the log as a line of a paper; none where it is not known."""
    return (f"Audit log, entry {head.seq}: {head.sha256}",) if head else ()
