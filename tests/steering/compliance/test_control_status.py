"""How each control stands on a day, and what that adds up to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from steering.cases.roadmap import last_day
from steering.compliance.control_status import ControlStatus
from steering.compliance.evidence import list_controls
from steering.compliance.report import ComplianceReport, compliance_report
from steering.conditions import Condition
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.metrics.lookup import observer
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.compliance.control_cases import controlled

TODAY = date(2026, 4, 30)


def report_of(context: CaseContext, day: date = TODAY) -> ComplianceReport:
    report = compliance_report(context, day)
    assert report is not None
    return report


def status_of(context: CaseContext, id: str, day: date = TODAY) -> ControlStatus:
    return next(control for control in report_of(context, day).controls if control.control.id == id)


@pytest.mark.parametrize(
    ("id", "state", "expires"),
    [
        ("CC1.1", Status.AUTOMATED, date(2026, 7, 20)),
        ("CC1.2", Status.MANUAL, date(2026, 5, 1)),
        ("CC1.3", Status.EXPIRED, date(2026, 4, 30)),
        ("CC1.4", Status.IN_REVIEW, None),
        ("CC1.5", Status.REJECTED, None),
        ("CC2.1", Status.NOT_COVERED, None),
        ("CC2.2", Status.NOT_COVERED, None),
        ("CC2.3", Status.MANUAL, None),
        ("CC3.1", Status.NOT_COVERED, None),
        ("A1.1", Status.NOT_APPLICABLE, None),
        ("164.308(a)(3)", Status.MANUAL, date(2026, 12, 31)),
        ("164.312(b)", Status.AUTOMATED, date(2026, 7, 20)),
        ("164.312(d)", Status.EXPIRED, date(2026, 4, 30)),
    ],
)
def test_the_state_follows_from_the_evidence(
    controls_context: CaseContext, id: str, state: Status, expires: date | None
) -> None:
    control = status_of(controls_context, id)
    assert control.state is state
    if control.state is not Status.NOT_APPLICABLE:
        assert control.expires_on == expires


@pytest.mark.parametrize(
    ("id", "day", "state"),
    [
        ("CC1.2", date(2026, 1, 31), Status.NOT_COVERED),
        ("CC1.2", date(2026, 2, 1), Status.MANUAL),
        ("CC1.2", date(2026, 5, 1), Status.EXPIRED),
        ("CC1.1", date(2026, 5, 19), Status.AUTOMATED),
        ("CC1.1", date(2026, 5, 20), Status.MANUAL),
        ("CC1.1", date(2026, 7, 20), Status.EXPIRED),
        ("CC2.2", date(2026, 5, 1), Status.MANUAL),
        ("CC2.3", date(2029, 1, 1), Status.MANUAL),
    ],
)
def test_the_state_is_worked_out_for_each_day(controls_context: CaseContext, id: str, day: date, state: Status) -> None:
    assert status_of(controls_context, id, day).state is state


def test_renewals_are_told(controls_context: CaseContext) -> None:
    assert status_of(controls_context, "CC1.3").is_renewing
    assert not status_of(controls_context, "CC1.2").is_renewing


def test_evidence_of_a_crosswalk_is_that_of_the_other_control(controls_context: CaseContext) -> None:
    control = status_of(controls_context, "164.312(b)")
    assert control.is_borrowed and control.evidence is not None
    assert control.evidence.control_id == "CC1.1"
    assert not status_of(controls_context, "CC1.1").is_borrowed


def test_what_is_not_in_scope_is_told(controls_context: CaseContext) -> None:
    report = report_of(controls_context)
    assert {entry.control_id for entry in report.strangers} == {"164.310(c)", "CC9.9"}
    assert [entry.control_id for entry in report.exempt] == ["A1.1"]


def test_counts_and_shares(controls_context: CaseContext) -> None:
    report = report_of(controls_context)
    soc2, hipaa = report.count("soc2"), report.count("hipaa")
    assert (soc2.cover, soc2.total, soc2.count_of(Status.NOT_APPLICABLE)) == (3, 9, 1)
    assert (hipaa.cover, hipaa.total) == (2, 3)
    assert report.count().cover == 5
    owners = {entry.label: (entry.cover, entry.total) for entry in report.count_by(lambda c: c.control.owner or "")}
    assert owners == {"Head of compliance": (3, 9), "Privacy officer": (2, 3), "": (0, 0)}


def test_what_expires_next_comes_first(controls_context: CaseContext) -> None:
    report = report_of(controls_context)
    assert [control.control.id for control in report.expiring(30)] == ["CC1.2"]
    assert [control.control.id for control in report.expiring(90)] == ["CC1.2", "CC1.1", "164.312(b)"]


def observe(context: CaseContext, metric: str, as_of: str | None = None) -> tuple[float | None, str]:
    condition = Condition(metric=metric, as_of=as_of, op=">=", value="0.9")  # type: ignore[arg-type]
    seen = observer(context, Filters(as_of="2026-04"))(condition)
    return seen.value, seen.reason


class TestCoverageMetric:
    def test_it_is_the_share_of_controls_in_scope(self, controls_context: CaseContext) -> None:
        assert observe(controls_context, "coverage.soc2") == (pytest.approx(3 / 9), "")
        assert observe(controls_context, "coverage.hipaa") == (pytest.approx(2 / 3), "")

    def test_it_is_of_the_month_that_the_condition_names(self, controls_context: CaseContext) -> None:
        assert observe(controls_context, "coverage.soc2", "2025-12") == (0.0, "")

    def test_an_unknown_framework_is_no_metric(self, controls_context: CaseContext) -> None:
        assert observe(controls_context, "coverage.pci") == (None, "There is no metric named 'coverage.pci'.")

    def test_without_a_scope_it_is_not_known(
        self, example: CaseSnapshot, lay: Callable[[Path], CaseSnapshot], tmp_path: Path
    ) -> None:
        bare = lay(controlled(tmp_path / "bare", controls="frameworks: []\n"))
        assert observe(bare.context, "coverage.soc2") == (None, "No control of SOC 2 is in scope.")
        assert observe(example.context, "coverage.soc2") == (None, "This case has no evidence yet.")

    def test_without_the_file_it_is_not_known(self, lay: Callable[[Path], CaseSnapshot], new_case: Path) -> None:
        value, reason = observe(lay(new_case).context, "coverage.hipaa")
        assert value is None and "dossier/compliance.yaml" in reason


class TestExample:
    def test_it_agrees_with_the_kpi_in_every_month(self, whole_example: CaseSnapshot) -> None:
        text = (whole_example.context.case.folder / "datasets" / "kpi.csv").read_text("utf-8")
        rows = [line.split(",") for line in text.splitlines() if ",evidence_current," in line]
        stated = {row[0]: (int(row[3]), int(row[4])) for row in rows}
        counts = {month: report_of(whole_example.context, last_day(month)).count() for month in stated}
        assert len(stated) == 10
        assert {month: (count.cover, count.total) for month, count in counts.items()} == stated

    def test_what_has_expired_is_what_board_and_drill_say(self, whole_example: CaseSnapshot) -> None:
        report = report_of(whole_example.context, date(2026, 10, 31))
        lapses = [entry.control_id for entry in list_controls(whole_example.context, "2026-10") if not entry.is_current]
        assert sorted(lapses) == sorted(control.control.id for control in report.in_state(Status.EXPIRED))

    def test_every_piece_is_about_a_control_in_scope(self, whole_example: CaseSnapshot) -> None:
        report = report_of(whole_example.context, date(2026, 10, 31))
        assert (report.strangers, report.exempt) == ((), ())
