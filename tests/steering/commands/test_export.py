"""`python -m steering export`: exit codes, JSON, the file as a whole or not at all, the same bytes everywhere."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.records import Records


@pytest.fixture
def pilot(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new case, whose one claim holds or not by its data."""
    assert main(["new", str(tmp_path / "pilot")]) == 0
    capsys.readouterr()
    return tmp_path / "pilot"


def export(case: Path, out: Path, *others: str, kind: str = "html") -> int:
    return main(["export", str(case), "--format", kind, "--out", str(out), *others])


def claim(case: Path, op: str) -> None:
    """Bind the claim of the new case to a condition that is true (`>`) or not (`<`)."""
    path = case / "storyboard.yaml"
    kept = path.read_text().split("    claims:")[0]
    said = f'{{says: It takes time, metric: lead_time, op: "{op}", value: 0}}'
    path.write_text(f"{kept}    claims:\n      - {said}\n")


class TestExport:
    @pytest.mark.parametrize(("op", "code"), [(">", 0), ("<", 1)])
    def test_a_claim_that_does_not_hold_is_a_finding(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], op: str, code: int
    ) -> None:
        claim(pilot, op)
        out = tmp_path / "storyboard.html"
        assert export(pilot, out, "--json") == code
        report = json.loads(capsys.readouterr().out)
        assert list(report) == [
            "case", "format", "out", "bytes", "sha256", "as_of", "headline", "scenes", "findings", "remarks",
        ]  # fmt: skip
        assert (report["case"], report["format"], report["out"]) == ("pilot", "html", str(out))
        assert (report["bytes"], report["sha256"]) == (out.stat().st_size, sha256(out))
        assert [scene["id"] for scene in report["scenes"]] == ["opening"]
        assert [(one["scene"], one["kind"], one["text"]) for one in report["findings"]] == (
            [("opening", "broken", "It takes time")] if code else []
        )

    def test_a_terminal_is_told_what_is_being_done(self, pilot: Path, tmp_path: Path) -> None:
        ours, theirs = os.openpty()
        command = [sys.executable, "-m", "steering", "export", str(pilot), "--format", "xlsx"]
        out, read = tmp_path / "case.xlsx", bytearray()
        with subprocess.Popen([*command, "--out", str(out)], stderr=theirs, stdout=subprocess.DEVNULL) as running:
            os.close(theirs)
            # A terminal whose last writer is gone can't be read any longer.
            with suppress(OSError):
                while part := os.read(ours, 4096):
                    read += part
        os.close(ours)
        assert running.returncode == 0
        told = read.decode().split("\r\x1b[K")
        assert "Packing the workbook 90%" in told
        shares = [int(line.rsplit(" ", 1)[1].rstrip("%")) for line in told if line]
        assert shares == sorted(shares)
        # Nothing of it is left on the line that the report begins on.
        assert told[-1] == ""

    def test_a_pipe_is_told_nothing_meanwhile(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert export(pilot, tmp_path / "case.xlsx", kind="xlsx") == 0
        assert capsys.readouterr().err == ""

    def test_as_lines_for_people(self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        claim(pilot, "<")
        out = tmp_path / "storyboard.html"
        assert export(pilot, out) == 1
        said = capsys.readouterr().out
        assert "00:00 to 02:00   Not supported: Where we are, and what we ask for" in said
        assert "opening: broken: It takes time." in said
        assert str(out) in said

    def test_a_faulty_scene_is_a_finding_and_the_file_is_made(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = pilot / "storyboard.yaml"
        path.write_text(path.read_text().replace("page: brief", "page: breif"))
        assert export(pilot, tmp_path / "out.html", "--json") == 1
        (found,) = json.loads(capsys.readouterr().out)["findings"]
        assert (found["scene"], found["kind"]) == ("opening", "problem")
        assert "Did you mean 'brief'?" in found["reason"]
        assert "This scene can't be shown as it is written." in (tmp_path / "out.html").read_text()

    def test_refused_data_is_a_finding(self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        claim(pilot, ">")
        (pilot / "datasets" / "adoption.csv").write_text("month\nnever\n")
        assert export(pilot, tmp_path / "out.html", "--json") == 1
        assert "adoption was refused" in [one["text"] for one in json.loads(capsys.readouterr().out)["findings"]]

    def test_what_was_there_is_replaced_and_nothing_else_is_left(self, pilot: Path, tmp_path: Path) -> None:
        folder = tmp_path / "pack"
        folder.mkdir()
        (folder / "a.html").write_text("before")
        export(pilot, folder / "a.html")
        assert [path.name for path in folder.iterdir()] == ["a.html"]
        assert (folder / "a.html").read_text().startswith("<!doctype html>")


class TestOtherFormats:
    def test_a_calendar_needs_no_storyboard(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (pilot / "storyboard.yaml").unlink()
        assert export(pilot, tmp_path / "case.ics", "--json", kind="ics") == 0
        report = json.loads(capsys.readouterr().out)
        assert (report["scenes"], report["headline"], report["sha256"]) == ([], "", sha256(tmp_path / "case.ics"))
        assert (tmp_path / "case.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")

    def test_a_pack_is_verified_without_the_store(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "pack.zip"
        claim(pilot, ">")
        assert export(pilot, out, "--json", kind="pack") == 0
        digest = json.loads(capsys.readouterr().out)["manifest"]
        monkeypatch.setenv("STEERCO_HOME", str(tmp_path / "nothing"))
        assert main(["verify", str(out), "--digest", digest.upper(), "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert list(report) == [
            "verdict", "case", "as_of", "manifest", "anchored", "files", "audit_log", "findings", "note",
        ]  # fmt: skip
        assert (report["verdict"], report["anchored"], report["manifest"]) == ("holds", True, digest)
        assert not (tmp_path / "nothing").exists()
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("more.txt", "more")
        assert main(["verify", str(out)]) == 1
        said = capsys.readouterr().out
        assert "ADDED: 'more.txt' is here and was not issued." in said
        assert "What this can't tell: whether somebody made the whole pack anew" in said
        assert main(["verify", str(tmp_path / "nowhere.zip")]) == 2

    def test_the_audit_log_tells_of_a_pack(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], home: Path
    ) -> None:
        export(pilot, tmp_path / "pack.zip", "--json", kind="pack")
        digest = json.loads(capsys.readouterr().out)["manifest"]
        with Records(home) as records:
            entry = records.audit_log.list()[0]
        assert (entry.action, json.loads(entry.facts)) == ("download", {"manifest": digest})


class TestRefusals:
    @pytest.mark.parametrize(
        ("kind", "option", "words"),
        [
            ("ics", ("--paper", "board"), "--paper goes with --format pdf."),
            ("html", ("--size", "letter"), "--size goes with --format pdf or pack."),
            ("xlsx", ("--template", "x.pptx"), "--template goes with --format pptx or pack."),
        ],
    )
    def test_an_option_of_another_format(
        self,
        pilot: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        kind: str,
        option: tuple[str, str],
        words: str,
    ) -> None:
        assert export(pilot, tmp_path / "out", *option, kind=kind) == 2
        said = capsys.readouterr()
        assert said.err.startswith(words)
        assert (said.out, (tmp_path / "out").exists()) == ("", False)

    def test_a_template_that_is_not_there_or_too_large(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        template = tmp_path / "company.pptx"
        assert export(pilot, tmp_path / "out", "--template", str(template), kind="pack") == 2
        assert "No such file" in capsys.readouterr().err
        with template.open("wb") as file:
            file.truncate(200_000_000)
        assert export(pilot, tmp_path / "out", "--template", str(template), kind="pack") == 2
        assert "200 MB" in capsys.readouterr().err
        assert not (tmp_path / "out").exists()

    def test_a_disk_that_is_full(self, pilot: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert export(pilot, Path("/dev/full"), kind="ics") == 2
        assert "No space left on device" in capsys.readouterr().err

    @pytest.mark.usefixtures("home")
    def test_no_such_case(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert export(tmp_path / "nowhere", tmp_path / "out.html") == 2
        said = capsys.readouterr().err
        assert "nowhere" in said
        assert "Traceback" not in said
        assert not (tmp_path / "out.html").exists()

    def test_no_storyboard(self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (pilot / "storyboard.yaml").unlink()
        assert export(pilot, tmp_path / "out.html") == 2
        assert "The case pilot has no storyboard yet" in capsys.readouterr().err
        assert not (tmp_path / "out.html").exists()

    def test_no_such_folder(self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert export(pilot, tmp_path / "nowhere" / "out.html") == 2
        assert capsys.readouterr().err.splitlines() == [
            f"The folder {tmp_path / 'nowhere'} is not there. Make it, or let --out name another place."
        ]

    def test_a_folder_instead_of_a_file(self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert export(pilot, tmp_path) == 2
        assert f"{tmp_path} is a folder." in capsys.readouterr().err

    def test_a_name_that_no_file_can_have(
        self, pilot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / ("n" * 300 + ".html")
        assert export(pilot, out) == 2
        (said,) = capsys.readouterr().err.splitlines()
        assert said.startswith(f"{out} can't be written (File name too long).")


def test_another_process_makes_the_same_bytes(pilot: Path, tmp_path: Path, repo: Path) -> None:
    ours, theirs = tmp_path / "ours.html", tmp_path / "theirs.html"
    export(pilot, ours)
    environment = {**os.environ, "PYTHONHASHSEED": "1", "STEERCO_HOME": str(tmp_path / "their-home")}
    command = [sys.executable, "-m", "steering", "export", str(pilot), "--format", "html", "--out", str(theirs)]
    done = subprocess.run(command, cwd=repo, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert sha256(ours) == sha256(theirs)


def test_help_says_what_is_built(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "ics: a calendar; pack: a .zip of all of them with a manifest" in said


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
