"""Workspaces with their files: each begins as a copy of a case, and can be taken along as a zip."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from steering.actors import Actor
from steering.cases.folder import find_fault
from steering.errors import CaseRefused, Problem, StoreUnavailable
from steering.records import Records
from steering.records.cohorts import Member
from steering.records.workspaces import Workspace
from steering.state.workspaces import OpenWorkspaces

# So that the case of one workspace, which is copied for many, can't fill the disk of all.
MOST_BYTES = 200_000_000


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose a new workspace is: a person's, or that of a group; the other one is empty."""

    title: str
    person_id: str = ""
    group: str = ""

    def is_for(self, member: Member) -> bool:
        """Return whether a member would work there."""
        return self.person_id == member.person.id or bool(self.group and self.group == member.group)


def list_owners(records: Records, cohort_id: str) -> tuple[Owner, ...]:
    """Return who has no workspace yet: each group, and each learner who is in none."""
    before = records.workspaces.list(cohort_id)
    people, groups = {each.person_id for each in before}, {each.group for each in before}
    owners: dict[str, Owner] = {}
    for member in records.cohorts.members(cohort_id):
        if member.role == "presenter" and member.group and member.group not in groups:
            owners.setdefault(member.group, Owner(title=member.group, group=member.group))
        elif member.role == "presenter" and not member.group and member.person.id not in people:
            owners[member.person.id] = Owner(title=member.person.name, person_id=member.person.id)
    return tuple(owners.values())


def make_workspaces(
    records: Records, open_ones: OpenWorkspaces, cohort_id: str, owners: Sequence[Owner], source: Path, by: Actor
) -> tuple[Workspace, ...]:
    """Make a workspace for each owner, whose files are a copy of the case in a folder.

    Raises:
        NotAllowed: who asks manages nothing there.
        QuotaReached: there would be too many.
        CaseRefused: the case is too large, or holds what is no regular file.
        StoreUnavailable: the files can't be copied now.
    """
    by.require("manage", cohort_id)
    records.workspaces.check_room(len(records.workspaces.list(cohort_id)), len(owners))
    check_source(source)
    return tuple(make_workspace(records, open_ones, cohort_id, owner, source, by) for owner in owners)


def pack_workspace(folder: Path) -> bytes:
    """Return the files of a workspace as a zip, which is taken again as a case."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not find_fault(folder, path):
                archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    return packed.getvalue()


def make_workspace(
    records: Records, open_ones: OpenWorkspaces, cohort_id: str, owner: Owner, source: Path, by: Actor
) -> Workspace:
    """Make one workspace, whose files are a copy of a folder that was checked; raises as `make_workspaces` does."""
    id = f"w-{token_hex(8)}"
    folder = open_ones.folder(id)
    # The files first: a workspace that stands in the records has all of its own.
    try:
        shutil.copytree(source, folder, copy_function=shutil.copyfile)
        return records.workspaces.make(
            cohort_id, by, person_id=owner.person_id, group=owner.group, title=owner.title, id=id
        )
    except OSError as error:
        message = f"The workspace of {owner.title} could not be made ({error.strerror}). Try again."
        raise StoreUnavailable(message) from error
    finally:
        if records.workspaces.find(id) is None:
            shutil.rmtree(folder, ignore_errors=True)


def check_source(source: Path) -> None:
    """Refuse a case with anything but regular files and folders in it, or with too many bytes. Raises CaseRefused."""
    paths = [path for path in sorted(source.rglob("*")) if path.is_symlink() or not path.is_dir()]
    problems = [
        Problem(
            file=path.relative_to(source).as_posix(),
            found=fault,
            expected="a regular file",
            remedy="Put a file in its place.",
        )
        for path in paths
        if (fault := "a link" if path.is_symlink() else find_fault(source, path))
    ]
    size = 0 if problems else sum(path.stat().st_size for path in paths)
    if size > MOST_BYTES:
        expected, remedy = f"{MOST_BYTES:,} at most", "Publish large data for the cohort instead."
        problems.append(Problem(file=source.name, found=f"{size:,} bytes", expected=expected, remedy=remedy))
    if problems:
        raise CaseRefused("The case for new workspaces", problems)
