"""`upload`: data, or a case, brought once for all members of a cohort or for some of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from steering.catalog.file_types import ACCEPTED_FILES
from steering.commands.records import open_records, require_records
from steering.errors import NotAllowed, SteercoError
from steering.formatting import join_words, pluralise

if TYPE_CHECKING:
    from steering.records import Records
    from steering.records.cohorts import Cohort
    from steering.warehouse import Manifest

# Titles of workspaces that a sentence lists.
LISTED = 5


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("upload", help="bring data or a case for all members of a cohort, or for some")
    command.add_argument(
        "files", type=Path, nargs="+", metavar="FILE",
        help=f"{ACCEPTED_FILES}; several, a folder, a .zip or a pattern of them are one dataset. Without --dataset: "
        "the folder of a case, or a .zip of it",
    )  # fmt: skip
    command.add_argument("--dataset", help="adoption, kpi, cost, usage or evidence; without, FILE is a case")
    command.add_argument("--cohort", required=True, help="id or name of the cohort")
    whom = command.add_mutually_exclusive_group()
    whom.add_argument("--all", action="store_true", help="for all members; of a case, those without a workspace")
    whom.add_argument(
        "--member", action="append", default=[], metavar="NAME",
        help="for the workspace of one member, by name, mail address or id; may be given more than once",
    )  # fmt: skip
    command.add_argument(
        "--by", default="", metavar="NAME",
        help="who brings the data, where somebody else has to approve it: a member, by name, mail address or id",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run, refuse=command.error)


def run(options: argparse.Namespace) -> int:
    """Bring what was given: 0 accepted, 1 it has errors, 2 it can't be read."""
    is_case = options.dataset is None
    if is_case and len(options.files) > 1:
        options.refuse("a case is one folder or one .zip; data needs --dataset")
    home = require_records()
    return _bring_case(options, home) if is_case else _bring_data(options, home)


def _bring_data(options: argparse.Namespace, home: Path) -> int:
    from steering.access.recipients import find_author, find_cohort
    from steering.actors import COMMAND_LINE
    from steering.commands.ingest import Outcome, print_outcome, progress
    from steering.ingest import load
    from steering.ingest.publishing import find_need
    from steering.records.proposal import NO_AUTHOR

    with open_records() as records:
        # Whoever it is for is found before anything is read: that may take minutes.
        cohort = find_cohort(records, options.cohort)
        places = _find_places(options, records, cohort)
        author = find_author(records, cohort.id, options.by)
        need = find_need(places, None, home=home, records=records)
        if need and not author:
            raise NotAllowed(NO_AUTHOR)
        result = load(options.files, options.dataset, home, by=COMMAND_LINE.id, progress=progress())
        if result.manifest is None:
            sentence = "Nothing was kept, and what was in force still is."
        elif places:
            sentence = _publish(result.manifest, places, records, cohort, home, author)
        else:
            sentence = "Kept as a release, not in force. Give --all or --member NAME to say for whom."
    return print_outcome(Outcome(report=result.report, sentence=sentence), as_json=options.json)


def _find_places(options: argparse.Namespace, records: Records, cohort: Cohort) -> list[str]:
    from steering.access.recipients import find_members, list_everybody, list_workspaces_of

    if options.all:
        return [*list_everybody(records, cohort.id)]
    members = find_members(records, cohort.id, options.member)
    return [workspace.id for workspace in list_workspaces_of(records, cohort.id, members)]


def _publish(
    manifest: Manifest, places: Sequence[str], records: Records, cohort: Cohort, home: Path, author: str
) -> str:
    from steering.actors import COMMAND_LINE
    from steering.commands.ingest import APPROVED_LATER
    from steering.ingest.publishing import build_publication, find_need, publish_or_propose

    wanted = [(manifest, build_publication(manifest, place, source="command")) for place in places]
    result = publish_or_propose(wanted, None, home=home, records=records, by=COMMAND_LINE, author=author)
    if not isinstance(result, tuple):
        need = find_need(places, None, home=home, records=records)
        titles = {workspace.id: workspace.title for workspace in records.workspaces.list(cohort.id)}
        why = f" {need.describe(titles)}" if need else ""
        return f"Proposed for {cohort.name}{result.manner}: {APPROVED_LATER}{why}"
    if cohort.id in places:
        others = pluralise(len(places) - 1, "workspace")
        return f"In force for all of {cohort.name} from now on, {others} and those that are made later."
    return f"In force in {pluralise(len(places), 'workspace')} of {cohort.name} from now on."


def _bring_case(options: argparse.Namespace, home: Path) -> int:
    from steering.access.recipients import find_cohort, find_members
    from steering.actors import COMMAND_LINE
    from steering.cases.folder import open_folder
    from steering.cases.loader import load_case
    from steering.state.app_state import EXAMPLE, AppState
    from steering.state.new_workspaces import list_owners, make_workspaces

    if not (options.all or options.member):
        options.refuse("give --all or --member NAME: who gets a workspace with this case?")
    with closing(AppState(home, EXAMPLE)) as app, TemporaryDirectory(prefix="steerco-") as scratch:
        cohort = find_cohort(app.records, options.cohort)
        members = find_members(app.records, cohort.id, options.member)
        owners = [
            owner
            for owner in list_owners(app.records, cohort.id)
            if options.all or any(owner.is_for(member) for member in members)
        ]
        if not owners:
            raise SteercoError(f"Everybody in {cohort.name} for whom it is has a workspace. Nothing has changed.")
        folder = open_folder(options.files[0], Path(scratch))
        load_case(folder, Path(scratch) / "cases")
        made = make_workspaces(app.records, app.workspaces, cohort.id, owners, folder, COMMAND_LINE)
    if options.json:
        sys.stdout.write(json.dumps({"workspaces": [{"id": each.id, "title": each.title} for each in made]}) + "\n")
    else:
        titles = list_some([workspace.title for workspace in made])
        sys.stdout.write(f"{pluralise(len(made), 'workspace')} made in {cohort.name}: {titles}.\n")
    return 0


def list_some(titles: Sequence[str]) -> str:
    """Return the first titles as words, and how many more there are."""
    more = [f"{len(titles) - LISTED:,} more"] if len(titles) > LISTED else []
    return join_words([*titles[:LISTED], *more])
