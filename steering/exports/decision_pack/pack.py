"""A case as one zip: every file that can be made of it, what its meetings left, and a manifest over all of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from steering.exports.cells import file_name
from steering.exports.decision_pack.manifest import (
    NAME,
    LogWitness,
    ManifestFile,
    ManifestRemark,
    MissingPart,
    PackManifest,
    digest,
    write_manifest,
)
from steering.exports.decision_pack.meeting_files import list_meeting_files
from steering.exports.decision_pack.words import write_readme
from steering.exports.file_types import ZIP
from steering.exports.pack_file import PackFile, Remark
from steering.exports.pack_kinds import PACK_KINDS, PackRequest, make_file
from steering.formatting import printable
from steering.months import format_month
from steering.progress import report, report_within
from steering.records.case_versions import hash_texts
from steering.stage.room import Room
from steering.storyboard.views import default_filters

README = "README.txt"
# The first moment that a zip can tell: nothing of when the pack was made is in it.
MOMENT = (1980, 1, 1, 0, 0, 0)
# A file that its owner writes and everybody reads, on a system that knows of such.
UNIX, MODE = 3, 0o100644 << 16
# The newest meetings that are over.
MOST_MEETINGS = 12
CLOSED = "Minutes and receipts are for whoever may plan and hold meetings here."
OLDER = "Only the last {} meetings are in it, and not that of {}."
NO_MEETING = "No meeting of this case has been held."


def pack_decision(request: PackRequest) -> PackFile:
    """Return the pack, for whoever may read the case. Equal case, records and releases give equal bytes.

    Its remarks are those of all its files. What can't be made of this case is named in the manifest.

    Raises:
        NotAllowed: they may not read it.
        SteercoError: one of the files can't be made, as of a template that can't be read.
    """
    request.by.require("read", request.place)
    parts, missing = list(_make_parts(request)), tuple(_list_missing(request))
    context = request.context
    charter, month = context.case.charter, default_filters(context).as_of
    files = tuple(_describe(kind, file) for kind, file in parts)
    about = printable(f"{charter.organisation}, as of {format_month(month)}")
    readme = write_readme(printable(charter.title), about, files, missing).encode("utf-8", "replace")
    own = PackFile(name=README, media_type="text/plain", content=readme)
    manifest = PackManifest(
        case=context.case.id,
        title=charter.title,
        organisation=charter.organisation,
        as_of=month,
        case_sha256=hash_texts({name: text.text for name, text in context.case.texts.items()}),
        releases=dict(sorted(context.releases.items())),
        audit_log=LogWitness(entry=request.audit.seq, sha256=request.audit.sha256) if request.audit else None,
        files=tuple(sorted((*files, _describe("readme", own)), key=lambda file: file.name)),
        remarks=tuple(
            ManifestRemark(file=file.name, where=remark.where, text=remark.text)
            for _, file in parts
            for remark in file.remarks
        ),
        missing=missing,
    )
    contents = {file.name: file.content for _, file in parts} | {README: readme, NAME: write_manifest(manifest)}
    name = file_name(context.case.id, "decision-pack", month, ending="zip")
    remarks = tuple(
        Remark(where=f"{file.name}, {remark.where}", text=remark.text) for _, file in parts for remark in file.remarks
    )
    return PackFile(name=name, media_type=ZIP, content=_write_zip(contents), remarks=remarks)


def read_digest(pack: PackFile) -> str:
    """Return the SHA-256 of the manifest of a pack, which stands for all that is in it."""
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        return digest(archive.read(NAME))


def _make_parts(request: PackRequest) -> Iterator[tuple[str, PackFile]]:
    """Yield each file with its kind, told of as it is made."""
    kinds = [kind for kind, part in PACK_KINDS.items() if not part.explain_absence(request)]
    meetings = _choose_meetings(request)
    steps = len(kinds) + len(meetings)
    for number, kind in enumerate(kinds):
        report(PACK_KINDS[kind].title, number / steps)
        with report_within(number / steps, (number + 1) / steps):
            # Whoever is handed the pack was not to read the presenter's notes.
            yield kind, make_file(kind, replace(request, with_notes=False))
    for number, room in enumerate(meetings, start=len(kinds)):
        report("Minutes and receipt", number / steps)
        yield from list_meeting_files(room, request.audit, request.size)


def _choose_meetings(request: PackRequest) -> tuple[Room, ...]:
    return request.meetings[:MOST_MEETINGS] if request.by.may("present", request.place) else ()


def _list_missing(request: PackRequest) -> Iterator[MissingPart]:
    for kind, part in PACK_KINDS.items():
        if reason := part.explain_absence(request):
            yield MissingPart(kind=kind, reason=reason)
    if not _choose_meetings(request):
        reason = NO_MEETING if request.by.may("present", request.place) else CLOSED
        yield from (MissingPart(kind=kind, reason=reason) for kind in ("minutes", "receipt"))
    if request.by.may("present", request.place):
        yield from (MissingPart(kind="minutes", reason=fault) for fault in request.faults)
    for room in request.meetings[MOST_MEETINGS:] if _choose_meetings(request) else ():
        yield MissingPart(kind="minutes", reason=OLDER.format(MOST_MEETINGS, room.meeting.day))


def _describe(kind: str, file: PackFile) -> ManifestFile:
    return ManifestFile(
        name=file.name, kind=kind, media_type=file.media_type, bytes=len(file.content), sha256=digest(file.content)
    )


def _write_zip(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    # Not compressed: what compresses is another library on another machine, and gives other bytes.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(contents.items()):
            info = zipfile.ZipInfo(name, MOMENT)
            info.create_system, info.external_attr = UNIX, MODE
            archive.writestr(info, content)
    return out.getvalue()
