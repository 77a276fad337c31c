"""Whether a presenter is ready: every rule met, not met or not applicable, and the one verdict that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.cases.readiness import ReadinessRules, RuleId
from steering.rehearsal.readiness_evidence import Evidence
from steering.rehearsal.readiness_rules import RULES, ReadinessRule, Saying
from steering.status import Badge, Status

NOT_ASKED = "The storyboard does not ask for it."


class VerdictState(Badge):
    """What all rules come to."""

    READY = "ready", "good", "check_circle"
    READY_IF_ASKED = "ready, with what to say if asked", "warning", "warning"
    NOT_YET = "not yet", "bad", "error"


@dataclass(frozen=True, kw_only=True)
class RuleResult:
    """How a rule stands, why, and what mends it on which page. `figure` is the reason as a figure: `1 of 2`."""

    id: RuleId
    title: str
    state: Status
    reason: str
    figure: str = ""
    cure: str = ""
    page: str = ""
    sayings: tuple[Saying, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadinessVerdict:
    """The verdict, and the rules that it follows from."""

    state: VerdictState
    rules: tuple[RuleResult, ...]

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """What may be asked, and what to say then."""
        return tuple(saying for rule in self.rules for saying in rule.sayings)

    def list_rules(self, *states: Status) -> tuple[RuleResult, ...]:
        """Return the rules that stand so, state by state."""
        return tuple(rule for state in states for rule in self.rules if rule.state is state)


def judge(rules: ReadinessRules, evidence: Evidence) -> ReadinessVerdict:
    """Judge every rule, and give the verdict.

    It is "not yet" as long as a rule is not met for which it is not enough to know what to say.
    """
    results = tuple(_judge_rule(id, rule, rules, evidence) for id, rule in RULES.items())
    return ReadinessVerdict(state=_conclude([result.state for result in results]), rules=results)


def _judge_rule(id: RuleId, rule: ReadinessRule, rules: ReadinessRules, evidence: Evidence) -> RuleResult:
    if id in rules.ignore:
        return RuleResult(id=id, title=rule.title, state=Status.NOT_APPLICABLE, reason=NOT_ASKED)
    finding = rule.judge(rules, evidence)
    open = Status.TO_SAY if id in rules.say_if_asked else Status.NOT_MET
    states = {None: Status.NOT_APPLICABLE, True: Status.MET, False: open}
    return RuleResult(
        id=id,
        title=rule.title,
        state=states[finding.is_met],
        reason=finding.reason,
        figure=finding.figure,
        cure=finding.cure,
        page=finding.page or rule.page,
        sayings=finding.sayings,
    )


def _conclude(states: Sequence[Status]) -> VerdictState:
    if Status.NOT_MET in states:
        return VerdictState.NOT_YET
    return VerdictState.READY_IF_ASKED if Status.TO_SAY in states else VerdictState.READY
