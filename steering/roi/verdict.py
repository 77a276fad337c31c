"""The verdict on a business case, by one declared rule, for every page, claim and gate."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.business import VerdictRule
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_value, join_words
from steering.roi.report import RoiReport, roi_report
from steering.roi.simulation_report import SimulationReport, simulation_report
from steering.status import Status


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A grade, and the figures that it follows from, in the file's unit.

    `paying` and `middle` are None where nothing is uncertain; `reaching` is the share of futures that reach the base.
    `adjusted` is None where no line has a risk adjustment.
    """

    grade: Status
    report: RoiReport
    rule: VerdictRule
    base: float | None
    adjusted: float | None
    paying: float | None
    middle: float | None
    reaching: float | None

    @property
    def headline(self) -> str:
        """The verdict in a sentence, with the figures that decide it."""
        return self._odds if self.base is None else f"{self.grade.word} {self.report.ground}: {self._odds}"

    @property
    def _odds(self) -> str:
        if self.base is None:
            return "NPV can't be calculated from these figures"
        if self.paying is None or self.middle is None:
            return f"NPV {self.report.money(self.base)}, with no range for any figure"
        return f"{format_share(self.paying)} of futures pay, middle NPV {self.report.money(self.middle)}"

    @property
    def disagreement(self) -> str:
        """Which of the figures say otherwise than the others; nothing where all agree."""
        figures = (("the base", self.base), ("the middle future", self.middle), ("risk-adjusted", self.adjusted))
        good: list[str] = []
        bad: list[str] = []
        for name, value in figures:
            if value is not None:
                (good if value > 0 else bad).append(f"{name} {self.report.money(value)}")
        return f"The figures disagree: {join_words(good)}, but {join_words(bad)}." if good and bad else ""

    @property
    def rule_text(self) -> str:
        """The rule in a sentence."""
        adjusted = " and the risk-adjusted NPV" if self.adjusted is not None else ""
        if self.paying is None:
            return f"Worth funding if the NPV{adjusted} {'are' if adjusted else 'is'} above 0."
        return (
            f"Worth funding if at least {format_share(float(self.rule.worth_funding))} of futures pay and the base"
            f"{adjusted} {'are' if adjusted else 'is'} above 0; "
            f"not worth funding if fewer than {format_share(float(self.rule.not_worth_funding))} pay."
        )


def format_share(share: float) -> str:
    """Return a share of futures. One that is not all or none does not read so."""
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else format_value(share, "share")


def judge_case(context: CaseContext, filters: Filters) -> Verdict | None:
    """Return the verdict as these filters have the business case; None where the case has none."""
    if context.case.business is None:
        return None
    return build_verdict(roi_report(context, filters), simulation_report(context, filters))


def build_verdict(report: RoiReport, simulation: SimulationReport | None) -> Verdict:
    """Build the verdict on a report and its simulated futures."""
    rule, outcome = report.business.verdict, simulation.outcome if simulation else None
    is_adjusted = any(line.risk_adjustment for line in report.business.lines)
    base, adjusted = report.npv, report.risk_adjusted if is_adjusted else None
    paying = None if outcome is None else outcome.paying_share
    return Verdict(
        grade=_grade(rule, base, adjusted, paying),
        report=report,
        rule=rule,
        base=base,
        adjusted=adjusted,
        paying=paying,
        middle=None if outcome is None else outcome.percentiles[1],
        reaching=None if outcome is None or base is None else 1 - outcome.share_below(base),
    )


def _grade(rule: VerdictRule, base: float | None, adjusted: float | None, paying: float | None) -> Status:
    if base is None:
        return Status.UNKNOWN
    if paying is None:
        share_is_low, share_is_high = base <= 0, True
    else:
        share_is_low, share_is_high = paying < rule.not_worth_funding, paying >= rule.worth_funding
    if share_is_low:
        return Status.NOT_WORTH_FUNDING
    both_positive = base > 0 and (adjusted is None or adjusted > 0)
    return Status.WORTH_FUNDING if share_is_high and both_positive else Status.UNCERTAIN
