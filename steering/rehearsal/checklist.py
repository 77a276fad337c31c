"""The rehearsal profile: whether the files allow a rehearsal, and how ready whoever rehearsed last is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steering.cases.case import Case
from steering.cases.readiness import RuleId
from steering.cases.rubrics import FOLDER, list_rubrics
from steering.cases.storyboard import AnyScene, FaultyScene, Scene, Storyboard
from steering.errors import Problem
from steering.formatting import join_words, pluralise
from steering.rehearsal.question import DrillQuestion, Subject
from steering.rehearsal.readiness import ReadinessVerdict, RuleResult
from steering.rehearsal.readiness_rules import RULES
from steering.review.checklist import (
    ChecklistAnswer,
    ChecklistItem,
    ChecklistQuestion,
    ask_question,
    fail_item,
    leave_to_person,
    pass_item,
    skip_item,
)
from steering.status import Status
from steering.storyboard import timing
from steering.storyboard.late import format_seconds, list_later, most_seconds

PROFILE = "rehearsal"
FILE = "questions.yaml"
NO_STORY = "This case has no storyboard."
STATES: Mapping[Status, Status] = {
    Status.MET: Status.PASSED,
    Status.NOT_MET: Status.FAILED,
    Status.TO_SAY: Status.TO_JUDGE,
}
# Rules of readiness that the files answer without anybody having rehearsed.
OF_FILES: tuple[RuleId, ...] = ("claims",)


@dataclass(frozen=True, kw_only=True)
class RehearsalMaterial:
    """What a rehearsal needs of a case: its scenes as they can be shown, and the questions of its own file."""

    case: Case
    scenes: tuple[AnyScene, ...]
    questions: tuple[DrillQuestion, ...]

    @property
    def story(self) -> Storyboard | None:
        """The storyboard."""
        return self.case.storyboard

    def at(self, *place: str | int, found: str, expected: str, remedy: str) -> Problem:
        """Return a place of the storyboard, and what is to be done there."""
        assert self.story is not None  # whoever asks has seen it
        return self.story.text.at(place, found, expected, remedy)


def review_rehearsal(
    material: RehearsalMaterial, verdict: ReadinessVerdict, person: str | None
) -> tuple[ChecklistItem, ...]:
    """Return every question of the profile, answered. `person` is who rehearsed last; None where nobody is known."""
    return (*ask_question(QUESTIONS, material), *(_read_rule(rule, person) for rule in verdict.rules))


def unread_rehearsal(why: str) -> tuple[ChecklistItem, ...]:
    """Return every question where there is nothing to ask it about."""
    words = {question.id: question.words for question in QUESTIONS}
    words |= {_name_item(id): f"{rule.title}?" for id, rule in RULES.items()}
    return tuple(
        ChecklistItem(id=id, question=text, state=Status.NOT_APPLICABLE, why=why, places=())
        for id, text in words.items()
    )


def _read_rule(rule: RuleResult, person: str | None) -> ChecklistItem:
    """Return a rule of readiness as an item; without anybody who rehearsed, only what the files answer."""
    if person is None and rule.id not in OF_FILES:
        state, why = Status.NOT_APPLICABLE, "Nobody has rehearsed this case in the store that STEERCO_HOME names."
    else:
        state = STATES.get(rule.state, Status.NOT_APPLICABLE)
        name = f"{person}: " if person and rule.id not in OF_FILES else ""
        why = name + " ".join(text for text in (rule.reason, rule.cure) if text)
    return ChecklistItem(id=_name_item(rule.id), question=f"{rule.title}?", state=state, why=why, places=())


def _name_item(id: RuleId) -> str:
    return f"readiness-{id}"


def _check_time(material: RehearsalMaterial) -> ChecklistAnswer:
    story = material.story
    if story is None:
        return skip_item(NO_STORY)
    total, allowed = timing.format_minutes(timing.total(story)), story.minutes_allowed
    if allowed is None:
        return skip_item(f"The scenes take {total}; the minutes allowed can't be read.")
    limit = timing.format_minutes(allowed)
    if over := timing.over(story):
        remedy = f"Take {timing.format_minutes(over)} off, or ask for more time."
        return fail_item(
            f"The scenes take {total} of {limit}.",
            material.at("minutes_allowed", found=total, expected=f"at most {limit}", remedy=remedy),
        )
    return pass_item(f"The scenes take {total} of {limit}.")


def _check_scenes(material: RehearsalMaterial) -> ChecklistAnswer:
    if material.story is None:
        return skip_item(NO_STORY)
    if not material.scenes:
        remedy = "Write at least one scene."
        place = material.at("scenes", found="no scene", expected="the scenes of the demo", remedy=remedy)
        return fail_item("The storyboard has no scene.", place)
    faulty = [scene for scene in material.scenes if isinstance(scene, FaultyScene)]
    if faulty:
        places = [problem for scene in faulty for problem in scene.problems]
        return fail_item(f"{len(faulty)} of {pluralise(len(material.scenes), 'scene')} can't be shown.", *places)
    return pass_item(f"All of {pluralise(len(material.scenes), 'scene')} can be shown.")


def _check_text(material: RehearsalMaterial, key: str, purpose: str) -> ChecklistAnswer:
    """Whether each scene that can be read has a text of its own under a key."""
    scenes = [(index, scene) for index, scene in enumerate(material.scenes) if isinstance(scene, Scene)]
    if not scenes:
        return skip_item(NO_STORY if material.story is None else "No scene can be read.")
    missing = [index for index, scene in scenes if not getattr(scene, key)]
    if not missing:
        return pass_item(f"All of {pluralise(len(scenes), 'scene')} say {purpose}.")
    places = [
        material.at("scenes", index, found=f"no {key}", expected=purpose, remedy=f"Add `{key}:`.") for index in missing
    ]
    numbers = join_words([str(index + 1) for index in missing])
    return fail_item(f"{len(missing)} of {pluralise(len(scenes), 'scene')} without: {numbers}.", *places)


def _check_fallbacks(material: RehearsalMaterial) -> ChecklistAnswer:
    return _check_text(material, "fallback", "what to do when the page does not come up")


def _check_notes(material: RehearsalMaterial) -> ChecklistAnswer:
    return _check_text(material, "notes", "what the presenter has to remember")


def _check_delay(material: RehearsalMaterial) -> ChecklistAnswer:
    """Whether a delay after the first scene can be made up for, without leaving everything out."""
    if len(material.scenes) < 2:
        return skip_item(NO_STORY if material.story is None else "With fewer than two scenes there is nothing to skip.")
    later = list_later(material.scenes, 1)
    if all(scene.may_skip for scene in later):
        place = material.at(
            "scenes", found="may_skip in every scene after the first", expected="scenes that have to be told",
            remedy="Take `may_skip` off what the decision rests on.",
        )  # fmt: skip
        return fail_item("Every scene after the first may be left out.", place)
    if spare := most_seconds(later):
        return pass_item(f"After the first scene up to {format_seconds(spare)} can be made up for.")
    return leave_to_person(
        "No scene may be skipped or told in fewer minutes, so nothing makes up for a delay: say which with `may_skip` "
        "and `least`."
    )


def _check_questions(material: RehearsalMaterial) -> ChecklistAnswer:
    own = material.case.questions
    if not own:
        return skip_item("There is no questions.yaml: the drill asks what the data gives rise to.")
    answers = {question.id: question for question in material.questions}
    text = material.case.texts[FILE]
    places = [
        text.at(
            ("questions", index, "metric"), f"{question.metric}, which has no value today", "a figure that there is",
            "Bring its data, or write `answer:` and say it aloud.",
        )
        for index, question in enumerate(own)
        if question.metric and answers[f"{Subject.WRITTEN}:{question.id}"].figure is None and question.answer is None
    ]  # fmt: skip
    if places:
        return fail_item(f"{len(places)} of {pluralise(len(own), 'question')} has no answer today.", *places)
    return pass_item(f"All of {pluralise(len(own), 'question')} of the case's own have an answer.")


def _check_rubrics(material: RehearsalMaterial) -> ChecklistAnswer:
    problems = [problem for problem in material.case.warnings if problem.file.startswith(FOLDER)]
    if problems:
        return fail_item("Something in the folder of rubrics is not read.", *problems)
    titles = [rubric.title for rubric in list_rubrics(material.case.rubrics)]
    return pass_item(f"A run can be scored by {join_words(titles)}.")


QUESTIONS: Sequence[ChecklistQuestion[RehearsalMaterial]] = (
    ChecklistQuestion(id="time", words="Does the storyboard fit the time?", answer=_check_time),
    ChecklistQuestion(id="scenes", words="Can every scene be shown?", answer=_check_scenes),
    ChecklistQuestion(id="fallbacks", words="Does every scene have a fallback?", answer=_check_fallbacks),
    ChecklistQuestion(id="notes", words="Does every scene have notes?", answer=_check_notes),
    ChecklistQuestion(id="delay", words="Can a delay be made up for?", answer=_check_delay),
    ChecklistQuestion(id="questions", words="Do the case's own questions have an answer?", answer=_check_questions),
    ChecklistQuestion(id="rubrics", words="Can a run be scored by a rubric?", answer=_check_rubrics),
)
