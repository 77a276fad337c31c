"""The evidence of a case as it came into force, release by release, each held against the hashes that it had."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from steering.cases.dataset_files import dataset_files
from steering.cases.folder import WORKSPACES
from steering.compliance.evidence import DATASET
from steering.compliance.evidence_chain import EvidenceRelease
from steering.compliance.pieces import EvidencePiece
from steering.formatting import format_day
from steering.ingest.fingerprint import find_stored_id
from steering.records import Publication, Records
from steering.warehouse import DamagedRelease, QueryFailed, Warehouse, read_manifest, rows_path
from steering.warehouse.answer import rows_as
from steering.warehouse.releases import sha256_of

OTHER_FILE = "The file of the release {} of {} is not the one that was stored: its SHA-256 is not that of its manifest."
OTHER_ROWS = (
    "The release {} of {} does not hold the rows that its id was made of: file and manifest were changed together."
)


def list_history(records: Records, home: Path, case_id: str) -> tuple[Publication, ...]:
    """Return what was in force of the evidence of a case, oldest first; of a workspace also what its cohort had."""
    folder = home / WORKSPACES / case_id
    files = {case_id: dataset_files(folder).keys()} if folder.is_dir() else {}
    return records.joint_histories([case_id], files)[case_id].get(DATASET, ())


def read_evidence(records: Records, home: Path, history: tuple[Publication, ...]) -> tuple[EvidenceRelease, ...]:
    """Return the pieces that each publication put in force. Nothing is changed or put aside.

    Raises:
        StoreUnavailable: a release can't be read now.
    """
    removals = records.releases.list_removals({entry.case_id for entry in history}, DATASET)
    warehouse = Warehouse(home)
    pieces: dict[str, tuple[EvidencePiece, ...]] = {}
    faults: dict[str, str] = {}
    try:
        for entry in history:
            release = entry.release_id
            if entry.has_data and release not in pieces and release not in faults:
                if fault := _find_fault(home, entry):
                    faults[release] = fault
                else:
                    answer = warehouse.query("evidence_pieces", {DATASET: release}, day=date.max.isoformat())
                    pieces[release] = tuple(rows_as(answer, EvidencePiece))
    finally:
        warehouse.close()
    return tuple(
        EvidenceRelease(
            publication=entry,
            pieces=pieces.get(entry.release_id) if entry.has_data else (),
            fault=faults.get(entry.release_id, ""),
            is_cleaned_up=entry.release_id in faults and (entry.case_id, entry.release_id) in removals,
        )
        for entry in history
    )


def _find_fault(home: Path, entry: Publication) -> str:
    """Return why a release is not what it was; empty where it is."""
    name, day = entry.release_id[:12], format_day(entry.published_at.date())
    try:
        manifest = read_manifest(home, DATASET, entry.release_id)
        if sha256_of(rows_path(home, DATASET, entry.release_id)) != manifest.parquet_sha256:
            return OTHER_FILE.format(name, day)
        return "" if find_stored_id(home, manifest) == entry.release_id else OTHER_ROWS.format(name, day)
    except DamagedRelease as error:
        return str(error)
    except QueryFailed:
        return OTHER_ROWS.format(name, day)
