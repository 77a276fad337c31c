"""`auditor-package`: controls and evidence of a framework and a period as one zip that can be verified."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from steering.home import find_home
from steering.months import is_month


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("auditor-package", help="pack controls and evidence of a period for an auditor")
    command.add_argument("case", type=Path, metavar="CASE_DIR", help="the folder of a case, or a .zip of it")
    command.add_argument("--framework", required=True, metavar="ID", help="soc2 or hipaa")
    command.add_argument(
        "--from", required=True, type=_parse_month, dest="first", metavar="MONTH", help="the first month of the period"
    )
    command.add_argument(
        "--until", required=True, type=_parse_month, dest="last", metavar="MONTH", help="its last month"
    )
    command.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the .zip")
    command.add_argument("--json", action="store_true", help="print JSON instead of text")
    command.set_defaults(run=run)


def _parse_month(text: str) -> str:
    if not is_month(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no month; write it as 2026-06")
    return text


def run(options: argparse.Namespace) -> int:
    """Write the package: 0 with the evidence in force, 1 where it was refused. SteercoError where none can be made."""
    from steering.actors import COMMAND_LINE
    from steering.commands.output_file import require_place, write_file
    from steering.exports.auditor_package.package import pack_auditor_package
    from steering.exports.auditor_package.scope import PackageScope
    from steering.state.app_state import AppState

    scope = PackageScope(framework=options.framework, first=options.first, last=options.last)
    require_place(options.out, "package.zip")
    installation = AppState(find_home(), options.case)
    try:
        snapshot = installation.snapshot()
        content = pack_auditor_package(snapshot.context, scope, COMMAND_LINE, snapshot.context.case.id)
        refusal = snapshot.refused.get("evidence")
    finally:
        installation.close()
    write_file(options.out, content)
    _print(options, content, str(refusal) if refusal else "")
    return 1 if refusal else 0


def _print(options: argparse.Namespace, content: bytes, refusal: str) -> None:
    digest = hashlib.sha256(content).hexdigest()
    if options.json:
        report = {
            "framework": options.framework,
            "from": options.first,
            "until": options.last,
            "out": str(options.out),
            "bytes": len(content),
            "sha256": digest,
            "refusal": refusal or None,
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{options.out}  {len(content):,} bytes  SHA-256 {digest}\n")
    if refusal:
        sys.stdout.write(f"The evidence was refused and is not in it. {refusal}\n")
