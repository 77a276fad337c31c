"""The files of a workspace: taken along by whoever may change its case, replaced by a zip of theirs, and put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from steering.actors import Actor
from steering.cases.case import Case
from steering.cases.file_changes import FileChange, compare_files
from steering.cases.folder import open_folder
from steering.cases.loader import load_case
from steering.catalog.contracts import dataset_label
from steering.errors import CaseRefused, NotAllowed, Problem, StoreUnavailable, UnknownName
from steering.state.app_state import AppState
from steering.state.new_workspaces import check_source, pack_workspace

DATA = "datasets/"
OVERTAKEN = "The files of the workspace, or those you bring, have changed meanwhile. Look at the changes again."
NOTHING = "Nothing is there to go back to: the files of this workspace were not replaced."
SAME = "The .zip has the files that are there already. Nothing has changed."


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """What becomes of the files of a workspace, and what is told of the new case.

    `stays` are the datasets whose data was published on Sources, and stays in force whatever the files say.
    """

    changes: tuple[FileChange, ...]
    warnings: tuple[Problem, ...] = ()
    stays: tuple[str, ...] = ()


def take_along(app: AppState, id: str, by: Actor) -> bytes:
    """Return the files of a workspace as a zip, which is taken again as a case.

    Raises:
        NotAllowed: who asks may not change the case.
        UnknownName: there is no such workspace.
    """
    return pack_workspace(find_files(app, id, by))


def plan_replacement(app: AppState, id: str, packed: Path, by: Actor) -> Replacement:
    """Return what would become of the files of a workspace with those of a zip in their place; nothing is changed.

    Raises:
        NotAllowed: who asks may not change the case.
        UnknownName: there is no such workspace.
        CaseRefused: the zip is none, or its case can't be opened, with every problem.
    """
    folder = find_files(app, id, by)
    with _unpack(packed) as new:
        return _plan(app, id, folder, new)


def replace_files(app: AppState, id: str, packed: Path, plan: Replacement, by: Actor) -> None:
    """Put the files of a zip in the place of those of a workspace, as somebody has seen it planned.

    Those that were there stay beside, until they are put back or replaced again. Raises as `plan_replacement` does,
    and:

        NotAllowed: something has changed since it was planned, or nothing differs.
        StoreUnavailable: the files can't be written now; nothing has changed.
    """
    folder = find_files(app, id, by)
    with _unpack(packed) as new:
        if _plan(app, id, folder, new) != plan:
            raise NotAllowed(OVERTAKEN)
        if not plan.changes:
            raise NotAllowed(SAME)
        with _explain_disk():
            staged = _stage(app, id)
            try:
                shutil.copytree(new, staged, copy_function=shutil.copyfile)
                _exchange(app, id, staged, plan.changes, by)
            finally:
                shutil.rmtree(staged, ignore_errors=True)


def put_file(app: AppState, id: str, name: str, content: bytes, seen: str, by: Actor) -> None:
    """Put one file in the place of that of a workspace whose SHA-256 somebody has `seen`, empty where none was there.

    All files as they were stay beside, until they are put back or replaced again.

    Raises:
        NotAllowed: who asks may not change the case, or something has changed meanwhile.
        UnknownName: there is no such workspace.
        StoreUnavailable: the files can't be written now; nothing has changed.
    """
    folder = find_files(app, id, by)
    with _explain_disk():
        staged = _stage(app, id)
        try:
            shutil.copytree(folder, staged, copy_function=shutil.copyfile)
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            (staged / name).write_bytes(content)
            changes = compare_files(folder, staged)
            # Somebody may have saved while the files were copied.
            if [(change.name, change.before.sha256 if change.before else "") for change in changes] != [(name, seen)]:
                raise NotAllowed(OVERTAKEN)
            _exchange(app, id, staged, changes, by)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def has_former_files(app: AppState, id: str) -> bool:
    """Return whether the files of a workspace were replaced, so that those before can be put back."""
    return app.workspaces.former(id).is_dir()


def restore_files(app: AppState, id: str, by: Actor, *, alone: str = "") -> Replacement:
    """Put the former files of a workspace back; those that are there now become the former ones.

    `alone` is the one file that may change by this; any where it is empty.

    Raises:
        NotAllowed: who asks may not change the case, there are none, data would change that has to be approved, or
            others than the one file would change.
        StoreUnavailable: the files can't be written now; nothing has changed.
    """
    folder, former = find_files(app, id, by), app.workspaces.former(id)
    if not former.is_dir():
        raise NotAllowed(NOTHING)
    changes = compare_files(folder, former)
    if alone and [change.name for change in changes] != [alone]:
        raise NotAllowed(OVERTAKEN)
    if problems := _find_unapproved(app, id, changes, _load(folder), _load(former)):
        raise CaseRefused("The former files", problems)
    with _explain_disk():
        staged = _stage(app, id)
        shutil.copytree(former, staged, copy_function=shutil.copyfile)
        try:
            _exchange(app, id, staged, changes, by, undone=True)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return Replacement(changes=changes)


def find_files(app: AppState, id: str, by: Actor) -> Path:
    """Return the folder of a workspace for whoever may change its case. Raises NotAllowed and UnknownName."""
    by.require("edit", id)
    if app.records.workspaces.find(id) is None:
        raise UnknownName("workspace", id, ())
    return app.workspaces.find_folder(id)


@contextmanager
def _unpack(packed: Path) -> Iterator[Path]:
    """Yield the folder of the case in a zip, judged before anything of it is unpacked. Raises CaseRefused."""
    with TemporaryDirectory(prefix="steerco-") as scratch:
        # By what it holds, not by how somebody calls it: a workspace has an id of its own.
        link = Path(scratch) / "case.zip"
        link.symlink_to(packed)
        folder = open_folder(link, Path(scratch) / "cases")
        check_source(folder)
        yield folder


def _plan(app: AppState, id: str, folder: Path, new: Path) -> Replacement:
    case, changes = load_case(new, new.parent), compare_files(folder, new)
    if problems := _find_unapproved(app, id, changes, _load(folder), case):
        raise CaseRefused("Your case", problems)
    stays = [name for name in case.datasets if _is_published_elsewhere(app, id, name)]
    return Replacement(changes=changes, warnings=case.warnings, stays=tuple(map(dataset_label, stays)))


def _is_published_elsewhere(app: AppState, id: str, dataset: str) -> bool:
    """Whether all data of a dataset was brought on Sources or by command: files of the folder are older then."""
    history = app.records.history(id, dataset)
    return bool(history) and not any(entry.source == "folder" for entry in history)


def _find_unapproved(
    app: AppState, id: str, changes: tuple[FileChange, ...], old: Case | None, new: Case | None
) -> list[Problem]:
    """Return what a replacement would bring past the approval by another person, where that is asked for."""
    asks = old is not None and old.charter.needs_approval
    if not asks and not app.records.needs_approval([id]):
        return []
    remedy = "Leave the file as it is, and bring its data on Sources, where it is proposed."
    problems = [
        Problem(
            file=change.name, found=f"a file that is {change.kind}", expected="the data that is there", remedy=remedy
        )
        for change in changes
        if change.name.startswith(DATA)
    ]
    if asks and (new is None or not new.charter.needs_approval):
        expected = "needs_approval: true, as it is"
        cure = "Keep the line. Ask your instructor where it should go."
        problems.append(Problem(file="case.yaml", found="no approval asked for", expected=expected, remedy=cure))
    return problems


def _load(folder: Path) -> Case | None:
    with suppress(CaseRefused):
        return load_case(folder, folder.parent)
    return None


def _stage(app: AppState, id: str) -> Path:
    """Return where files are put together, on the disk on which they will lie; a backup leaves it out."""
    former = app.workspaces.former(id)
    former.parent.mkdir(parents=True, exist_ok=True)
    return former.with_name(f".unfinished-{token_hex(4)}")


def _exchange(
    app: AppState, id: str, staged: Path, changes: tuple[FileChange, ...], by: Actor, *, undone: bool = False
) -> None:
    """Put staged files in the place of those of a workspace, and note it; both are done, or neither is."""
    folder = app.workspaces.folder(id)
    if (before := _load(folder)) is not None:
        texts = {name: document.text for name, document in before.texts.items()}
        app.records.case_versions.record(id, texts)
    kinds = [change.kind for change in changes]
    facts = {kind: kinds.count(kind) for kind in ("added", "changed", "removed")}

    def exchange() -> None:
        # Somebody of the same group may have been faster.
        if compare_files(folder, staged) != changes:
            raise NotAllowed(OVERTAKEN)
        app.workspaces.exchange(id, staged)

    app.records.workspaces.replace_files(id, by, exchange, undone=undone, **facts)


@contextmanager
def _explain_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = (
            f"The files can't be written on this server ({error.strerror or error}). Nothing has changed. Try again."
        )
        raise StoreUnavailable(message) from error
