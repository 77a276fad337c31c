"""A mistake in one file of a case leaves its last good version in place, and everything else as it is now."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.errors import CaseRefused
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.small_cases import change, kpi, small, starter

BUSINESS = "discount_rate: 0.1\nperiods: 3\nlines:\n  - {id: build, kind: cost, values: [-100, 0, 0]}\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return starter(tmp_path / "case")


@pytest.fixture
def opened(tmp_path: Path, case: Path) -> Iterator[AppState]:
    state = AppState(tmp_path / "home", case)
    yield state
    state.close()


def stale_names(snapshot: CaseSnapshot) -> tuple[str, ...]:
    assert snapshot.stale
    return snapshot.stale.names


@pytest.mark.parametrize("name", ["business_case.yaml", "roadmap.yaml", "metrics.yaml", "case.yaml", "decisions.yaml"])
def test_a_typo_keeps_the_last_good_version_of_that_file(opened: AppState, case: Path, name: str) -> None:
    before = opened.snapshot().context.case
    text = (case / name).read_text("utf-8") if (case / name).exists() else ""
    (case / name).write_text(text + "\nmistyped: [\n", "utf-8")
    snapshot = opened.snapshot()
    assert stale_names(snapshot) == (name,)
    assert snapshot.stale and snapshot.stale.refused.problems[0].file == name
    assert snapshot.context.case == before
    (case / name).unlink() if not text else (case / name).write_text(text, "utf-8")
    assert opened.snapshot().stale is None


def test_what_is_right_beside_it_is_read(opened: AppState, case: Path) -> None:
    opened.snapshot()
    (case / "metrics.yaml").write_text("broken: [", "utf-8")
    change(case, "A platform for three teams", "Another title")
    snapshot = opened.snapshot()
    assert stale_names(snapshot) == ("metrics.yaml",)
    assert snapshot.context.case.charter.title == "Another title"
    assert snapshot.context.case.kpis


def test_a_file_that_no_longer_fits_the_others_leaves_the_whole_earlier_version(tmp_path: Path) -> None:
    case = small(tmp_path / "case", kpis=kpi("rate"))
    change(case, "currency: USD", "currency: USD\nheadlines: [rate]")
    state = AppState(tmp_path / "home", case)
    before = state.snapshot().context.case
    (case / "metrics.yaml").write_text(kpi("speed"), "utf-8")
    snapshot = state.snapshot()
    state.close()
    assert "headlines" in str(snapshot.stale and snapshot.stale.refused)
    assert snapshot.context.case == before


def test_it_is_there_after_a_restart(tmp_path: Path, case: Path) -> None:
    first = AppState(tmp_path / "home", case)
    title = first.snapshot().context.case.charter.title
    first.close()
    (case / "case.yaml").write_text("title: [", "utf-8")
    second = AppState(tmp_path / "home", case)
    snapshot = second.snapshot()
    second.close()
    assert (stale_names(snapshot), snapshot.context.case.charter.title) == (("case.yaml",), title)


def test_a_case_that_could_never_be_opened_is_refused(tmp_path: Path, case: Path) -> None:
    (case / "metrics.yaml").write_text("broken: [", "utf-8")
    state = AppState(tmp_path / "home", case)
    with pytest.raises(CaseRefused, match=r"metrics\.yaml"):
        state.snapshot()
    state.close()


def test_a_zip_that_is_spoilt_or_gone_leaves_what_was_in_it(tmp_path: Path, case: Path) -> None:
    path = tmp_path / "case.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(case.rglob("*")):
            archive.write(file, file.relative_to(case))
    state = AppState(tmp_path / "home", path)
    before = state.snapshot().context.case
    path.write_bytes(b"PK not a zip")
    assert state.snapshot().context.case == before
    path.unlink()
    snapshot = state.snapshot()
    state.close()
    assert snapshot.context.case == before
    assert "nothing at this path" in str(snapshot.stale and snapshot.stale.refused)
