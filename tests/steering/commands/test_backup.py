"""`backup` and `restore`: into an empty home while the app writes; all or nothing; whatever is no backup is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest

from steering.__main__ import main
from steering.records import Records
from steering.records.audit_chain import find_break
from steering.records.backup import CONTENTS
from steering.stage.recordings import Recordings
from steering.state.app_state import AppState
from tests.actors import TESTER

# How much the app has to write before, and after, for the test to mean something.
WRITES = 5


@pytest.fixture
def home(tmp_path: Path, new_case: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the releases of the starter in it."""
    home = tmp_path / "home"
    state = AppState(home, new_case)
    state.snapshot()
    state.close()
    monkeypatch.setenv("STEERCO_HOME", str(home))
    return home


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    file = tmp_path / "monday.zip"
    assert main(["backup", str(file)]) == 0
    return file


class Writer:
    """An app that goes on: it records a picture, then notes its hash, again and again."""

    def __init__(self, home: Path) -> None:
        self.has_begun, self.goes_on, self.end = Event(), Event(), Event()
        self.backed_up = Event()
        self._home = home
        self.thread = Thread(target=self._work)

    def _work(self) -> None:
        with Records(self._home) as records:
            recordings, after = Recordings(self._home / "recordings"), 0
            for number in count(1):
                hash = hashlib.sha256(f"{number}".encode()).hexdigest()
                recordings.put(hash, lambda hash=hash: gzip.compress(b'{"hash":"%b"}' % hash.encode()))
                records.audit_log.note(TESTER, "download", subject=hash)
                after += self.backed_up.is_set()
                if number == WRITES:
                    self.has_begun.set()
                if after == WRITES:
                    self.goes_on.set()
                if self.end.is_set():
                    return


@pytest.fixture
def writer(home: Path) -> Iterator[Writer]:
    writer = Writer(home)
    writer.thread.start()
    yield writer
    writer.end.set()
    writer.thread.join()


def test_into_an_empty_home_while_the_app_writes(
    home: Path, new_case: Path, writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert writer.has_begun.wait(60)
    file, restored = tmp_path / "monday.zip", tmp_path / "restored"
    restored.mkdir()
    assert main(["backup", str(file)]) == 0
    writer.backed_up.set()
    assert main(["restore", str(file), "--home", str(restored)]) == 0
    assert writer.goes_on.wait(60), "the app writes as before"
    with Records(restored) as records:
        entries, head = records.audit_log.read_all()
    assert find_break(entries, head) is None
    assert [entry.facts for entry in entries if entry.action == "backup"] == ["{}", '{"restored":true}']
    hashes = [entry.subject for entry in entries if entry.action == "download"]
    assert len(hashes) >= WRITES
    recordings = Recordings(restored / "recordings")
    assert all(recordings.find(hash) for hash in hashes), "whatever the records name is there"
    rows = {path.relative_to(home): path.read_bytes() for path in home.glob("releases/*/*/rows.parquet")}
    assert rows
    assert {name: (restored / name).read_bytes() for name in rows} == rows
    original, copy = AppState(home, new_case), AppState(restored, new_case)
    try:
        assert copy.snapshot().context.releases == original.snapshot().context.releases != {}
        assert copy.snapshot().months == original.snapshot().months
    finally:
        original.close()
        copy.close()
    monkeypatch.setenv("STEERCO_HOME", str(restored))
    assert main(["verify-log"]) == 0


def test_what_is_in_it(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("uploads/.upload-1", "cases/x/case.yaml", "releases/kpi/.unfinished-1/rows.parquet"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("passing")
    (home / "workspaces" / "w-1").mkdir(parents=True)
    (home / "workspaces" / "w-1" / "case.yaml").write_text("name: Ours")
    (home / "links.key").write_bytes(b"key")
    (home / "links.key").chmod(0o600)
    (home / "elsewhere").symlink_to("/")
    assert main(["backup", "--json", str(tmp_path / "all.zip")]) == 0
    report = json.loads(capsys.readouterr().out)
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = set(archive.namelist())
    assert {"records.sqlite", "links.key", "workspaces/w-1/case.yaml", CONTENTS} <= names
    assert not [name for name in names if name.startswith(("uploads", "cases", "elsewhere")) or ".unfinished" in name]
    assert report["files"] == len(names) - 1
    assert not [path for path in tmp_path.iterdir() if ".unfinished" in path.name]
    new = tmp_path / "deep" / "new"
    assert main(["restore", str(tmp_path / "all.zip"), "--home", str(new)]) == 0
    assert (new / "links.key").read_bytes() == b"key"
    assert stat.S_IMODE((new / "links.key").stat().st_mode) == 0o600


def test_nothing_is_overwritten(backup: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = backup.read_bytes()
    assert main(["backup", str(backup)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert backup.read_bytes() == before
    assert main(["backup", str(home / "inside.zip")]) == 2
    assert "Choose a place elsewhere" in capsys.readouterr().err
    assert main(["restore", str(backup), "--home", str(home)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "none.zip"), "--home", str(tmp_path / "new")]) == 2
    assert "can't be restored" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def rewrite(backup: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change what a backup holds, file by file."""
    with zipfile.ZipFile(backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def describe(stored: dict[str, bytes], **changes: object) -> None:
    contents = json.loads(stored[CONTENTS]) | changes
    stored[CONTENTS] = json.dumps(contents).encode()


def list_file(files: dict[str, bytes], name: str, content: bytes) -> None:
    """Add a file as if the backup had it."""
    entry = {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "mode": 0o600}
    describe(files, files=[*(one for one in json.loads(files[CONTENTS])["files"] if one["path"] != name), entry])
    files[name] = content


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda files: files.pop(CONTENTS), "it has no backup.json"),
        (lambda files: files.update({CONTENTS: b"{"}), "its backup.json can't be read"),
        (lambda files: describe(files, files=3), "its backup.json can't be read"),
        (lambda files: describe(files, format=9), "it has format 9, this version reads 1"),
        (lambda files: describe(files, files=[]), "it has no records"),
        (lambda files: files.pop("records.sqlite"), "records.sqlite is missing"),
        (lambda files: files.update({"records.sqlite": b"other"}), "records.sqlite is not as it was written"),
        (lambda files: list_file(files, "records.sqlite", b"no database" * 99), "its records are damaged"),
        (lambda files: list_file(files, "../outside", b"x"), "'../outside' leads outside"),
        (lambda files: list_file(files, "/outside", b"x"), "'/outside' leads outside"),
        (lambda files: list_file(files, "C:\\outside", b"x"), "leads outside"),
    ],
)  # fmt: skip
def test_whatever_is_no_backup_is_refused_and_nothing_is_left(
    backup: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, bytes]], None],
    words: str,
) -> None:
    rewrite(backup, change)
    new = tmp_path / "new"
    new.mkdir()
    assert main(["restore", str(backup), "--home", str(new)]) == 2
    assert words in capsys.readouterr().err
    assert list(new.iterdir()) == []
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("new.") or path.name == "outside"]


def test_a_file_that_is_cut_off_or_no_zip_is_refused(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = backup.read_bytes()
    for text in (content[: len(content) // 2], b"", b"text"):
        backup.write_bytes(text)
        assert main(["restore", str(backup), "--home", str(tmp_path / "new")]) == 2
        assert "is no backup of this app" in capsys.readouterr().err
        assert not (tmp_path / "new").exists()


def test_without_records_there_is_nothing_to_back_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path))
    assert main(["backup", str(tmp_path.parent / "none.zip")]) == 2
    assert "There are no records in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
