"""What reviewers and learners do to the review of a run: each act is judged, and recorded whole or not at all.

`by` is who does it, and `person` who rehearsed: an account where somebody is signed in, otherwise a name. `actor` is
what they may do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import uuid4

from steering.actors import Actor, Participant
from steering.cases.rubrics import Rubric
from steering.errors import SteercoError
from steering.formatting import join_words
from steering.lookalikes import is_visible, visible_key
from steering.records.canonical_json import canonical_json, sha256_of
from steering.records.reviews import ReviewEntry, ReviewKind, ReviewRecords
from steering.rehearsal.reviews import (
    AnswerBody,
    CommentBody,
    Mark,
    ReleasePart,
    Role,
    ScoreBody,
    is_same_person,
    list_reviews,
)

# As long as names are in the records.
LONGEST_NAME = 80
LONGEST_NOTE = 500
LONGEST_COMMENT = 2000


class ReviewRefused(SteercoError):
    """A score, comment or answer is not taken, for each of these reasons; nothing was recorded."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(reasons))


@dataclass(frozen=True, kw_only=True)
class ScoreDraft:
    """A score before it is recorded: the level of each criterion, with its note, and why."""

    role: Role
    levels: Mapping[str, int | None]
    notes: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewDesk:
    """A run under review: in whose case, who rehearsed it, and who reviews."""

    records: ReviewRecords
    case_id: str
    run_id: str
    person: Participant
    by: Participant
    actor: Actor

    @property
    def _is_own(self) -> bool:
        """Whether it is whoever rehearsed who does something."""
        return is_same_person(self.by.key, self.person.key)

    def save_score(self, rubric: Rubric, draft: ScoreDraft, *, seen: int = 0) -> None:
        """Record a score as a revision after the one that was seen, 0 where there was none.

        Raises:
            ReviewRefused: with every reason; one's own score never changes once it is there.
            StaleRevision: there is another revision by now.
        """
        _refuse_if(self._find_faults(rubric, draft, seen))
        marks = tuple(
            Mark(
                criterion=criterion.id,
                title=criterion.title,
                weight=float(criterion.weight),
                level=draft.levels[criterion.id] or 0,
                note=_clean(draft.notes.get(criterion.id, ""), LONGEST_NOTE),
            )
            for criterion in rubric.criteria
        )
        body = ScoreBody(
            rubric=rubric.id,
            rubric_title=rubric.title,
            rubric_sha256=hash_rubric(rubric),
            scale=rubric.scale,
            role=draft.role,
            why=_clean(draft.why, LONGEST_NOTE),
            marks=marks,
        )
        key = hashlib.sha256(visible_key(self.by.key).encode(errors="replace")).hexdigest()[:32]
        self._append("score", f"{rubric.id}:{key}", asdict(body), seen)

    def comment(self, body: CommentBody) -> None:
        """Record a comment.

        Raises:
            ReviewRefused: with every reason.
        """
        _refuse_if((*self._find_name_faults(body.role), *_find_text_faults(body.text, LONGEST_COMMENT)))
        values = asdict(body) | {"text": _clean(body.text, LONGEST_COMMENT)}
        self._append("comment", uuid4().hex, values, 0)

    def answer(self, comment_id: str, body: AnswerBody, *, seen: int = 0) -> None:
        """Record what whoever rehearsed makes of a comment that has gone out.

        Raises:
            ReviewRefused: with every reason.
            StaleRevision: there is another answer by now.
        """
        review = list_reviews(self.records, self.case_id, [self.run_id]).of(self.run_id)
        reasons = []
        if not self._is_own:
            reasons.append(f"Only {self.person.label}, who rehearsed, answers comments on this run.")
        if not any(comment.id == comment_id for comment in review.released_comments):
            reasons.append("There is no such comment that has gone out.")
        if body.state == "disputed":
            reasons += _find_text_faults(body.text, LONGEST_NOTE, "Say why you dispute it.")
        _refuse_if(reasons)
        self._append("answer", comment_id, asdict(body) | {"text": _clean(body.text, LONGEST_NOTE)}, seen)

    def release(self, part: ReleasePart) -> None:
        """Let comments, or marks with their comments, out to whoever rehearsed: all that were recorded until now.

        Raises:
            ReviewRefused: nothing is there to go out, or whoever rehearsed asks for it.
        """
        review = list_reviews(self.records, self.case_id, [self.run_id]).of(self.run_id)
        reasons = []
        if self._is_own:
            reasons.append(f"Somebody else than {self.person.label}, who rehearsed, lets {part} out.")
        waiting = review.comments if part == "comments" else [s for s in review.scores if s.role != "self"]
        if not waiting:
            reasons.append(f"There are no {part} yet.")
        _refuse_if(reasons)
        before = review.releases.get(part)
        self._append("release", part, {}, before.revision if before else 0)

    def mark_reference(self, on: bool, *, seen: int = 0) -> None:
        """Make the run one on which reviewers calibrate, or no longer."""
        self._append("reference", "run", on, seen)

    def _find_faults(self, rubric: Rubric, draft: ScoreDraft, seen: int) -> Iterator[str]:
        yield from self._find_name_faults(draft.role)
        if seen and draft.role == "self":
            yield "Your own score is locked: it was given before you could see the others."
        if seen and not is_visible(draft.why):
            yield "Say why the score changes."
        missing = [criterion.title for criterion in rubric.criteria if draft.levels.get(criterion.id) is None]
        if missing:
            yield f"Choose a level for {join_words(missing)}."
        for criterion in rubric.criteria:
            level = draft.levels.get(criterion.id)
            if level is not None and not 1 <= level <= len(rubric.scale):
                yield f"{criterion.title} has levels 1 to {len(rubric.scale)}, not {level}."
        if unknown := sorted(set(draft.levels) - {criterion.id for criterion in rubric.criteria}):
            yield f"The rubric {rubric.title} has no criterion {join_words(unknown)}."

    def _find_name_faults(self, role: Role) -> Iterator[str]:
        if not is_visible(self.by.name):
            yield "Give the name of who reviews."
        elif role == "self" and not self._is_own:
            yield f"Only {self.person.label} rehearsed this run; review it as instructor or peer."
        elif role != "self" and self._is_own:
            yield f"{self.person.label} rehearsed this run, and reviews it as themself."

    def _append(self, kind: ReviewKind, subject: str, body: object, seen: int) -> None:
        name = _clean(self.by.name, LONGEST_NAME)
        entry = ReviewEntry(
            run_id=self.run_id, kind=kind, subject=subject, seen=seen, by=name, body=json.dumps(body),
            person_id=self.by.id,
        )  # fmt: skip
        self.records.append(self.case_id, entry, self.actor)


def hash_rubric(rubric: Rubric) -> str:
    """Return the hash of what a rubric says: scores by two versions of it are not compared."""
    return sha256_of(canonical_json(rubric))


def _refuse_if(reasons: Iterator[str] | Sequence[str]) -> None:
    if every := list(reasons):
        raise ReviewRefused(every)


def _find_text_faults(text: str, longest: int, empty: str = "Write what you have to say.") -> list[str]:
    if not is_visible(text):
        return [empty]
    return [f"At most {longest:,} characters, please; this has {len(text):,}."] if len(text) > longest else []


def _clean(text: str, longest: int) -> str:
    """Return a text without signs that can't be printed, cut to a length."""
    return "".join(sign for sign in text.strip() if sign.isprintable() or sign == "\n")[:longest]
