"""Names of files from any machine."""

from __future__ import annotations

import pytest

from steering.spool.safe_name import safe_name


@pytest.mark.parametrize(
    ("name", "own"),
    [("a.csv", "a.csv"), ("../../a.csv", "a.csv"), ("C:\\x\\a.csv", "a.csv"), ("", "upload"), ("..", "..")],
)
def test_a_name_is_without_its_folder(name: str, own: str) -> None:
    assert safe_name(name) == own


def test_an_absurdly_long_name_keeps_its_ending() -> None:
    assert len(safe_name("x" * 5000 + ".csv.gz")) < 210
    assert safe_name("x" * 5000 + ".csv.gz").endswith(".csv.gz")
