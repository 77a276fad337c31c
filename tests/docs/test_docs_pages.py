"""The documentation's pages: links lead somewhere; commands, paths, settings and names exist."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.catalog.drivers import DRIVERS
from steering.frames.agenda import ITEMS
from steering.web.headers import HEADERS
from tests.docs.markdown import ROOT, anchors, code, links, named, pages, tables

PAGES = pages()
EVERY = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())

OURS = ("steering", "components", "pages", "data", "tests", "bench", "docs", ".streamlit", ".ci")
PATH = re.compile(rf"(?:{'|'.join(map(re.escape, OURS))})/[\w./-]+")
MAKE = re.compile(r"\bmake (?:[A-Z]+=\S+ )*([a-z]+)\b")
COMMAND = re.compile(r"python -m steering ([a-z-]+)")
MODULE = re.compile(r"python -m ((?:steering|bench)\.[\w.]+)")
SETTING = re.compile(r"\b(STEERCO_[A-Z]+|(?:PORT|HOST|CASE|PYTHON)(?==))")
# A place of one machine, and not the end of a path of the project such as finance/roots.py.
PLACE = re.compile(r"(?<!\w)(?:/home/|/root\b|/Users/|/work\b|/tmp\b|[A-Z]:\\)\S*")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def said(page: Path, pattern: re.Pattern[str]) -> set[str]:
    """What a page's code says that looks like the pattern."""
    return {found for line in code(page) for found in pattern.findall(line)}


def test_there_are_pages() -> None:
    assert {"CONTRIBUTING.md", "CHANGELOG.md", "docs/formats.md", "docs/architecture.md"} <= {
        page.relative_to(ROOT).as_posix() for page in PAGES
    }


@EVERY
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), f"{link}: there is no such file"
        assert target.is_relative_to(ROOT), f"{link} leads out of the project"
        assert not anchor or anchor in anchors(target), f"{link}: there is no such heading"


@EVERY
def test_every_make_target_exists(page: Path) -> None:
    assert said(page, MAKE) <= TARGETS


@EVERY
def test_every_command_exists(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in said(page, COMMAND):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0, capsys.readouterr().err


@EVERY
def test_every_module_that_is_run_exists(page: Path) -> None:
    for module in said(page, MODULE):
        assert find_spec(module) is not None, module


@EVERY
def test_every_path_exists(page: Path) -> None:
    missing = [path for path in said(page, PATH) if not (ROOT / path).exists() and "<" not in path]
    assert missing == []


@EVERY
def test_every_setting_is_read_somewhere(page: Path) -> None:
    readers = [ROOT / "Makefile", *ROOT.glob("steering/**/*.py"), *ROOT.glob("tests/browser/*.py")]
    read = "".join(reader.read_text("utf-8") for reader in readers)
    assert [name for name in said(page, SETTING) if name not in read] == []


@EVERY
def test_a_page_names_no_place_of_one_machine(page: Path) -> None:
    text = page.read_text("utf-8")
    assert PLACE.findall(text) == []


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("see /work/x", True),
        ("`/tmp`", True),
        ("in /root/x", True),
        ("C:\\x", True),
        ("intake/workbook.py and finance/roots.py", False),
    ],
)
def test_a_place_of_one_machine_is_told_from_a_path_of_the_project(said: str, named: bool) -> None:
    assert bool(PLACE.findall(said)) is named


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "CHANGELOG.md"])
def test_every_command_is_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.M))
    assert {"new", "ingest", "audit"} <= commands
    spans = said(ROOT / name, COMMAND) | {line for line in code(ROOT / name) if line.isalpha()}
    assert commands <= spans


class TestDecisions:
    FOLDER = ROOT / "docs" / "decisions"
    FILES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")

    def test_the_index_lists_all_in_order(self) -> None:
        assert [link for link in links(self.FOLDER / "README.md") if link.startswith("0")] == [
            path.name for path in self.FILES
        ]

    def test_numbers_follow_one_another(self) -> None:
        assert [int(path.name[:4]) for path in self.FILES] == list(range(1, len(self.FILES) + 1))

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_each_has_its_parts(self, path: Path) -> None:
        heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
        assert heads[1:] == ["Context", "Decision", "Consequences", "How it was checked"]

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_the_index_has_its_title(self, path: Path) -> None:
        title = path.read_text("utf-8").splitlines()[0].removeprefix(f"# {path.name[:4]}: ")
        assert f"| [{path.name[:4]}]({path.name}) | {title} |" in (self.FOLDER / "README.md").read_text("utf-8")


class TestGuides:
    def test_the_operator_sees_every_direct_dependency(self) -> None:
        names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.in").read_text("utf-8"), re.M)
        rows = tables(ROOT / "docs" / "guides" / "operator.md")["Licences of what it depends on"][0]
        assert [named(row[0])[0] for row in rows] == names

    def test_the_operator_sees_every_header(self) -> None:
        rows = tables(ROOT / "docs" / "guides" / "operator.md")["What every answer carries"][0]
        assert {named(row[0])[0]: named(row[1])[0] for row in rows} == HEADERS

    def test_the_committee_finds_every_page(self) -> None:
        heads = tables(ROOT / "docs" / "guides" / "committee.md").keys()
        assert [head.split(":")[0] for head in heads if ": " in head] == [item.title for item in ITEMS]

    def test_the_committee_finds_every_driver(self) -> None:
        rows = tables(ROOT / "docs" / "guides" / "committee.md")["ROI scenarios: four minutes"][-1]
        assert ", ".join(row[0] for row in rows) == ", ".join(meaning.label for meaning in DRIVERS.values())

    @pytest.mark.parametrize("guide", sorted((ROOT / "docs" / "guides").glob("*.md")), ids=lambda guide: guide.stem)
    def test_it_begins_with_what_one_leaves_with(self, guide: Path) -> None:
        assert guide.read_text("utf-8").splitlines()[2].startswith("You leave ")


def test_the_map_names_every_part() -> None:
    listed = said(ROOT / "docs" / "architecture.md", re.compile(r"steering/[\w/]+(?:\.py)?"))
    parts = {
        f"steering/{part.name}{'/' if part.is_dir() else ''}"
        for part in (ROOT / "steering").iterdir()
        if (part.suffix == ".py" and part.name != "__init__.py") or (part / "__init__.py").exists()
    }
    assert sorted(parts - listed) == []
