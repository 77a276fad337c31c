"""The rules of readiness, one function each: what it asks of the evidence, why it is met or not, and what mends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from steering.cases.readiness import ReadinessRules, RuleId
from steering.cases.storyboard import Scene
from steering.conditions import ConditionState
from steering.formatting import format_day, format_number, join_words, pluralise
from steering.rehearsal.question import Subject
from steering.rehearsal.readiness_evidence import Evidence
from steering.rehearsal.runs import Run, SceneRun
from steering.stage.preflight import Check, Readiness
from steering.storyboard import timing

# Items of the preflight that rules of their own judge.
ELSEWHERE = ("before", "data", "scenario", "definitions", "storyboard", "claims")
# Seconds by which nobody misses a scene.
NEAR = 0.5
# Questions of the drill whose answers are told, the hardest first.
TOLD = 5
NO_RUN = "There is no complete run yet."


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What may be asked, what to say then, and the page that shows it."""

    asked: str
    answer: str
    page: str = ""
    place: str = ""
    focus: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule finds: whether it is met (None where it does not apply), why, as a figure, and what mends it."""

    is_met: bool | None
    reason: str
    figure: str = ""
    cure: str = ""
    # Where it is mended, where that is another page than the rule's own.
    page: str = ""
    sayings: tuple[Saying, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadinessRule:
    """A rule: its title, the page on which it is mended, and what judges it."""

    title: str
    page: str
    judge: Callable[[ReadinessRules, Evidence], Finding]


def judge_runs(rules: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether enough complete runs kept to the time, not too long ago."""
    recent = [run for run in evidence.list_recent(rules.within_days) if run.is_complete]
    good = [run for run in recent if run.seconds <= _find_limit(evidence, run)]
    limit = f" within {format_number(evidence.allowed / 60)} minutes" if evidence.allowed else ""
    cure = f"Rehearse from the first scene to the last{limit}."
    figure = f"{min(len(good), rules.runs)} of {rules.runs}"
    last = evidence.last
    if last is None:
        others = len([run for run in evidence.runs if run.outcome != "open"])
        why = f" {pluralise(others, 'run').capitalize()} from the middle or broken off." if others else ""
        return Finding(is_met=False, reason=NO_RUN + why, figure=figure, cure=cure)
    reason = (
        f"{pluralise(len(good), 'complete run').capitalize()}{limit} in the last {rules.within_days} days. "
        f"The last one took {_describe_length(last.seconds)}, on {format_day(last.began.date())}."
    )
    is_met = len(good) >= rules.runs
    return Finding(is_met=is_met, reason=reason, figure=figure, cure="" if is_met else cure)


