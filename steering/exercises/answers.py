"""The answer key of a cohort beside what each learner found, for whoever reviews the cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from steering.actors import Actor
from steering.context.cache import LruCache
from steering.errors import CaseRefused, UnknownName
from steering.exercises.finds import Find, FindState, LearnerWork, judge_find
from steering.exercises.key_body import KeyBody, KeyTrouble, parse_body
from steering.exercises.passages import list_passages
from steering.exercises.true_subjects import find_subjects
from steering.formatting import pluralise
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Column, TableBlock
from steering.overview.case_facts import find_case_key, is_opened
from steering.progress import report
from steering.records import Records
from steering.records.variant_keys import StoredKey
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState

# Workspaces whose finds are kept.
MOST_JUDGED = 1_000
TITLE = "What was planted, and what was found"


@dataclass(frozen=True, kw_only=True)
class KeyAnswer:
    """A planted trouble, whose it is, and how it stands with them."""

    learner: str
    seed: int
    entry: KeyTrouble
    find: Find


def gather_answers(app: AppState, cohort_id: str, by: Actor) -> tuple[KeyAnswer, ...]:
    """Gather the answer key of a cohort, with what each learner found by now.

    Raises:
        NotAllowed: who asks does not review the cohort.
    """
    keys = app.records.variant_keys.list(cohort_id, by)
    workspaces = {workspace.id: workspace for workspace in app.records.workspaces.list(cohort_id)}
    answers: list[KeyAnswer] = []
    for number, key in enumerate(keys):
        report(f"{key.learner}: {number + 1:,} of {pluralise(len(keys), 'variant')}", number / len(keys))
        if workspace := workspaces.get(key.case_id):
            answers += _judge_workspace(app, workspace, key)
    return tuple(answers)


def tabulate_answers(answers: Sequence[KeyAnswer]) -> TableBlock:
    """Return the answers as a table: what was planted, where it shows, and the place that shows what was found."""
    columns = (
        Column(label="Learner or group"),
        Column(label="Page"),
        Column(label="Planted", kind="words"),
        Column(label="Found"),
        Column(label="Where"),
        Column(label="What it says", kind="words"),
        Column(label="Seed", kind="text", minor=True),
    )
    rows = tuple(
        (
            answer.learner,
            AGENDA[answer.entry.trouble.page].title,
            answer.entry.trouble.says,
            answer.find.state.word,
            answer.find.place,
            answer.find.quote,
            str(answer.seed),
        )
        for answer in answers
    )
    return TableBlock(id="answer-key", title=TITLE, columns=columns, rows=rows, empty="Nothing was planted here yet.")


def tabulate_counts(answers: Sequence[KeyAnswer]) -> TableBlock:
    """Return how much each learner found, without the answers: fit to be seen by a class."""
    learners = dict.fromkeys(answer.learner for answer in answers)
    columns = (Column(label="Learner or group"), *(Column(label=state.word, kind="count") for state in FindState))
    rows: tuple[tuple[str | int, ...], ...] = tuple((learner, *_count(answers, learner)) for learner in learners)
    return TableBlock(id="finds", title="How much was found", columns=columns, rows=rows)


def _count(answers: Sequence[KeyAnswer], learner: str) -> tuple[int, ...]:
    states = [answer.find.state for answer in answers if answer.learner == learner]
    return tuple(states.count(state) for state in FindState)


def _judge_workspace(app: AppState, workspace: Workspace, key: StoredKey) -> list[KeyAnswer]:
    body, records = parse_body(key.body), app.records
    answers = sum(len(records.drill.list(workspace.id, person.key)) for person in records.drill.people(workspace.id))
    # The id too: what is said in the drill and in notes is of one workspace, however alike the cases are.
    said = (workspace.id, find_case_key(app, workspace), answers, len(records.reviews.list(workspace.id)), key.body)
    finds: list[Find] = _find_cache(records).get(said, lambda: _judge(app, workspace, body))
    return [
        KeyAnswer(learner=key.learner, seed=key.seed, entry=entry, find=find)
        for entry, find in zip(body.planted, finds, strict=True)
    ]


def _judge(app: AppState, workspace: Workspace, body: KeyBody) -> list[Find]:
    nothing = [Find(state=FindState.NOT_YET) for _ in body.planted]
    try:
        snapshot = app.peek(workspace)
    except (CaseRefused, UnknownName):
        # A case that can't be opened says nothing; the overview says why.
        return nothing
    context = snapshot.context
    if not is_opened(app.records, snapshot):
        return nothing
    passages = [passage for passage in list_passages(context, app.records) if passage.digest not in body.given]
    work = LearnerWork(context=context, passages=passages, subjects=find_subjects(context))
    return [judge_find(entry, work) for entry in body.planted]


@lru_cache(maxsize=8)
def _find_cache(_: Records) -> LruCache[Any]:
    """Return what this process has judged of the workspaces of a store, each by what it follows from."""
    return LruCache(MOST_JUDGED)
