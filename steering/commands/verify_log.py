"""`verify-log`: the audit log and the logs of meetings held against themselves, and against receipts."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.commands.records import open_records
from steering.errors import SteercoError
from steering.home import find_home

if TYPE_CHECKING:
    from steering.records import Records
    from steering.records.audit_log import LogHead
    from steering.stage.receipts import Receipt

NO_PROOF = (
    "This proves nothing against whoever owns this server: the owner can write a whole log anew, and it is consistent "
    "again. Only a receipt that somebody else has kept tells: --receipt FILE."
)


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the stage is imported for that."""
    command = commands.add_parser("verify-log", help="verify the audit log, and the logs of meetings against receipts")
    command.add_argument(
        "--receipt",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="receipts, minutes, feedback or offline copies, as they were saved; without any, each log is only held "
        "against itself",
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Verify: 0 all holds, 1 something was changed, 2 a receipt or its meeting can't be read."""

    home = find_home()
    with open_records() as records:
        report = _hold_receipts(options.receipt, records, home) if options.receipt else _hold_logs(records)
        report["audit"] = _hold_audit_log(records)
    if options.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(report)))
    items = (report["audit"], *report.get("receipts", ()), *report.get("meetings", ()))
    verdicts = {item["verdict"] for item in items}
    return 1 if "changed" in verdicts else 2 if "unreadable" in verdicts else 0


def _hold_logs(records: Records) -> dict[str, Any]:
    """Each log held against itself."""
    from steering.records.meetings import EDITED

    items = []
    for entry in records.meetings.list_all():
        log = records.meetings.log(entry.id)
        fault = log.fault if log else None
        items.append(
            {
                "meeting": entry.id,
                "case": entry.case_id,
                "events": len(log.events) if log else 0,
                "verdict": "changed" if fault else "holds",
                "findings": [{"subject": "log", "text": EDITED.format(fault), "event": fault}] if fault else [],
            }
        )
    return {"meetings": items, "note": NO_PROOF}


def _hold_audit_log(records: Records) -> dict[str, Any]:
    """The audit log held against itself."""
    from steering.records.audit_chain import find_break

    entries, head = records.audit_log.read_all()
    fault = find_break(entries, head)
    return {
        "entries": len(entries),
        "head": head.sha256,
        "verdict": "changed" if fault else "holds",
        "findings": [{"subject": "audit", "text": fault.text, "event": fault.seq}] if fault else [],
    }


def _hold_receipts(paths: Sequence[Path], records: Records, home: Path) -> dict[str, Any]:
    """Each receipt held against the log of its meeting, and receipts of one meeting against each other."""
    from steering.records.audit_log import LogHead

    items: list[dict[str, Any]] = []
    receipts: list[Receipt] = []
    for path in paths:
        try:
            kept = _load(path)
            if isinstance(kept, LogHead):
                items.append({"file": str(path), **_hold_witness(kept, records)})
                continue
            items.append({"file": str(path), **_hold(kept, records, home)})
            receipts.append(kept)
        except SteercoError as error:
            finding = {"subject": "receipt", "text": str(error), "event": None}
            items.append({"file": str(path), "verdict": "unreadable", "findings": [finding]})
    return {"receipts": items, "agreement": list(_compare(receipts))}


def _hold(receipt: Receipt, records: Records, home: Path) -> dict[str, Any]:
    from steering.records.audit_chain import hold_head
    from steering.stage.recordings import Recordings
    from steering.stage.verification import verify_receipt

    fault = hold_head(records.audit_log.read_all()[0], receipt.audit)
    log = records.meetings.log(receipt.meeting)
    if log is None:
        raise SteercoError(f"These records have no meeting {receipt.meeting}. STEERCO_HOME may name another app.")
    findings = verify_receipt(receipt, log, records.meetings, Recordings(home / "recordings"))
    witness = [{"subject": "audit", "text": fault.text, "event": fault.seq}] if fault else []
    return {
        "meeting": receipt.meeting,
        "title": receipt.title,
        "name": receipt.name,
        "event": receipt.seq,
        "at": receipt.at,
        "head": receipt.head,
        "votes": len(receipt.votes),
        "verdict": "changed" if findings or fault else "holds",
        "findings": [*({"subject": one.subject, "text": one.text, "event": one.event} for one in findings), *witness],
    }


def _hold_witness(head: LogHead, records: Records) -> dict[str, Any]:
    """The audit log held against a file that has its end, such as minutes or an offline copy."""
    from steering.records.audit_chain import hold_head

    fault = hold_head(records.audit_log.read_all()[0], head)
    findings = [{"subject": "audit", "text": fault.text, "event": fault.seq}] if fault else []
    return {"event": head.seq, "head": head.sha256, "verdict": "changed" if fault else "holds", "findings": findings}


def _load(path: Path) -> Receipt | LogHead:
    """A receipt, or what another file that was taken along has of the audit log."""
    from steering.exports.receipt import PART, parse_receipt_file
    from steering.exports.witness import parse_witness

    try:
        file = path.read_bytes()
        is_receipt = PART.search(file) or file.lstrip().startswith(b"{")
        return parse_receipt_file(file) if is_receipt else parse_witness(file)
    except OSError as error:
        raise SteercoError(f"{path} can't be read: {error.strerror}.") from error


def _compare(receipts: Sequence[Receipt]) -> Iterator[dict[str, Any]]:
    from steering.stage.verification import have_one_history

    for meeting, group in groupby(sorted(receipts, key=lambda receipt: receipt.meeting), lambda one: one.meeting):
        if len(members := list(group)) > 1:
            yield {"meeting": meeting, "receipts": len(members), "agree": have_one_history(members)}


def _lines(report: dict[str, Any]) -> Iterator[str]:
    audit = report["audit"]
    yield f"Audit log  {audit['entries']:>7,} entries  {_verdict(audit)}"
    yield from (f"  {finding['text']}" for finding in audit["findings"])
    for item in report.get("meetings", ()):
        yield f"{item['meeting']}  {item['case']:<20} {item['events']:>7,} events  {_verdict(item)}"
        yield from (f"  {finding['text']}" for finding in item["findings"])
    if "meetings" in report:
        yield from (["There are no meetings."] if not report["meetings"] else [])
        yield report["note"]
    for item in report.get("receipts", ()):
        about = f": {item['name']}, {item['title']}, event {item['event']:,} at {item['at']}" if "name" in item else ""
        yield f"{item['file']}{about}: {_verdict(item)}"
        yield from (f"  {finding['text']}" for finding in item["findings"])
    for item in report.get("agreement", ()):
        words = "tell of the same events" if item["agree"] else "tell of different events: not all of them are genuine"
        yield f"The {item['receipts']} receipts of meeting {item['meeting']} {words}."


def _verdict(item: dict[str, Any]) -> str:
    words = {"holds": "holds", "changed": "DOES NOT HOLD", "unreadable": "can't be verified"}
    return words[item["verdict"]]
