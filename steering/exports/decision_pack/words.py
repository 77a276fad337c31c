"""The README of a decision pack: what its files are, and what its manifest proves."""

from __future__ import annotations

from collections.abc import Sequence

from steering.exports.decision_pack.manifest import NAME, ManifestFile, MissingPart
from steering.exports.pack_kinds import PACK_KINDS

VERIFY = (
    f"{NAME} has the SHA-256 of every other file. To see whether anything differs from what was issued:\n"
    "  python -m steering verify PACK\n"
    "That needs neither the app nor its data. It can't tell whether somebody made the whole pack anew, manifest and\n"
    "all: for that, hold the SHA-256 of the manifest against the one in the audit log of the app, or against one that\n"
    "you noted when you got the pack:\n"
    "  python -m steering verify PACK --digest SHA256\n"
    "Nor does it tell whether the figures are right, only that they are those that were issued."
)
TITLES = {"minutes": "Minutes of a meeting", "receipt": "Receipt of a meeting, to hold its log against later"}


def write_readme(title: str, about: str, files: Sequence[ManifestFile], missing: Sequence[MissingPart]) -> str:
    """Return the text of the file that one reads first."""
    lines = [title, about, "", "What is in it", ""]
    lines += [f"  {file.name}  {name_kind(file.kind)}" for file in files]
    if missing:
        lines += ["", "What is not in it", ""]
        lines += [f"  {name_kind(part.kind)}: {part.reason}" for part in missing]
    lines += ["", "What a file can't show as the pages do is listed in the manifest, under remarks.", "", VERIFY]
    return "\n".join(lines) + "\n"


def name_kind(kind: str) -> str:
    """Return what a kind of file is called."""
    return PACK_KINDS[kind].title if kind in PACK_KINDS else TITLES.get(kind, kind)
