"""What each learner found of what was planted for them: by declared rules on what they say, with the place of it.

Found is what a text of their own names together with its sign, a word of the kind of trouble. Named wrongly is such a
text about another subject, which has no such trouble, or about another month or day; or a wrong answer in the drill.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from steering.cases.storyboard import Scene
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.exercises.key_body import KeyTrouble
from steering.exercises.passages import LearnerText
from steering.exercises.true_subjects import Subjects
from steering.metrics.format import metric_label
from steering.months import NAMES
from steering.status import Badge
from steering.storyboard.claims import CheckedClaim, check_claims
from steering.variants.trouble import TroubleKind

# The words by which a text shows that it means a trouble, as they begin.
SIGNS: Mapping[TroubleKind, tuple[str, ...]] = {
    "stalled_team": ("stall", "stuck", "stand still", "standing still", "stood still", "no progress", "has not moved",
                     "not moved on", "held back"),
    "cost_anomaly": ("anomal", "spike", "unusual", "outlier", "jump", "peak", "surge"),
    "kpi_redefined": ("defin", "redefin", "another rule", "counts otherwise", "not comparable", "not be compared",
                      "can't be compared", "counted differently", "measured differently"),
    "claim_broken": ("no longer", "does not hold", "doesn't hold", "broken", "not supported", "missed", "not true"),
}  # fmt: skip
LONG = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december")  # fmt: skip
ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
WRITTEN = re.compile(r"\b(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+(\d{4})\b")


class FindState(Badge):
    """How far a learner has come with a planted trouble."""

    FOUND = "found", "good", "check_circle"
    WRONG = "named wrongly", "warning", "warning"
    NOT_YET = "not yet", "neutral", "schedule"


@dataclass(frozen=True, kw_only=True)
class Find:
    """How a planted trouble stands with its learner: `place` and `quote` show what was found or named wrongly."""

    state: FindState
    place: str = ""
    page: str = ""
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class LearnerWork:
    """What a learner has said by themself, the case with its data, and which subjects really have a trouble."""

    context: CaseContext
    passages: Sequence[LearnerText]
    subjects: Subjects


def judge_find(entry: KeyTrouble, work: LearnerWork) -> Find:
    """Judge how a planted trouble stands: what is found counts, whatever else was said."""
    if entry.trouble.kind == "claim_broken" and (find := _judge_claims(entry, work)):
        return find
    wrong = None
    for passage in work.passages:
        state = _judge_passage(entry, passage, work.subjects)
        if state is FindState.FOUND:
            return _show(state, passage)
        if state is FindState.WRONG:
            wrong = wrong or _show(state, passage)
    return wrong or Find(state=FindState.NOT_YET)


def _show(state: FindState, passage: LearnerText) -> Find:
    return Find(state=state, place=passage.place, page=passage.page, quote=passage.reply or passage.text)


def _judge_passage(entry: KeyTrouble, passage: LearnerText, subjects: Subjects) -> FindState | None:
    """Judge one text; None where it is about something else."""
    kind = entry.trouble.kind
    if not _has_any(passage.text, SIGNS[kind]):
        return None
    if all(mentions(passage.text, group) for group in entry.names):
        is_right = not _names_other_time(passage.text, entry.trouble.since)
        return FindState.FOUND if passage.is_right or (passage.is_right is None and is_right) else FindState.WRONG
    if passage.is_right is not None:
        # Whom a question names says nothing of whoever was asked.
        return None
    others = [name for name in subjects.others[kind] if mentions(passage.text, name)]
    troubled = [name for name in subjects.troubled[kind] if mentions(passage.text, name)]
    return FindState.WRONG if others and not troubled else None


def _judge_claims(entry: KeyTrouble, work: LearnerWork) -> Find | None:
    """Judge the claims about the KPI of a broken claim: without one that is broken, the learner has dealt with it."""
    story = work.context.case.storyboard
    claims = list(_list_claims(work.context, entry.trouble.subject))
    broken = [(place, claim) for place, claim in claims if claim.state is not ConditionState.HOLDS]
    own = {passage.digest for passage in work.passages}
    if story is None or any(not isinstance(scene, Scene) for scene in story.scenes):
        return None
    if not broken:
        place = claims[0][0] if claims else "Storyboard"
        label = metric_label(work.context, entry.trouble.subject)
        quote = claims[0][1].claim.says if claims else f"No claim about {label} is left."
        return Find(state=FindState.FOUND, place=place, page="storyboard", quote=quote)
    for place, claim in broken:
        passage = LearnerText(text=claim.claim.says, place=place, page="storyboard")
        if passage.digest in own and claim.state is ConditionState.BROKEN:
            return _show(FindState.WRONG, passage)
    return None


def _list_claims(context: CaseContext, metric: str) -> Iterator[tuple[str, CheckedClaim]]:
    story = context.case.storyboard
    for number, scene in enumerate(story.scenes if story else (), start=1):
        for claim in check_claims(context, scene) if isinstance(scene, Scene) else ():
            if claim.claim.metric == metric:
                yield f"Scene {number}", claim


def mentions(text: str, names: Collection[str]) -> bool:
    """Return whether a text has one of these names as whole words, however it is capitalised."""
    return any(re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text, re.IGNORECASE) for name in names if name)


def _has_any(text: str, beginnings: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in beginnings)


def _names_other_time(text: str, since: str) -> bool:
    """Return whether a text names months or days, and none of them is, or lies within, that of a trouble."""
    times = list(list_times(text))
    return bool(times) and not any(since.startswith(time) or time.startswith(since) for time in times)


def list_times(text: str) -> Iterator[str]:
    """Yield the months and days that a text names: `2026-09`, `2026-09-03`, `Sep 2026`, `3 September 2026`."""
    for year, month, day in ISO.findall(text):
        yield f"{year}-{month}" + (f"-{day}" if day else "")
    for day, word, year in WRITTEN.findall(text):
        number = next((at for at, name in enumerate(LONG, start=1) if _is_month(word, name)), 0)
        if number:
            yield f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")


def _is_month(word: str, name: str) -> bool:
    return word.lower() in (name, name[:3], name[:4]) or (word.capitalize() in NAMES and name.startswith(word.lower()))