def judge_scenes(rules: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether no scene of the last complete run took too much longer than it has now."""
    last = evidence.last
    if last is None:
        return Finding(is_met=None, reason=NO_RUN)
    lines = []
    for number, scene in enumerate(evidence.scenes, start=1):
        planned, run = float(scene.minutes or 0) * 60, last.scene(scene.id)
        if planned and run and _is_over(run, planned, float(rules.over)):
            lines.append(f"Scene {number} took {_describe_length(run.seconds)} of {_describe_length(planned)}.")
    day, share = format_day(last.began.date()), f"{format_number(round(float(rules.over) * 100))}%"
    if not lines:
        return Finding(is_met=True, reason=f"On {day} none was over its time by more than {share}.")
    return Finding(
        is_met=False,
        reason=f"On {day} over by more than {share}: {' '.join(lines)}",
        figure=pluralise(len(lines), "scene"),
        cure="Say less there, or give it more minutes on Storyboard; then rehearse once more.",
    )


def judge_claims(_: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether the data supports every sentence that is said."""
    total = len(evidence.claims)
    if not total:
        return Finding(is_met=None, reason="No scene claims anything.")
    doubtful = [claim for claim in evidence.claims if claim.state is not ConditionState.HOLDS]
    if not doubtful:
        return Finding(is_met=True, reason=f"The data supports {pluralise(total, 'sentence')} of the storyboard.")
    return Finding(
        is_met=False,
        reason=" ".join(f"Scene {claim.number}: “{claim.says}” {claim.state.word.lower()}." for claim in doubtful),
        figure=f"{total - len(doubtful)} of {total}",
        cure="Correct the sentence, or say what the figure is now.",
        sayings=tuple(
            Saying(asked=f"Scene {claim.number}: {claim.says}", answer=claim.reason, page="storyboard")
            for claim in doubtful
        ),
    )


def judge_changes(_: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether the scenes are what they were in the last complete run."""
    if evidence.changes is None or evidence.last is None:
        return Finding(is_met=None, reason="There is no complete run to compare with.")
    day = format_day(evidence.last.began.date())
    counting = [change for change in evidence.changes if change.counts]
    if not counting:
        aside = join_words([f"{change.kind.lower()} ({', '.join(change.what)})" for change in evidence.changes])
        rest = f" Changed, but shown by no scene: {aside}." if aside else ""
        return Finding(is_met=True, reason=f"The scenes are what they were on {day}.{rest}")
    numbers = sorted({number for change in counting for number in change.scenes})
    scenes = _name_scenes(numbers)
    parts = " ".join(f"{change.kind}: {'; '.join(change.what)}." for change in counting)
    return Finding(
        is_met=False,
        reason=f"Since {day}: {parts}" + (f" It touches {scenes}." if scenes else ""),
        figure=pluralise(len(numbers), "scene") if numbers else "",
        cure="Rehearse from the first scene to the last."
        if any(change.is_order for change in counting)
        else f"Rehearse {scenes} once more as {'it is' if len(numbers) == 1 else 'they are'} now.",
    )


def judge_drill(rules: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether enough of the hard questions sit."""
    hard = [item for item in evidence.questions if item.question.severity >= rules.severity]
    if not hard:
        return Finding(is_met=None, reason=f"Nobody would ask a question of severity {rules.severity} or more.")
    sitting = sum(item.sits for item in hard)
    share = f"{format_number(float(rules.drill) * 100)}%"
    is_met = Decimal(sitting) >= rules.drill * len(hard)
    # What a scene claims is told by a rule of its own.
    open = [item.question for item in hard if not item.sits and item.question.subject is not Subject.CLAIM]
    hardest = sorted(open, key=lambda question: -question.severity)[:TOLD]
    return Finding(
        is_met=is_met,
        reason=f"{share} of the questions of severity {rules.severity} and more have to sit.",
        figure=f"{sitting} of {len(hard)}",
        cure="" if is_met else "Answer what is due in the drill.",
        sayings=tuple(
            Saying(
                asked=question.text,
                answer=question.answer,
                page=question.place.page,
                place=question.place.block,
                focus=question.place.focus,
            )
            for question in hardest
        ),
    )


def judge_fallback(rules: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether the recording was shown in enough scenes, as if a page had not come up."""
    if not evidence.scenes:
        return Finding(is_met=None, reason="There is no scene.")
    recent = evidence.list_recent(rules.within_days)
    practised = {scene.id for run in recent for scene in run.scenes if scene.fallback}
    count = sum(scene.id in practised for scene in evidence.scenes)
    needed = min(rules.fallbacks, len(evidence.scenes))
    is_met = count >= needed
    texts = [
        Saying(asked=f"Scene {number} does not come up", answer=scene.fallback)
        for number, scene in enumerate(evidence.scenes, start=1)
        if isinstance(scene, Scene) and scene.fallback and scene.id not in practised
    ]
    return Finding(
        is_met=is_met,
        reason=f"In the last {rules.within_days} days the recording was shown in {pluralise(count, 'scene')}.",
        figure=f"{min(count, needed)} of {needed}",
        cure="" if is_met else "Press F in a dry run, and go on with the recording.",
        sayings=() if is_met else tuple(texts),
    )


def judge_preflight(rules: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether the next meeting can begin: nothing has failed, and nothing differs that may not."""
    if evidence.checks is None:
        cure = "Plan one with Invite and present."
        return Finding(is_met=None, reason="No meeting is planned.", cure=cure, page="storyboard")
    own = [check for check in evidence.checks if check.id not in ELSEWHERE]
    open = [check for check in own if _stands_against(check, rules)]
    if not open:
        aside = [check.title.lower() for check in own if check.state is Readiness.DIFFERS]
        rest = f" To look at on the day: {join_words(aside)}." if aside else ""
        return Finding(is_met=True, reason=f"{pluralise(len(own) - len(aside), 'item')} of the preflight fine.{rest}")
    return Finding(
        is_met=False,
        reason=" ".join(f"{check.title}: {check.text}" for check in open),
        figure=pluralise(len(open), "item"),
        cure=" ".join(check.remedy for check in open),
    )


def judge_reviews(_: ReadinessRules, evidence: Evidence) -> Finding:
    """Whether each comment of a reviewer has an answer."""
    total = len(evidence.comments)
    if not total:
        return Finding(is_met=None, reason="Nobody has commented on a run yet.")
    open = [comment for comment in evidence.comments if comment.answer is None]
    is_met = not open
    return Finding(
        is_met=is_met,
        reason=f"All of {pluralise(total, 'comment')} answered."
        if is_met
        else f"Not answered: {join_words(sorted({comment.by for comment in open}))}.",
        figure=f"{total - len(open)} of {total}",
        cure="" if is_met else "Answer each comment: done, disputed or later.",
    )


# Every rule in the order of the page.
RULES: Mapping[RuleId, ReadinessRule] = {
    "runs": ReadinessRule(title="Complete runs within time", page="dry_run", judge=judge_runs),
    "scenes": ReadinessRule(title="No scene too long", page="dry_run", judge=judge_scenes),
    "claims": ReadinessRule(title="Claims hold", page="storyboard", judge=judge_claims),
    "unchanged": ReadinessRule(title="Rehearsed as it is now", page="dry_run", judge=judge_changes),
    "drill": ReadinessRule(title="Question drill passed", page="drill", judge=judge_drill),
    "fallback": ReadinessRule(title="Fallback practised", page="dry_run", judge=judge_fallback),
    "preflight": ReadinessRule(title="Preflight clean", page="present", judge=judge_preflight),
    "reviews": ReadinessRule(title="Reviews answered", page="review", judge=judge_reviews),
}


def _find_limit(evidence: Evidence, run: Run) -> float:
    """Return the seconds that a run may take by today's storyboard; without minutes allowed those it had planned."""
    return evidence.allowed or run.planned_seconds


def _is_over(run: SceneRun, planned: float, share: float) -> bool:
    return run.seconds > planned * (1 + share) + NEAR


def _stands_against(check: Check, rules: ReadinessRules) -> bool:
    return check.state is Readiness.FAILED or (check.state is Readiness.DIFFERS and check.id not in rules.may_differ)


def _name_scenes(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    return f"scene{'' if len(numbers) == 1 else 's'} {join_words([str(number) for number in numbers])}"


def _describe_length(seconds: float) -> str:
    return timing.clock(Decimal(str(seconds)) / 60)
