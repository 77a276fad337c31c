"""`verify-evidence`: the chain over a case's evidence, its first break, and a head of it that somebody noted."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.commands.records import open_records
from steering.errors import SteercoError
from steering.home import find_home

if TYPE_CHECKING:
    from steering.compliance.evidence_chain import EvidenceChain
    from steering.records import Publication

HEAD = re.compile(r"[0-9a-f]{64}")
# Breaks that the table lists after the first; `--json` lists all.
SHOWN = 10
NO_PROOF = (
    "What this can't prove: whoever owns this server can write releases, history and audit log anew, and they agree "
    "again; only a head that somebody else has kept tells, --head HASH. Nor does it tell whether a piece is true, "
    "whether what its address leads to still has its SHA-256, or what there was before it came in here."
)
GAP = "What the release {} of {} held can't be shown: it was cleaned up, which the audit log tells."
NO_LINK = "No link has the hash that was noted: something that was there then was changed or removed since."


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("verify-evidence", help="verify the chain over all evidence that a case has had")
    command.add_argument("case", metavar="CASE", help="the id of a case or workspace, or the folder of a case")
    command.add_argument(
        "--head", type=_parse_head, metavar="HASH", help="the head that was noted earlier: is it still in the chain?"
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run)


def _parse_head(text: str) -> str:
    if not HEAD.fullmatch(text.lower()):
        raise argparse.ArgumentTypeError(f"{text!r} is no head; give the 64 hexadecimal digits that were printed")
    return text.lower()


def run(options: argparse.Namespace) -> int:
    """Verify: 0 all holds, 1 something was changed. SteercoError where there is no evidence, or it can't be read."""
    from steering.cases.folder import id_of
    from steering.state.evidence_check import check_evidence
    from steering.state.evidence_releases import list_history

    home, path = find_home(), Path(options.case)
    case_id = path.stem if path.is_file() else id_of(path)
    with open_records() as records:
        history = list_history(records, home, case_id)
        if not history:
            raise SteercoError(
                f"Evidence was never published for the case {case_id} in {home}. Check the case, or let STEERCO_HOME "
                "name the folder of the app."
            )
        check = check_evidence(records, home, history, with_log=True)
        chain, texts = check.chain, check.log
        names = records.people.names({entry.published_by for entry in history})
        log = {"verdict": "changed" if texts else "holds", "findings": texts}
        report = {"case": case_id, **_describe_chain(chain, names), "log": log}
    if options.head:
        report["noted"] = _hold_head(chain, options.head)
    report["note"] = NO_PROOF
    if options.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(report)))
    return 1 if any(part["verdict"] == "changed" for part in _list_parts(report)) else 0


def _list_parts(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [report, report["log"], *([report["noted"]] if "noted" in report else [])]


def _describe_chain(chain: EvidenceChain, names: Any) -> dict[str, Any]:
    """The chain as plain values, with who put each release in force as they are called now."""

    def receive(entry: Publication) -> dict[str, Any]:
        return {
            "release": entry.release_id,
            "action": entry.action,
            "at": entry.published_at.isoformat(timespec="milliseconds"),
            "by": names.get(entry.published_by, entry.published_by),
        }

    return {
        "verdict": "changed" if chain.breaks else "holds",
        "length": len(chain.links),
        "head": chain.head,
        "pieces": len({link.evidence_id for link in chain.links}),
        "reviewed": len(chain.of_kind("reviewed")),
        "returned": len(chain.of_kind("returned")),
        "breaks": [
            {"evidence_id": entry.evidence_id, "text": entry.text, **receive(entry.publication)}
            for entry in chain.breaks
        ],
        "gaps": [receive(entry) for entry in chain.gaps],
        "links": [
            {"number": link.number, "kind": link.kind, "evidence_id": link.evidence_id, "text": link.text}
            | receive(link.publication)
            | {"sha256": link.sha256}
            for link in chain.links
        ],
    }


def _hold_head(chain: EvidenceChain, head: str) -> dict[str, Any]:
    number = chain.find_link(head)
    return {"verdict": "changed" if number is None else "holds", "head": head, "link": number}


def _lines(report: dict[str, Any]) -> Iterator[str]:
    verdict = {"holds": "holds", "changed": "DOES NOT HOLD"}[report["verdict"]]
    yield f"{report['case']}  {report['length']:,} links over {report['pieces']:,} pieces of evidence  {verdict}"
    yield f"Head {report['head']}"
    yield from _list_breaks(report["breaks"])
    if report["reviewed"]:
        yield f"Reviewed after they came in, as they may be: {report['reviewed']:,}."
    if report["returned"]:
        yield f"Away for a time and back as they were: {report['returned']:,}."
    yield from (GAP.format(gap["release"][:12], gap["at"][:10]) for gap in report["gaps"])
    yield from report["log"]["findings"]
    if "noted" in report:
        number = report["noted"]["link"]
        later = report["length"] - (number or 0)
        yield NO_LINK if number is None else f"The head that was noted is link {number:,}; {later:,} came after it."
    yield report["note"]


def _list_breaks(breaks: list[dict[str, Any]]) -> Iterator[str]:
    for place, item in enumerate(breaks[: SHOWN + 1]):
        words = {"publish": "published", "rollback": "rolled back"}[item["action"]]
        start = "First break: " if place == 0 else "  then: "
        yield f"{start}{item['text']} {words.capitalize()} by {item['by']} at {item['at'][:19]}Z."
    if len(breaks) > SHOWN + 1:
        yield f"  and {len(breaks) - SHOWN - 1:,} more; --json lists all."
