"""The chain of a case's evidence, and the audit log held against it: whole, or where it is broken."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from steering.compliance.evidence import DATASET
from steering.compliance.evidence_chain import EvidenceChain, build_chain
from steering.records import Publication, Records
from steering.records.audit_chain import find_break
from steering.records.publication_trail import find_difference
from steering.state.evidence_releases import read_evidence
from steering.warehouse import rows_path


@dataclass(frozen=True, kw_only=True)
class EvidenceCheck:
    """What was in force, oldest first, the chain over it, and what the audit log contradicts.

    `log` is None where the log was not looked at.
    """

    history: tuple[Publication, ...]
    chain: EvidenceChain
    log: tuple[str, ...] | None = None


def check_evidence(
    records: Records, home: Path, history: tuple[Publication, ...], *, with_log: bool = False
) -> EvidenceCheck:
    """Read every release again and return the chain. Raises StoreUnavailable where one can't be read now."""
    return EvidenceCheck(
        history=history,
        chain=build_chain(read_evidence(records, home, history)),
        log=tuple(compare_with_log(records, history)) if with_log else None,
    )


def compare_with_log(records: Records, history: Sequence[Publication]) -> list[str]:
    """Hold the audit log against itself, and the history of the evidence against it; return what contradicts."""
    entries, head = records.audit_log.read_all()
    fault = find_break(entries, head)
    texts = [f"The audit log does not hold: {fault.text}"] if fault else []
    for place in sorted({entry.case_id for entry in history}):
        if text := find_difference(records.history(place, DATASET), entries, place, DATASET):
            texts.append(text)
    return texts


def stamp_evidence(home: Path, history: Sequence[Publication]) -> Hashable:
    """Return what changes where a file of these releases is written, or goes: a chain is worked out once for each."""
    stamps: list[tuple[int, str, int, int]] = []
    for entry in history:
        if not entry.has_data:
            continue
        size = moment = 0
        # A file that is gone has a stamp as well: that there is none.
        with suppress(OSError):
            status = rows_path(home, DATASET, entry.release_id).stat()
            size, moment = status.st_size, status.st_mtime_ns
        stamps.append((entry.id, entry.release_id, size, moment))
    return tuple(stamps)
