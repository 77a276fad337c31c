"""A case as a folder or as a zip of it: what is opened, what is refused, and that nothing lands elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steering.cases.case import Case
from steering.cases.loader import load_case
from steering.errors import CaseRefused
from tests.steering.small_cases import change, problems_of, starter


def zipped(folder: Path, path: Path, *, under: str = "", litter: bool = False) -> Path:
    """A zip of a folder's contents, below a folder of that name where `under` is given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, Path(under) / file.relative_to(folder))
        if litter:
            archive.writestr("__MACOSX/._case.yaml", b"\x00\x05\x16\x07")
            archive.writestr(f"{under}/.DS_Store", b"\x00")
    return path


def opened(path: Path) -> Case:
    return load_case(path, path.parent / "workspace")


def refusal(path: Path) -> str:
    with pytest.raises(CaseRefused) as refused:
        opened(path)
    return str(refused.value.problems[0])


def entry(path: Path, name: str, content: bytes = b"x", edit: Callable[[zipfile.ZipInfo], None] | None = None) -> Path:
    """A zip with one entry of any name; `zipfile` itself would clean the name."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    if edit:
        edit(info)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, content)
    return path


class TestZip:
    def test_a_zip_of_the_folder_is_the_case_of_that_name(self, new_case: Path, tmp_path: Path) -> None:
        case = opened(zipped(new_case, tmp_path / "downloaded (3).zip", under="my-case"))
        assert (case.id, set(case.datasets)) == ("my-case", {"adoption", "kpi"})

    def test_contents_at_the_top_are_a_case_named_as_the_zip(self, new_case: Path, tmp_path: Path) -> None:
        assert opened(zipped(new_case, tmp_path / "mine.zip")).id == "mine"

    def test_what_the_system_adds_is_left_out(self, new_case: Path, tmp_path: Path) -> None:
        case = opened(zipped(new_case, tmp_path / "mine.zip", under="my-case", litter=True))
        assert (case.id, case.warnings) == ("my-case", ())
        assert not list(case.folder.rglob(".DS_Store"))

    def test_it_says_the_same_as_the_folder(self, new_case: Path, tmp_path: Path) -> None:
        assert opened(zipped(new_case, tmp_path / "mine.zip")).charter == opened(new_case).charter

    def test_it_is_unpacked_once_and_again_when_it_has_changed(self, new_case: Path, tmp_path: Path) -> None:
        path = zipped(new_case, tmp_path / "mine.zip")
        first = opened(path).folder
        assert opened(path).folder == first
        change(new_case, "A platform for three teams", "Another title that is longer")
        assert opened(zipped(new_case, path)).charter.title == "Another title that is longer"

    def test_a_zip_whose_name_is_made_of_dots_stays_in_its_place(self, new_case: Path, tmp_path: Path) -> None:
        case = opened(zipped(new_case, tmp_path / "...zip"))
        assert case.folder.resolve().is_relative_to(tmp_path / "workspace")
        assert case.charter.title

    def test_problems_of_a_case_in_a_zip_are_told_as_in_a_folder(self, new_case: Path, tmp_path: Path) -> None:
        change(new_case, "title:", "titel:")
        assert "Did you mean 'title'?" in str(problems_of(zipped(new_case, tmp_path / "mine.zip"))[-1])


class TestRefusedZip:
    @pytest.mark.parametrize(
        "name", ["../case.yaml", "a/../../case.yaml", "/etc/case.yaml", "..\\case.yaml", "C:/case.yaml", ".", "a/../.."]
    )
    def test_whatever_leads_outside(self, tmp_path: Path, name: str) -> None:
        assert "leads outside" in refusal(entry(tmp_path / "bad.zip", name))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.zip"]

    def test_what_would_be_larger_than_a_disk_should_give(self, tmp_path: Path) -> None:
        path = entry(tmp_path / "bomb.zip", "case.yaml")
        raw = bytearray(path.read_bytes())
        at = raw.index(b"PK\x01\x02") + 24
        raw[at : at + 4] = struct.pack("<I", 0xFFFFFFF0)
        path.write_bytes(raw)
        assert "more than 2 GB" in refusal(path)

    def test_what_is_damaged(self, new_case: Path, tmp_path: Path) -> None:
        path = zipped(new_case, tmp_path / "mine.zip")
        raw = bytearray(path.read_bytes())
        raw[60:200] = bytes(140)
        path.write_bytes(raw)
        assert "can't be unpacked" in refusal(path)
        assert not [file for file in (tmp_path / "workspace").rglob("*") if file.is_file()]

    def test_what_is_encrypted(self, tmp_path: Path) -> None:
        path = entry(tmp_path / "locked.zip", "case.yaml")
        raw = bytearray(path.read_bytes())
        for start in (raw.index(b"PK\x03\x04") + 6, raw.index(b"PK\x01\x02") + 8):
            raw[start] |= 1
        path.write_bytes(raw)
        assert "can't be unpacked" in refusal(path)

    def test_an_entry_that_is_a_file_and_a_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "both.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a", "x")
            archive.writestr("a/b", "x")
        assert "can't be unpacked" in refusal(path)

    def test_one_without_a_case(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.zip"
        with zipfile.ZipFile(path, "w"):
            pass
        assert "case.yaml: found no such file" in refusal(path)

    def test_a_file_that_is_no_zip_and_nothing_at_all(self, tmp_path: Path) -> None:
        (tmp_path / "case.txt").write_text("x")
        assert "a file that is no zip" in refusal(tmp_path / "case.txt")
        assert "nothing at this path" in refusal(tmp_path / "nowhere")

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
    @given(data=st.data())
    def test_any_damage_is_refused_or_does_not_matter(
        self, new_case: Path, tmp_path: Path, data: st.DataObject
    ) -> None:
        raw = bytearray(zipped(new_case, tmp_path / "whole.zip").read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        path = tmp_path / "broken.zip"
        path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
        shutil.rmtree(tmp_path / "workspace", ignore_errors=True)
        for problem in problems_of(path):
            assert problem.found and problem.remedy


class TestFolder:
    def test_a_misspelt_file_is_a_warning_that_names_the_right_one(self, new_case: Path) -> None:
        (new_case / "metric.yaml").write_text("x")
        (new_case / "datasets" / "adoptions.csv").write_text("x")
        found = problems_of(new_case)
        assert [(one.file, one.severity) for one in found] == [
            ("metric.yaml", "warning"),
            ("datasets/adoptions.csv", "warning"),
        ]
        assert "Did you mean 'metrics.yaml'?" in str(found[0]) and "Did you mean 'adoption.csv'?" in str(found[1])

    def test_two_files_of_one_dataset_are_a_warning(self, new_case: Path) -> None:
        (new_case / "datasets" / "adoption.parquet").write_bytes(b"x")
        assert [(one.file, one.severity) for one in problems_of(new_case)] == [("datasets/adoption.parquet", "warning")]
        assert load_case(new_case, new_case.parent).datasets["adoption"][0].name == "adoption.csv"

    def test_errors_come_before_warnings(self, new_case: Path) -> None:
        (new_case / "metric.yaml").write_text("x")
        assert [one.severity for one in problems_of(change(new_case, "as_of: 2026-04", "as_of: x"))] == [
            "error",
            "warning",
        ]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "an empty file"),
            (b"# nothing yet\n", "an empty file"),
            (b"- a\n", "no keys"),
            (b"title: \xff\n", "a byte that is not UTF-8 at position 7"),
            ("title: x\n".encode("utf-16"), "a byte that is not UTF-8"),
            (b"x" * 5_000_001, "a file of over 5 MB"),
        ],
    )
    def test_a_file_that_is_no_case_file(self, new_case: Path, content: bytes, said: str) -> None:
        (new_case / "case.yaml").write_bytes(content)
        assert [said in str(problem) for problem in problems_of(new_case)] == [True]

    def test_a_folder_in_place_of_a_file_is_told_without_its_path(self, new_case: Path) -> None:
        (new_case / "case.yaml").unlink()
        (new_case / "case.yaml").mkdir()
        assert str(new_case) not in str(problems_of(new_case)[0])


class TestCommandLine:
    def run(self, *arguments: str, where: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "steering", *arguments]
        return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)

    def test_new_writes_a_case_that_opens(self, repo: Path, tmp_path: Path) -> None:
        folder = tmp_path / "deep" / "mine"
        done = self.run("new", str(folder), where=repo)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"make run CASE={folder}" in done.stdout
        assert problems_of(folder) == ()

    def test_new_as_json_names_the_files(self, repo: Path, tmp_path: Path) -> None:
        done = self.run("new", str(tmp_path / "mine"), "--json", where=repo)
        written = json.loads(done.stdout)
        assert written["case"] == str(tmp_path / "mine")
        assert all(Path(file).is_file() for file in written["files"]) and len(written["files"]) == 16

    def test_new_overwrites_nothing(self, repo: Path, tmp_path: Path) -> None:
        starter(tmp_path / "mine")
        change(tmp_path / "mine", "currency: USD", "currency: EUR")
        done = self.run("new", str(tmp_path / "mine"), where=repo)
        assert (done.returncode, done.stdout) == (2, "")
        assert "something in its place already" in done.stderr and "Traceback" not in done.stderr
        assert "currency: EUR" in (tmp_path / "mine" / "case.yaml").read_text(encoding="utf-8")

    def test_new_below_a_file_is_refused(self, repo: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        done = self.run("new", str(tmp_path / "file" / "mine"), where=repo)
        assert done.returncode == 2 and "Choose a folder that you may write to." in done.stderr

    @pytest.mark.parametrize("arguments", [(), ("nwe", "x"), ("new",)])
    def test_a_command_that_is_not_understood_ends_with_2(self, repo: Path, arguments: tuple[str, ...]) -> None:
        done = self.run(*arguments, where=repo)
        assert done.returncode == 2 and "usage: python -m steering" in done.stderr


class TestWhatIsNoFileOfTheCase:
    """Links, devices and names that were made to harm."""

    @pytest.mark.parametrize("name", ["case.yaml", "metrics.yaml", "roadmap.yaml", "dossier/risks.yaml"])
    @pytest.mark.parametrize("target", ["/dev/zero", "outside", "pipe", "nothing", "itself", "."])
    def test_a_text_is_a_regular_file_within_the_folder(
        self, new_case: Path, tmp_path: Path, name: str, target: str
    ) -> None:
        path = new_case / name
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        if target == "pipe":
            os.mkfifo(path)
        else:
            (tmp_path / "outside").write_text("secret: words\n", "utf-8")
            path.symlink_to({"outside": tmp_path / "outside", "itself": path}.get(target, Path(target)))
        texts = [str(problem) for problem in problems_of(new_case) if problem.file == name]
        assert texts and "secret" not in "".join(texts)
        assert any(
            word in texts[0]
            for word in ("leads outside", "a device or a pipe", "a link to nothing", "a folder", "can't be read")
        )

    @pytest.mark.parametrize("target", ["/dev/zero", "outside", "pipe"])
    def test_a_dataset_is_one_too(self, new_case: Path, tmp_path: Path, target: str) -> None:
        path = new_case / "datasets" / "adoption.csv"
        path.rename(tmp_path / "outside")
        if target == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(tmp_path / "outside" if target == "outside" else Path(target))
        case = opened(new_case)
        assert "adoption" not in case.datasets
        assert [problem.file for problem in case.warnings] == ["datasets/adoption.csv"]

    def test_a_link_within_the_folder_is_followed(self, new_case: Path) -> None:
        (new_case / "case.yaml").rename(new_case / "dossier.yaml.1")
        (new_case / "case.yaml").symlink_to("dossier.yaml.1")
        assert opened(new_case).charter.title

    @pytest.mark.parametrize("name", ["a\nb", "a\x1b[2Jb", "a\u200bb", "a\u202eb", " ", "x" * 200])
    def test_a_name_that_cannot_be_shown_is_no_id(self, new_case: Path, name: str) -> None:
        folder = new_case.rename(new_case.parent / name)
        text = refusal(folder)
        assert "Give the case's folder a name" in text
        assert text.isprintable()

    def test_such_a_name_within_a_zip_is_none_either(self, new_case: Path, tmp_path: Path) -> None:
        assert "U+001B" in refusal(zipped(new_case, tmp_path / "mine.zip", under="a\x1bb"))

    def test_the_folder_where_one_stands_has_its_name(self, new_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(new_case)
        assert opened(Path()).id == new_case.name


class TestZipsThatFillADisk:
    def test_one_that_grows_a_thousand_times_is_refused_before_it_is_unpacked(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bomb/case.yaml", b"\0" * 60_000_000)
        assert "more than 200 times as many" in refusal(path)
        assert not (tmp_path / "workspace").exists()

    def test_one_of_too_many_entries(self, tmp_path: Path) -> None:
        path = tmp_path / "many.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(10_001):
                archive.writestr(f"many/{number}", b"")
        assert "10,001 files" in refusal(path)

    def test_a_touch_unpacks_nothing_and_an_edit_removes_the_older_copy(self, new_case: Path, tmp_path: Path) -> None:
        path = zipped(new_case, tmp_path / "mine.zip")
        first = opened(path).folder
        os.utime(path, (0, 0))
        assert opened(path).folder == first
        change(new_case, "A platform for three teams", "Another title")
        second = opened(zipped(new_case, path)).folder
        assert second != first and not first.exists()
        assert [folder.parent for folder in (tmp_path / "workspace").glob("*/*")] == [second.parent]


def test_a_list_of_millions_is_one_sentence(new_case: Path) -> None:
    with (new_case / "roadmap.yaml").open("w", encoding="utf-8") as file:
        file.write("milestones:\n" + "- 1\n" * 1_200_000)
    (problem,) = (problem for problem in problems_of(new_case) if problem.file == "roadmap.yaml")
    assert problem.found == "more than 400,000 values"
