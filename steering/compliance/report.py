"""Compliance as of a day: every control with its state, the shares that are covered, and what expires next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from steering.catalog.frameworks import frameworks
from steering.compliance.control_status import ControlStatus, canonical_id, index_evidence, rate_controls
from steering.compliance.evidence import DATASET, ControlEvidence, query_evidence
from steering.conditions import Observation
from steering.context.case_context import CaseContext
from steering.status import Status

# The states in the order in which they are counted.
STATES = (
    Status.AUTOMATED,
    Status.MANUAL,
    Status.IN_REVIEW,
    Status.EXPIRED,
    Status.REJECTED,
    Status.NOT_COVERED,
    Status.NOT_APPLICABLE,
)
# How far ahead one looks for what expires, in days.
AHEAD = (30, 60, 90)
FILE = "dossier/compliance.yaml"


@dataclass(frozen=True, kw_only=True)
class StateCounts:
    """How many controls of a group are in each state; those that do not apply are none of its `total`."""

    label: str
    counts: tuple[tuple[Status, int], ...]

    @property
    def total(self) -> int:
        """The controls in scope."""
        return sum(count for state, count in self.counts if state is not Status.NOT_APPLICABLE)

    @property
    def cover(self) -> int:
        """Those that can be shown."""
        return sum(count for state, count in self.counts if state in (Status.AUTOMATED, Status.MANUAL))

    @property
    def share(self) -> float | None:
        """The share that can be shown; None where nothing is in scope."""
        return self.cover / self.total if self.total else None

    def count_of(self, state: Status) -> int:
        """Return how many are in a state."""
        return dict(self.counts)[state]


@dataclass(frozen=True, kw_only=True)
class ComplianceReport:
    """Every control of the file with its state on a day.

    `strangers` is evidence for controls that the file does not name, `exempt` for those that do not apply.
    """

    day: date
    controls: tuple[ControlStatus, ...]
    strangers: tuple[ControlEvidence, ...]
    exempt: tuple[ControlEvidence, ...]

    @property
    def in_scope(self) -> tuple[ControlStatus, ...]:
        """The controls that evidence is asked for."""
        return tuple(control for control in self.controls if control.control.in_scope)

    def in_state(self, state: Status) -> tuple[ControlStatus, ...]:
        """Return the controls in a state."""
        return tuple(control for control in self.controls if control.state is state)

    def count(self, framework: str | None = None) -> StateCounts:
        """Count the states of a framework's controls, or of all."""
        group = [control for control in self.controls if framework in (None, control.control.framework)]
        return _count_states(frameworks()[framework].title if framework else "All", group)

    def count_by(self, group: Callable[[ControlStatus], str]) -> tuple[StateCounts, ...]:
        """Count the states by anything that controls have, such as owner or component; groups in order of the file."""
        groups: dict[str, list[ControlStatus]] = {}
        for control in self.controls:
            groups.setdefault(group(control), []).append(control)
        return tuple(_count_states(label, controls) for label, controls in groups.items())

    def expiring(self, within: int = AHEAD[-1]) -> tuple[ControlStatus, ...]:
        """Return the controls that can be shown now and not in that many days any more, the next one first."""
        due = [control for control in self.in_scope if _expires_within(control, self.day, within)]
        return tuple(sorted(due, key=lambda control: (control.expires_on or date.max, control.index)))


def compliance_report(context: CaseContext, day: date) -> ComplianceReport | None:
    """Return how the controls stand on a day, worked out once; None where the case does not say which are in scope."""
    compliance = context.case.dossier.compliance
    if compliance is None:
        return None

    def build() -> ComplianceReport:
        index = index_evidence(query_evidence(context, day))
        scope = {(entry.framework, canonical_id(entry.framework, entry.id)): entry for entry in compliance.controls}
        return ComplianceReport(
            day=day,
            controls=tuple(rate_controls(compliance.controls, index)),
            strangers=tuple(entry for key, entries in index.items() if key not in scope for entry in entries),
            exempt=tuple(
                entry for key, entries in index.items() if key in scope and not scope[key].in_scope for entry in entries
            ),
        )

    return context.cached(("compliance", day), build)


def observe_coverage(context: CaseContext, framework: str, day: date) -> Observation:
    """Return the share of a framework's controls that can be shown on a day, or why it is not known."""
    report = compliance_report(context, day)
    if report is None:
        return Observation(value=None, reason=f"{FILE} does not say yet which controls are in scope.")
    if not context.has(DATASET):
        return Observation(value=None, reason="This case has no evidence yet.")
    share = report.count(framework).share
    reason = "" if share is not None else f"No control of {frameworks()[framework].title} is in scope."
    return Observation(value=share, reason=reason)


def _count_states(label: str, controls: list[ControlStatus]) -> StateCounts:
    states = [control.state for control in controls]
    return StateCounts(label=label, counts=tuple((state, states.count(state)) for state in STATES))


def _expires_within(control: ControlStatus, day: date, within: int) -> bool:
    left = control.days_left(day)
    return left is not None and left <= within
