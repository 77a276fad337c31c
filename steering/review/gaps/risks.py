"""What the RAID log leaves open: risks, assumptions, issues and dependencies that nobody has in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from steering.cases.risks import Assumption, Dependency, Issue, Raid, Risk
from steering.context.dated_case import DatedCase
from steering.formatting import format_day
from steering.review.board_question import BoardQuestion, BoardSubject, Weight, join_owners, name_some
from steering.roadmap.raid import LOW, RatedRisk, rating

FILE = "dossier/risks.yaml"
SUBJECT = BoardSubject.RISKS
# Words of which one is in the category or title of a risk about security.
SECURITY = ("security", "privacy", "compliance", "data protection", "cyber")
RaidList = Literal["risks", "assumptions", "issues", "dependencies"]


@dataclass(frozen=True, kw_only=True)
class RaidRule:
    """A question about every entry of one list in which `find` finds a fault: what is wrong with it, in a few words."""

    id: str
    weight: Weight
    list: RaidList
    text: str
    find: Callable[[Any, DatedCase], str]
    expected: str
    remedy: str
    points: tuple[str, ...]


def find_gaps(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Yield what the head of risk asks."""
    raid = paper.case.raid
    if raid is None or not raid.risks:
        yield BoardQuestion(
            id="no-risks", subject=SUBJECT, weight=Weight.RETURNS,
            text="What may go wrong?",
            gap="The case has no risks on record.",
            condition="The case has a RAID log with scores, mitigations and owners",
            points=("The five worst risks.", "What is done about each.", "What it costs where it happens."),
            places=(paper.at(FILE, (), "no risks", "risks with scores and owners", "Write dossier/risks.yaml."),),
            page="roadmap", place="risks",
        )  # fmt: skip
        return
    if not any(word in f"{risk.category} {risk.title}".casefold() for risk in raid.risks for word in SECURITY):
        yield BoardQuestion(
            id="no-security-risk", subject=SUBJECT, weight=Weight.CONDITION,
            text="Which risk to security or privacy did you look at?",
            gap="No risk on record is about security, privacy or compliance.",
            condition="The RAID log has the risks to security and privacy",
            points=("Which data is touched.", "Who could see it that may not.", "What stops them."),
            places=(paper.at(FILE, ("risks",), "none about security", "a risk of that category", "Add the risk."),),
            page="roadmap", place="risks",
        )  # fmt: skip
    for rule in RULES:
        yield from _apply(rule, raid, paper)


def _apply(rule: RaidRule, raid: Raid, paper: DatedCase) -> Iterator[BoardQuestion]:
    entries = enumerate(getattr(raid, rule.list))
    faults = [(index, item, fault) for index, item in entries if (fault := rule.find(item, paper))]
    if not faults:
        return
    names = name_some(f"{_name(item)} ({fault})" for _, item, fault in faults)
    yield BoardQuestion(
        id=rule.id,
        subject=SUBJECT,
        weight=rule.weight,
        text=rule.text,
        gap=f"{names}.",
        condition=f"Each has {rule.expected}: {name_some(_name(item) for _, item, _ in faults)}",
        points=rule.points,
        places=tuple(
            paper.at(FILE, (rule.list, index), fault, rule.expected, rule.remedy) for index, _, fault in faults
        ),
        owner=join_owners(_owner(item) for _, item, _ in faults),
        page="roadmap",
        place=rule.list,
    )


def _name(item: Risk | Assumption | Issue | Dependency) -> str:
    return f"“{item.title if isinstance(item, Risk) else item.text.rstrip('.')}”"


def _owner(item: Risk | Assumption | Issue | Dependency) -> str:
    return item.on_whom if isinstance(item, Dependency) else item.owner


def _rate(risk: Risk, paper: DatedCase) -> RatedRisk:
    assert paper.case.raid is not None  # the risk is of it
    scale = paper.case.raid.scale
    return RatedRisk(number=0, risk=risk, before=rating(risk.before, scale), after=rating(risk.after, scale))


def _passed(day: date | None, paper: DatedCase) -> str:
    return f"due on {format_day(day)}" if day and day < paper.today else ""


def _find_unmitigated(risk: Risk, paper: DatedCase) -> str:
    after = _rate(risk, paper).after
    return f"score {after.score}" if after.level == "high" and risk.status == "open" else ""


def _find_high(risk: Risk, paper: DatedCase) -> str:
    after = _rate(risk, paper).after
    is_open = risk.status in ("mitigating", "accepted")
    return f"score {after.score}, {risk.status}" if after.level == "high" and is_open else ""


