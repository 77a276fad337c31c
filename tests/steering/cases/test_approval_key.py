"""Whether a case asks for approval, by its `case.yaml` alone: as its model reads it, and with care where it can not."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.cases.approval import FALSE, asks_for_approval
from steering.cases.loader import load_case
from tests.steering.small_cases import small


@pytest.mark.parametrize("value", ["true", "yes", '"true"', "ON", "1", *FALSE, "False", "null"])
def test_it_reads_what_the_case_s_model_reads(tmp_path: Path, value: str) -> None:
    folder = small(tmp_path / "small")
    text = (folder / "case.yaml").read_text("utf-8")
    assert not asks_for_approval(folder), "left out, nobody asks"
    (folder / "case.yaml").write_text(f"{text}needs_approval: {value}\n", "utf-8")
    if value == "null":
        assert not asks_for_approval(folder)
    else:
        assert asks_for_approval(folder) is load_case(folder, tmp_path).charter.needs_approval


@pytest.mark.parametrize(
    "text", ["needs_approval: perhaps\n", "title: [\nneeds_approval: true\n", "- needs_approval\n"]
)
def test_one_that_can_not_be_read_asks_where_it_names_the_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    assert asks_for_approval(tmp_path)


def test_without_a_file_or_by_a_comment_of_a_file_that_can_be_read_nobody_asks(tmp_path: Path) -> None:
    assert not asks_for_approval(tmp_path)
    assert not asks_for_approval(tmp_path / "nowhere")
    (tmp_path / "case.yaml").write_text("# needs_approval: true\ntitle: x\n", "utf-8")
    assert not asks_for_approval(tmp_path)
