"""What the ROI page says of a terminal value where the discount rate is moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.frames.roi.lasting_notice import notice_held_values
from steering.roi.report import roi_report
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.finance.test_lasting_flows import CASE, npv
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-04")


@pytest.fixture
def snapshot(tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> CaseSnapshot:
    folder = small(tmp_path / "case")
    (folder / "business_case.yaml").write_text(CASE + "scenarios:\n  dearer: {discount_rate: 12%}\n")
    return lay(folder)


@pytest.mark.parametrize("moved", [{"scenario": "dearer"}, {"drivers": (("discount_rate", 0.12),)}])
def test_a_moved_rate_is_told_with_both_npvs(snapshot: CaseSnapshot, moved: dict[str, str]) -> None:
    report = roi_report(snapshot.context, replace(NOW, **moved))  # type: ignore[arg-type]
    (notice,) = notice_held_values(report)
    assert notice.text == "The terminal value of sales stays as it is at 10%, the discount rate of the case."
    assert report.npv == pytest.approx(npv(0.12, 1275))
    assert notice.remedy == f"Worked out at 12% as well, NPV is {report.money(npv(0.12, 1020))}."


def test_at_the_rate_of_the_case_nothing_is_told(snapshot: CaseSnapshot) -> None:
    assert not list(notice_held_values(roi_report(snapshot.context, NOW)))


def test_where_the_flow_grows_as_fast_there_is_no_value(snapshot: CaseSnapshot) -> None:
    (notice,) = notice_held_values(roi_report(snapshot.context, replace(NOW, drivers=(("discount_rate", 0.02),))))
    assert notice.remedy == "At 2% there is none: the flow grows as fast."
