"""The audit log held against itself, and against heads of it that others have kept: where it breaks first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.records.audit_log import GENESIS, AuditEntry, LogHead, digest_entry

MISSING = "Entry {} is missing."
EDITED = "Entry {} is not as it was written: it, or the hash of the one before it, was changed."
CUT = "The log ends with entry {}, and its end was written for entry {}: entries are missing."
OTHER_END = "The end of the log is not that of its last entry, {}: entries were added or removed without it."
OTHER = "Entry {} is not the one that was there when the receipt was given: it, or one before it, was changed since."
SHORT = "The log ends with entry {}, and the receipt was given at entry {}: entries are missing."


@dataclass(frozen=True, kw_only=True)
class ChainBreak:
    """Where a log breaks first: the number of the entry, and what is wrong there."""

    seq: int
    text: str


def find_break(entries: Sequence[AuditEntry], head: LogHead) -> ChainBreak | None:
    """Return the first break of the whole log, the oldest entry first; None where it is consistent in itself."""
    before = GENESIS
    for seq, entry in enumerate(entries, start=1):
        if entry.seq != seq:
            return ChainBreak(seq=seq, text=MISSING.format(seq))
        if digest_entry(before, vars(entry)) != entry.sha256:
            return ChainBreak(seq=seq, text=EDITED.format(seq))
        before = entry.sha256
    if head.seq > len(entries):
        return ChainBreak(seq=len(entries) + 1, text=CUT.format(len(entries), head.seq))
    if (head.seq, head.sha256) != (len(entries), before):
        return ChainBreak(seq=len(entries), text=OTHER_END.format(len(entries)))
    return None


def hold_head(entries: Sequence[AuditEntry], head: LogHead) -> ChainBreak | None:
    """Hold the log against its end as somebody else has kept it; None where it still has that entry."""
    if head.seq > len(entries):
        return ChainBreak(seq=len(entries) + 1, text=SHORT.format(len(entries), head.seq))
    hash_there = entries[head.seq - 1].sha256 if head.seq else GENESIS
    return None if hash_there == head.sha256 else ChainBreak(seq=head.seq, text=OTHER.format(head.seq))