def _find_idle(risk: Risk, paper: DatedCase) -> str:
    rated = _rate(risk, paper)
    is_idle = rated.after.score == rated.before.score > LOW and rated.after.expected >= rated.before.expected
    return f"score {rated.after.score} before and after" if is_idle and risk.status in ("open", "mitigating") else ""


def _find_overdue_risk(risk: Risk, paper: DatedCase) -> str:
    if risk.status not in ("open", "mitigating"):
        return ""
    return "no day" if risk.due is None else _passed(risk.due, paper)


def _find_rising(risk: Risk, paper: DatedCase) -> str:
    after = _rate(risk, paper).after
    return (
        f"rising, score {after.score}"
        if risk.trend == "rising" and risk.status != "closed" and after.score > LOW
        else ""
    )


def _find_wrong(assumption: Assumption, _: DatedCase) -> str:
    return "invalid" if assumption.status == "invalid" else ""


def _find_untested(assumption: Assumption, paper: DatedCase) -> str:
    if assumption.status != "open":
        return ""
    day = assumption.validate_by
    return "no day" if day is None else f"to validate by {format_day(day)}" if day < paper.today else ""


def _find_issue(issue: Issue, paper: DatedCase) -> str:
    if issue.status == "resolved":
        return ""
    return _passed(issue.due, paper) or ("high severity" if issue.severity == "high" else "")


def _find_dependency(dependency: Dependency, paper: DatedCase) -> str:
    if dependency.status == "met":
        return ""
    return "at risk" if dependency.status == "at_risk" else _passed(dependency.due, paper)


# The hardest first, as the head of risk asks.
RULES = (
    RaidRule(
        id="unmitigated", weight=Weight.RETURNS, list="risks", find=_find_unmitigated,
        text="A risk stays high and nobody mitigates it. Why should we carry it?",
        expected="a mitigation under way, or somebody who accepts it",
        remedy="Mitigate the risk, or let somebody accept it: status.",
        points=("What is done, from when.", "Which score is left.", "Who would accept it."),
    ),
    RaidRule(
        id="wrong-assumption", weight=Weight.RETURNS, list="assumptions", find=_find_wrong,
        text="An assumption has turned out wrong. What of the plan rests on it?",
        expected="the plan without it", remedy="Correct the plan, then take the assumption out.",
        points=("What rests on it.", "What the plan is without it.", "Since when this is known."),
    ),
    RaidRule(
        id="high", weight=Weight.CONDITION, list="risks", find=_find_high,
        text="This risk stays high even after mitigation. Who has accepted that, and what triggers plan B?",
        expected="a lower score, or a plan B with its trigger", remedy="Strengthen the mitigation.",
        points=("Who carries it.", "What triggers plan B.", "What plan B costs."),
    ),
    RaidRule(
        id="idle", weight=Weight.CONDITION, list="risks", find=_find_idle,
        text="What does this mitigation change?",
        expected="a mitigation that lowers its score", remedy="Strengthen the mitigation, or correct `after`.",
        points=("What is different once it is done.", "Which score is left.", "What it costs."),
    ),
    RaidRule(
        id="overdue-mitigations", weight=Weight.CONDITION, list="risks", find=_find_overdue_risk,
        text="Which mitigations are overdue, or have no day at all?",
        expected="a mitigation that is done, or a day to come", remedy="Correct `due`, or close the risk.",
        points=("What has been done so far.", "The new day.", "What is in place until then."),
    ),
    RaidRule(
        id="rising", weight=Weight.ADVICE, list="risks", find=_find_rising,
        text="Which risks are rising, and what do you see first when they happen?",
        expected="an early sign that somebody watches", remedy="Name the early sign in the mitigation.",
        points=("Why it rises.", "The early sign.", "Who watches it."),
    ),
    RaidRule(
        id="untested-assumptions", weight=Weight.CONDITION, list="assumptions", find=_find_untested,
        text="Which assumptions has nobody tested in time?",
        expected="a test with its result, or a day to come", remedy="Validate it, or set `validate_by`.",
        points=("How it is tested.", "By when.", "What changes where it is wrong."),
    ),
    RaidRule(
        id="issues", weight=Weight.CONDITION, list="issues", find=_find_issue,
        text="Which issues are severe or overdue, and who resolves them?",
        expected="a resolution with its day", remedy="Resolve it, or correct `due`.",
        points=("What it stops today.", "Who resolves it.", "By when."),
    ),
    RaidRule(
        id="dependencies", weight=Weight.CONDITION, list="dependencies", find=_find_dependency,
        text="Which deliveries of others are at risk or overdue?",
        expected="a delivery confirmed by whoever owes it", remedy="Have it confirmed, or plan without it.",
        points=("Who owes it.", "What they have confirmed.", "What is done where it does not come."),
    ),
)  # fmt: skip
