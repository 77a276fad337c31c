"""`export`: what leaves the room, as one file: offline demo, slides, papers, workbook, calendar, or all as a pack."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.actors import COMMAND_LINE
from steering.commands.output_file import require_place, write_file
from steering.errors import SteercoError
from steering.formatting import format_bytes
from steering.home import find_home
from steering.progress import report, report_within, silent, watch

if TYPE_CHECKING:
    from steering.exports.pack_file import PackFile
    from steering.exports.pack_kinds import PackRequest, PaperSize
    from steering.exports.storyboard import StoryboardExport
    from steering.state.app_state import AppState
    from steering.state.case_snapshot import CaseSnapshot

FORMATS = ("html", "pptx", "pdf", "xlsx", "ics", "pack")
# The kind of file that each format is of; of a PDF it is asked for by --paper.
KINDS = {"html": "offline", "pptx": "slides", "xlsx": "workbook", "ics": "calendar"}
PAPERS = {"board": "board-paper", "handout": "handout", "dossier": "dossier-book"}
SIZES: dict[str, PaperSize] = {"a4": "a4", "letter": "us-letter"}
# The endings of the files by format, for an example.
ENDINGS = {"pack": "zip"}
# What shows the scenes, so that what does not hold of them is a finding.
WITH_SCENES = ("offline", "slides", "handout", "pack")


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("export", help="write what leaves the room: slides, papers, workbook, calendar, pack")
    command.add_argument("case", type=Path, metavar="CASE_DIR", help="the folder of a case, or a .zip of it")
    command.add_argument(
        "--format",
        required=True,
        choices=FORMATS,
        help="html: one page that opens without a network; pptx: slides; pdf: a paper; xlsx: the business case as a "
        "workbook; ics: a calendar; pack: a .zip of all of them with a manifest",
    )
    command.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it")
    command.add_argument("--paper", choices=tuple(PAPERS), help="which paper a pdf is; board when left out")
    command.add_argument("--size", choices=tuple(SIZES), help="the paper size of a pdf or pack; a4 when left out")
    command.add_argument("--template", type=Path, metavar="FILE", help="a company's own .pptx, for pptx and pack")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file: 0 all that it says holds, 1 something does not. SteercoError where it can't be written."""
    _check_options(options)
    require_place(options.out, f"case.{ENDINGS.get(options.format, options.format)}")
    from steering.exports.pack_kinds import PackRequest
    from steering.exports.slides.template import read_template
    from steering.state.app_state import AppState

    template = read_template(options.template) if options.template else None
    installation = AppState(find_home(), options.case)
    try:
        snapshot = installation.snapshot()
        request = PackRequest(
            context=snapshot.context,
            by=COMMAND_LINE,
            place=snapshot.context.case.id,
            template=template,
            size=SIZES[options.size or "a4"],
        )
        file, manifest = _make_and_tell(installation, request, options)
        kind = _name_kind(options)
        has_scenes = kind in WITH_SCENES and request.context.case.storyboard is not None
        storyboard = request.read_storyboard() if has_scenes else None
    finally:
        installation.close()
    write_file(options.out, file.content)
    findings = list(_findings(snapshot, storyboard))
    if options.json:
        report = _report(options, request, storyboard, file, findings) | ({"manifest": manifest} if manifest else {})
        sys.stdout.write(json.dumps(report, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        lines = _lines(options.out, request, storyboard, file, findings)
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        if manifest:
            sys.stdout.write(f"Manifest {manifest}\n")
    return 1 if findings else 0


def _name_kind(options: argparse.Namespace) -> str:
    return PAPERS[options.paper or "board"] if options.format == "pdf" else KINDS.get(options.format, "pack")


def _check_options(options: argparse.Namespace) -> None:
    """Raise SteercoError where an option does not go with the format."""
    for name, formats in (("paper", ("pdf",)), ("size", ("pdf", "pack")), ("template", ("pptx", "pack"))):
        if getattr(options, name) is not None and options.format not in formats:
            raise SteercoError(f"--{name} goes with --format {' or '.join(formats)}. Leave it out.")


def _make_and_tell(installation: AppState, request: PackRequest, options: argparse.Namespace) -> tuple[PackFile, str]:
    """Return what `_make` returns; a terminal is told meanwhile what is being done."""
    from steering.commands.ingest import progress

    with watch(progress() or silent), report_within(0.0, 1.0):
        try:
            return _make(installation, request, options)
        finally:
            report("Done", 1.0)


def _make(installation: AppState, request: PackRequest, options: argparse.Namespace) -> tuple[PackFile, str]:
    """Return the file, and of a pack the SHA-256 of its manifest, which the audit log notes."""
    from steering.exports.decision_pack.issue import issue_pack, with_meetings
    from steering.exports.pack_kinds import make_file
    from steering.stage.rooms import Rooms

    kind = _name_kind(options)
    if kind != "pack":
        return make_file(kind, request), ""
    rooms = Rooms(
        installation.home,
        records=lambda: installation.records,
        snapshot=installation.snapshot,
        pictures=installation.pictures,
    )
    try:
        audit_log = installation.records.audit_log
        return issue_pack(with_meetings(replace(request, audit=audit_log.head()), rooms), audit_log)
    finally:
        rooms.close()


def _findings(snapshot: CaseSnapshot, made: StoryboardExport | None) -> Iterator[dict[str, str | None]]:
    """What does not hold: datasets that were refused, problems of the file and of scenes, claims."""
    for dataset, refused in snapshot.refused.items():
        yield {"scene": None, "kind": "dataset", "text": f"{dataset} was refused", "reason": str(refused)}
    if made is None:
        return
    for notice in made.notices:
        yield {"scene": None, "kind": "storyboard", "text": notice.text, "reason": notice.remedy}
    for part in made.parts:
        for problem in part.problems:
            yield {"scene": part.id, "kind": "problem", "text": part.message, "reason": problem}
        for notice in part.frame.notices if part.frame else ():
            yield {"scene": part.id, "kind": "notice", "text": notice.text, "reason": notice.remedy}
    for part, claim in made.findings:
        yield {"scene": part.id, "kind": claim.state.value, "text": claim.text, "reason": claim.reason}


def _report(
    options: argparse.Namespace,
    request: PackRequest,
    storyboard: StoryboardExport | None,
    file: PackFile,
    findings: list[dict[str, str | None]],
) -> dict[str, Any]:
    return {
        "case": request.context.case.id,
        "format": options.format,
        "out": str(options.out),
        "bytes": len(file.content),
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "as_of": _tell_month(request),
        "headline": storyboard.headline if storyboard else "",
        "scenes": [
            {"id": part.id, "minutes": part.minutes, "frame": part.frame.sha256 if part.frame else None}
            for part in (storyboard.parts if storyboard else ())
        ],
        "findings": findings,
        "remarks": [{"where": remark.where, "text": remark.text} for remark in file.remarks],
    }


def _tell_month(request: PackRequest) -> str:
    from steering.storyboard.views import default_filters

    return default_filters(request.context).as_of


def _lines(
    out: Path,
    request: PackRequest,
    storyboard: StoryboardExport | None,
    file: PackFile,
    findings: list[dict[str, str | None]],
) -> Iterator[str]:
    if storyboard:
        yield storyboard.headline
        for part in storyboard.parts:
            yield f"{part.position:>3}  {part.clock:<15}  {part.message}"
        yield ""
    for one in findings:
        yield f"{one['scene'] or request.context.case.id}: {one['kind']}: {one['text']}. {one['reason']}"
    for remark in file.remarks:
        yield f"{remark.where}: {remark.text}"
    yield f"{out}: {format_bytes(len(file.content))}"
