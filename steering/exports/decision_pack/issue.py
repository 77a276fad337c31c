"""A pack that is handed out: the audit log notes the SHA-256 of its manifest, to which a pack is held later."""

from __future__ import annotations

from dataclasses import replace

from steering.exports.decision_pack.pack import pack_decision, read_digest
from steering.exports.pack_file import PackFile
from steering.exports.pack_kinds import PackRequest
from steering.records.audit_log import AuditRecords
from steering.stage.rooms import Rooms


def issue_pack(request: PackRequest, audit_log: AuditRecords) -> tuple[PackFile, str]:
    """Return a pack and the SHA-256 of its manifest, and note in the audit log who took it.

    Raises:
        NotAllowed: they may not read the case.
        SteercoError: one of its files can't be made.
    """
    pack = pack_decision(request)
    digest = read_digest(pack)
    audit_log.note(request.by, "download", place=request.place, subject=pack.name, manifest=digest)
    return pack, digest


def with_meetings(request: PackRequest, rooms: Rooms) -> PackRequest:
    """Return a request with the meetings of the case that are over, and why some can't be read."""
    every, faults = rooms.open_all()
    held = tuple(room for room in every if room.meeting.state == "closed")
    return replace(request, meetings=held, faults=faults)
