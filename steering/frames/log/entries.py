"""Entries of the audit log as a table, and what a check of its chain says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.formatting import format_moment, pluralise
from steering.frames.blocks import Column, Notice, TableBlock
from steering.records.audit_chain import ChainBreak
from steering.records.audit_log import AuditEntry, LogHead

# What each action is called.
ACTIONS: Mapping[str, str] = {
    "publish": "Published", "roll-back": "Rolled back", "approve": "Approved", "decide": "Decided", "vote": "Voted",
    "sign-in": "Signed in", "sign-out": "Signed out", "refuse": "Was refused", "member": "Changed members",
    "role": "Changed a role", "link": "Made or withdrew a link", "open": "Opened a link",
    "cohort": "Changed a cohort", "workspace": "Changed a workspace",
    "download": "Took a file along", "export": "Exported the log",
    "forget": "Had a person forgotten", "review": "Reviewed", "configure": "Changed a setting",
    "backup": "Backed up", "propose": "Proposed a publication", "turn-down": "Turned a publication down",
    "clean-up": "Deleted a release",
}  # fmt: skip
PROOF = "This shows that the log is consistent. Only a head that somebody else has kept shows that it is the same one."


def build_entry_table(entries: Sequence[AuditEntry], places: Mapping[str, str], names: Mapping[str, str]) -> TableBlock:
    """Return entries as a table; places and people are called by their names."""
    columns = (
        Column(label="Entry", kind="count"),
        Column(label="When"),
        Column(label="Who"),
        Column(label="Did"),
        Column(label="Where"),
        Column(label="About"),
        Column(label="Facts", minor=True),
    )
    rows = tuple(
        (
            entry.seq,
            format_moment(entry.at),
            names.get(entry.actor_id, entry.actor or entry.actor_id),
            ACTIONS.get(entry.action, entry.action),
            places.get(entry.place, entry.place),
            names.get(entry.subject, places.get(entry.subject, entry.subject)),
            "" if entry.facts == "{}" else entry.facts,
        )
        for entry in entries
    )
    empty = "No entry answers to this choice."
    return TableBlock(id="log-entries", title="Entries, the last first", columns=columns, rows=rows, empty=empty)


def describe_chain(head: LogHead, fault: ChainBreak | None) -> Notice:
    """Return what a check of the chain has found."""
    if fault:
        return Notice(text=f"The log does not hold. {fault.text}", remedy="Compare it with your last backup.")
    return Notice(text=f"The log holds: {pluralise(head.seq, 'entry', 'entries')}, head {head.sha256}.", remedy=PROOF)
