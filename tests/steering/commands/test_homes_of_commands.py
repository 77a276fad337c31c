"""Commands whose home has no records, or damaged ones: a sentence, exit code 2, and nothing is made or changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.__main__ import main
from steering.records.database import FILE
from steering.state.app_state import EXAMPLE

Text = pytest.CaptureFixture[str]
AT_COHORT = ["--cohort", "Autumn 2026", "--all"]
COMMANDS = (
    ["clean-up", "--delete"],
    ["verify-log"],
    ["verify-evidence", "halden"],
    ["backup", "never.zip"],
    ["upload", "never.csv", "--dataset", "kpi", *AT_COHORT],
    ["upload", str(EXAMPLE), *AT_COHORT],
)
NAMES = ("clean-up", "verify-log", "verify-evidence", "backup", "upload of data", "upload of a case")


def list_tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("words", COMMANDS, ids=NAMES)
def test_a_folder_that_is_not_the_app_s_is_told_and_stays_as_it_is(home: Path, words: list[str], capsys: Text) -> None:
    assert main(words) == 2
    said = f"There are no records in {home}. Let STEERCO_HOME name the folder of the app."
    assert capsys.readouterr().err.strip() == said
    assert list_tree(home) == []


@pytest.mark.parametrize("words", COMMANDS, ids=NAMES)
def test_damaged_records_are_told_in_one_sentence_and_stay_as_they_are(
    home: Path, words: list[str], capsys: Text
) -> None:
    (home / FILE).write_bytes(b"no database" * 500)
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("The records are not available now: the file is not an SQLite database")
    assert told.err.count("\n") == 1
    assert (home / FILE).read_bytes() == b"no database" * 500
