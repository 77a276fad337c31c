"""`verify`: a decision pack held against its own manifest, without the app's store."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steering.exports.decision_pack.verify import PackCheck

DIGEST = re.compile(r"[0-9a-f]{64}")
NO_ANCHOR = (
    "What this can't tell: whether somebody made the whole pack anew, manifest and all. For that, hold the SHA-256 of "
    "the manifest against the one in the audit log of the app, or one that you noted: --digest SHA256."
)
ANCHORED = "The manifest is the one whose SHA-256 was given, so every file is as it was issued."


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the pack is imported for that."""
    command = commands.add_parser("verify", help="say whether anything in a decision pack differs from what was issued")
    command.add_argument("pack", type=Path, metavar="PACK", help="the .zip, or the folder into which it was unpacked")
    command.add_argument(
        "--digest",
        type=_parse_digest,
        default=None,
        metavar="SHA256",
        help="the SHA-256 of the manifest as the audit log, or whoever got the pack, has it",
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of text")
    command.set_defaults(run=run)


def _parse_digest(text: str) -> str:
    if not DIGEST.fullmatch(text.lower()):
        raise argparse.ArgumentTypeError(f"{text!r} is no SHA-256; give its 64 hexadecimal digits")
    return text.lower()


def run(options: argparse.Namespace) -> int:
    """Verify: 0 nothing differs, 1 something does. SteercoError where it is no pack, or can't be read."""
    from steering.exports.decision_pack.verify import verify_pack

    check = verify_pack(options.pack, options.digest or "")
    if options.json:
        sys.stdout.write(json.dumps(_report(check), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(check)))
    return 1 if check.findings else 0


def _report(check: PackCheck) -> dict[str, Any]:
    log = check.manifest.audit_log
    return {
        "verdict": "changed" if check.findings else "holds",
        "case": check.manifest.case,
        "as_of": check.manifest.as_of,
        "manifest": check.sha256,
        "anchored": check.is_anchored,
        "files": len(check.manifest.files),
        "audit_log": {"entry": log.entry, "sha256": log.sha256} if log else None,
        "findings": [{"change": item.change, "name": item.name, "text": item.text} for item in check.findings],
        "note": ANCHORED if check.is_anchored and not check.findings else NO_ANCHOR,
    }


def _lines(check: PackCheck) -> Iterator[str]:
    report = _report(check)
    files = len(check.manifest.files)
    yield f"{report['case']}, as of {report['as_of']}: {files} files and their manifest"
    yield f"Manifest {report['manifest']}"
    if log := check.manifest.audit_log:
        yield f"Audit log, entry {log.entry}: {log.sha256}"
    yield from (f"{item.change.upper()}: {item.text}" for item in check.findings)
    if not check.findings:
        yield "Nothing differs from what the manifest says was issued."
    yield report["note"]
