"""What came of files that were checked before, for checks that follow one another: the same bytes need no second look.

An entry is a folder named by the SHA-256 of all that a result follows from: the files, the team tag, and the code and
contracts that judge them. What can't be read or written here is as if it were not there: the files are checked then.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from steering.catalog.contracts import CATALOG
from steering.errors import FileRefused, Problem, StoreUnavailable
from steering.home import ROOT
from steering.ingest.file_set import Files, FileSet, gather
from steering.ingest.pipeline import LoadResult, load
from steering.ingest.report import IngestReport
from steering.progress import ProgressCallback
from steering.warehouse import releases
from steering.warehouse.manifest import folder_of, read_manifest, rows_path

FOLDER = "checked"
REPORT = "report.json"
# How many results are kept, the newest ones, and of files of how many bytes at most.
MOST, LARGEST = 20, 64 * 2**20
# What a file that is missing, torn or of another making gives rise to.
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, StoreUnavailable)
# Where the code is whose change may change a result.
JUDGES = (ROOT / "steering" / "ingest", ROOT / "steering" / "warehouse", CATALOG)


class LoadCache:
    """Loads files of datasets, with the results of earlier loads at hand in a folder that processes may share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(
        self,
        files: Files,
        dataset: str,
        home: Path,
        *,
        by: str,
        team_tag: str,
        progress: ProgressCallback | None = None,
    ) -> LoadResult:
        """Check files as `load` does, or take what came of the same ones; their release is below `home` either way.

        Raises:
            UnknownName: there is no such dataset.
            StoreUnavailable: the files can't be checked or the release can't be written now.
        """
        entry = self._find_entry(files, dataset, team_tag)
        earlier = _copy_result(entry, dataset, home) if entry else None
        if earlier:
            return earlier
        result = load(files, dataset, home, by=by, team_tag=team_tag, progress=progress)
        if entry and result.manifest:
            self._keep(entry, result.report, folder_of(home, dataset, result.manifest.release))
        return result

    def _find_entry(self, files: Files, dataset: str, team_tag: str) -> Path | None:
        """Return where the result of files is or will be; None where it is not kept."""
        try:
            gathering = gather(files)
            small = gathering.size <= LARGEST
            return self._folder / _name_entry(gathering, dataset, team_tag) if small else None
        except (FileRefused, OSError):
            return None

    def _keep(self, entry: Path, report: IngestReport, release: Path) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            releases.remove_stale(self._folder)
            with tempfile.TemporaryDirectory(prefix=releases.UNFINISHED, dir=self._folder) as name:
                copy = shutil.copytree(release, Path(name) / entry.name)
                (copy / REPORT).write_text(json.dumps(asdict(report), ensure_ascii=False), "utf-8")
                # A damaged one may be in the way.
                shutil.rmtree(entry, ignore_errors=True)
                copy.rename(entry)
            self._prune()
        except OSError:
            # There is no room, or another process has it there already: the next check looks again.
            return

    def _prune(self) -> None:
        entries = [path for path in self._folder.iterdir() if not path.name.startswith(releases.UNFINISHED)]
        for path in sorted(entries, key=lambda path: path.stat().st_mtime)[:-MOST]:
            shutil.rmtree(path, ignore_errors=True)


def _copy_result(entry: Path, dataset: str, home: Path) -> LoadResult | None:
    """Put the release of an entry below `home`, and return it with its report; None where there is none intact."""
    try:
        report = _parse_report(json.loads((entry / REPORT).read_text("utf-8")))
        final = folder_of(home, dataset, report.release or "")
        shutil.copytree(entry, final, ignore=shutil.ignore_patterns(REPORT))
    except UNREADABLE:
        return None
    try:
        manifest = read_manifest(home, dataset, final.name)
        if releases.sha256_of(rows_path(home, dataset, final.name)) == manifest.parquet_sha256:
            return LoadResult(report=report, manifest=manifest, is_new=True)
    except UNREADABLE:
        pass
    shutil.rmtree(final, ignore_errors=True)
    return None


def _parse_report(tree: dict[str, Any]) -> IngestReport:
    problems = (Problem(**{**problem, "spot": tuple(problem["spot"])}) for problem in tree["problems"])
    return IngestReport(**{**tree, "problems": tuple(problems)})


def _name_entry(files: FileSet, dataset: str, team_tag: str) -> str:
    names = [(file.name, releases.sha256_of(file.path)) for file in files.files]
    question = (_digest_judges(), dataset, team_tag, files.name, names, [asdict(each) for each in files.warnings])
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()


@lru_cache(maxsize=1)
def _digest_judges() -> str:
    digest = hashlib.sha256(version("duckdb").encode())
    for path in sorted(path for folder in JUDGES for path in folder.rglob("*.[pscy]*") if path.suffix != ".pyc"):
        digest.update(path.read_bytes())
    return digest.hexdigest()
