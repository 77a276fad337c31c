"""What was begun today, by whom and for which cohort; and whether one more upload is within the quotas."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from steering.catalog.quotas import QuotaReached, Quotas
from steering.formatting import format_bytes, pluralise
from steering.spool.purposes import MOST_BYTES, most_bytes

if TYPE_CHECKING:
    from steering.spool.spool import Upload

Entry = tuple[str, str]
DISCARD = "Remove files from the upload field, or wait: what nobody goes on with is gone after a day."


class Ledger:
    """One file for each day, with a line for each upload that was begun: its owner and cohort."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder, self._clock = folder, clock

    def list_today(self) -> list[Entry]:
        """Return owner and cohort of each upload that was begun today."""
        try:
            lines = self._path().read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        entries = []
        for line in lines:
            try:
                owner, cohort = json.loads(line)
            except (ValueError, TypeError):
                # A power cut has torn it.
                continue
            entries.append((str(owner), str(cohort)))
        return entries

    def note(self, upload: Upload) -> None:
        """Write an upload down. Raises OSError."""
        with self._path().open("a", encoding="utf-8") as file:
            file.write(json.dumps([upload.owner, upload.cohort]) + "\n")

    def remove_old(self) -> None:
        """Remove what was written on other days."""
        for path in self._folder.glob("begun-*"):
            if path != self._path():
                path.unlink(missing_ok=True)

    def _path(self) -> Path:
        return self._folder / f"begun-{dt.datetime.fromtimestamp(self._clock(), dt.UTC).date().isoformat()}"


def check_quotas(upload: Upload, here: Sequence[Upload], begun: Sequence[Entry], quotas: Quotas) -> None:
    """Do nothing where one more upload is within the quotas.

    `here` is what lies on the disk, `begun` what was begun today. Raises QuotaReached.
    """
    if upload.size > (most := most_bytes(upload.purpose, quotas.file_bytes)):
        remedy = "Choose a smaller one." if upload.purpose in MOST_BYTES else "Bring it in several parts."
        raise QuotaReached(f"The file has {format_bytes(upload.size)}, and it may have {format_bytes(most)}. {remedy}")
    own = [other for other in here if other.owner == upload.owner]
    ours = [other for other in here if other.cohort == upload.cohort]
    if len(own) >= quotas.member_files:
        raise QuotaReached(f"You have {pluralise(len(own), 'file')} here, the most that are allowed. {DISCARD}")
    _check_bytes("You have", own, upload.size, quotas.member_bytes)
    _check_bytes("Your cohort has", ours, upload.size, quotas.cohort_bytes)
    _check_day("You have", sum(owner == upload.owner for owner, _ in begun), quotas.member_uploads_a_day)
    _check_day("Your cohort has", sum(cohort == upload.cohort for _, cohort in begun), quotas.cohort_uploads_a_day)


def _check_bytes(whose: str, here: Sequence[Upload], size: int, most: int) -> None:
    held = sum(upload.size for upload in here)
    if held + size > most:
        free = format_bytes(max(0, most - held))
        raise QuotaReached(f"{whose} {format_bytes(most)} for files that wait here, and {free} of it left. {DISCARD}")


def _check_day(whose: str, count: int, most: int) -> None:
    if count >= most:
        raise QuotaReached(f"{whose} begun {pluralise(count, 'upload')} today, the most in a day. Go on tomorrow.")
