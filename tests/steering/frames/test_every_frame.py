"""What holds for the frame of every page of the meeting: the same in any process, and every text can be read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Chart
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.frames.walking import blocks, leaves

ROOT = Path(__file__).parents[3]
UGLY = re.compile(r"\bnan\b|\binf(inity)?\b|\d[eE][+-]\d|Decimal\(|Fraction\(|<NA>|\bNaT\b", re.IGNORECASE)
SCRIPT = """\
import sys
from pathlib import Path
from steering.frames.agenda import SCENE_PAGES
from steering.state.app_state import AppState
table = AppState(Path(sys.argv[1]), Path(sys.argv[2])).snapshot()
for name, page in SCENE_PAGES.items():
    if name != "sources":
        print(page.build_frame(table.context, table.default_filters).sha256)
"""


def test_each_is_equal_in_another_process(whole_example: CaseSnapshot, example_case: Path, tmp_path: Path) -> None:
    # In a file: with `-c` DuckDB takes the process for an interactive one and prints how far it is.
    script = tmp_path / "hashes.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), str(tmp_path / "other"), str(example_case)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "11", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    other = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    # The Sources page tells when this store was filled, so it is its own in every store.
    meeting = [page for name, page in SCENE_PAGES.items() if name != "sources"]
    ours = [page.build_frame(whole_example.context, whole_example.default_filters).sha256 for page in meeting]
    assert other.stdout.split() == ours
    assert len(set(ours)) == len(ours)


@pytest.mark.parametrize("page", SCENE_PAGES)
def test_every_text_can_be_read(whole_example: CaseSnapshot, page: str) -> None:
    opening = whole_example.default_filters
    views = [opening, replace(opening, as_of=whole_example.months[-1]), replace(opening, unit="Claims")]
    views += [replace(opening, scenario="worst", drivers=(("discount_rate", 0.15),), against="best")]
    for view in views:
        for place, value in leaves(SCENE_PAGES[page].build_frame(whole_example.context, view)):
            if isinstance(value, str) and not re.search(r"figure|provenance|sql", place):
                assert not UGLY.search(value), (place, value)


@pytest.mark.parametrize("page", SCENE_PAGES)
def test_every_chart_says_what_it_shows_and_has_its_table(whole_example: CaseSnapshot, page: str) -> None:
    for block in blocks(
        SCENE_PAGES[page].build_frame(whole_example.context, replace(whole_example.default_filters, against="worst"))
    ):
        if isinstance(block, Chart):
            assert len(block.alt) > 40, block.id
            assert re.search(r"\d", block.alt), f"{block.id} says no figure"
            assert block.table.rows, block.id
