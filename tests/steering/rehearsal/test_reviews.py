"""Reviews of runs: who may see what and when, what locks, and every reason why an act is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steering.actors import COMMAND_LINE, Participant
from steering.cases.rubrics import Criterion, Rubric
from steering.records import Records, StaleRevision
from steering.records.reviews import ReviewEntry, ReviewKind
from steering.rehearsal.review_acts import ReviewDesk, ReviewRefused, ScoreDraft
from steering.rehearsal.reviews import (
    AnswerBody,
    CommentBody,
    Role,
    RunReview,
    list_reviews,
    list_scores,
    open_comments,
)
from tests.actors import TESTER

LEVELS = ("None.", "Some.", "All.")
RUBRIC = Rubric(
    id="short",
    title="Short",
    scale=("Low", "Middle", "High"),
    criteria=(
        Criterion(id="ask", title="The ask", weight=Decimal("0.75"), levels=LEVELS),
        Criterion(id="time", title="Time", weight=Decimal("0.25"), levels=LEVELS),
    ),
)
LEARNER, CHAIR, COLLEAGUE = "Ada", "Grace", "Edsger"


def desk(records: Records, by: str, run: str = "run") -> ReviewDesk:
    return desk_of(records, Participant(name=LEARNER), Participant(name=by), run)


def desk_of(records: Records, person: Participant, by: Participant, run: str = "run") -> ReviewDesk:
    return ReviewDesk(records=records.reviews, case_id="case", run_id=run, person=person, by=by, actor=TESTER)


def draft(role: Role, ask: int | None = 3, time: int | None = 1, why: str = "Seen twice.") -> ScoreDraft:
    return ScoreDraft(role=role, levels={"ask": ask, "time": time}, notes={"ask": "Clear."}, why=why)


def review(records: Records, run: str = "run") -> RunReview:
    return list_reviews(records.reviews, "case", [run]).of(run)


def test_a_score_is_the_mean_level_by_weight(records: Records) -> None:
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor"))
    (score,) = review(records).scores
    assert score.value == pytest.approx(0.75 * 3 + 0.25 * 1)
    assert [(mark.criterion, mark.level, mark.note) for mark in score.marks] == [("ask", 3, "Clear."), ("time", 1, "")]
    assert (score.by, score.role, score.revision, score.why) == (CHAIR, "instructor", 1, "Seen twice.")


def test_a_score_is_changed_by_a_revision_with_its_reason(records: Records) -> None:
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor"))
    with pytest.raises(ReviewRefused, match="Say why the score changes"):
        desk(records, CHAIR).save_score(RUBRIC, draft("instructor", ask=2, why=" "), seen=1)
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor", ask=2, why="Watched again."), seen=1)
    assert [(score.revision, score.level("ask"), score.why) for score in list_scores(records.reviews, "case")] == [
        (1, 3, "Seen twice."),
        (2, 2, "Watched again."),
    ]
    assert [score.level("ask") for score in review(records).scores] == [2]
    with pytest.raises(StaleRevision, match="This score has changed meanwhile"):
        desk(records, CHAIR).save_score(RUBRIC, draft("instructor"), seen=1)


def test_ones_own_score_is_locked(records: Records) -> None:
    desk(records, LEARNER).save_score(RUBRIC, draft("self"))
    with pytest.raises(ReviewRefused, match="Your own score is locked"):
        desk(records, LEARNER).save_score(RUBRIC, draft("self", ask=1), seen=1)
    with pytest.raises(StaleRevision):
        desk(records, LEARNER).save_score(RUBRIC, draft("self", ask=1))
    assert [score.level("ask") for score in review(records).scores] == [3]


def test_the_learner_sees_others_after_their_own_score_and_the_release(records: Records) -> None:
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor"))
    desk(records, CHAIR).release("marks")
    assert review(records).scores_for_learner("short") == ()
    desk(records, LEARNER).save_score(RUBRIC, draft("self", ask=2))
    assert [score.by for score in review(records).scores_for_learner("short")] == [LEARNER, CHAIR]
    desk(records, COLLEAGUE).save_score(RUBRIC, draft("peer"))
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor", ask=1), seen=1)
    # What was not let out yet is not there; the earlier revision stands.
    assert [score.level("ask") for score in review(records).scores_for_learner("short")] == [2, 3]
    desk(records, CHAIR).release("marks")
    assert [score.level("ask") for score in review(records).scores_for_learner("short")] == [2, 1, 3]


def test_a_reviewer_sees_others_after_their_own_score(records: Records) -> None:
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor"))
    assert review(records).scores_for_reviewer("short", COLLEAGUE) == ()
    desk(records, COLLEAGUE).save_score(RUBRIC, draft("peer"))
    # The same name in letters that look the same is the same reviewer.
    assert len(review(records).scores_for_reviewer("short", "Edsgеr")) == 2
    assert review(records).scores_for_reviewer("other", COLLEAGUE) == ()


def test_a_reviewer_of_a_long_name_finds_their_own_score(records: Records) -> None:
    name = "Maria-Theresia von und zu Hohenstein-Lindenberg, Dr. rer. pol."
    desk(records, name).save_score(RUBRIC, draft("instructor"))
    own = review(records).score_of("short", name)
    assert own and own.by == name
    desk(records, name).save_score(RUBRIC, draft("instructor", ask=2), seen=own.revision)


def test_comments_go_out_before_marks_and_marks_never_without_them(records: Records) -> None:
    first = CommentBody(text="Say the amount.", role="instructor", scene="ask", moment=62.5, hash="abc")
    desk(records, CHAIR).comment(first)
    assert review(records).released_comments == ()
    desk(records, CHAIR).release("comments")
    desk(records, COLLEAGUE).comment(CommentBody(text="Slower.", role="peer"))
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor"))
    (comment,) = review(records).released_comments
    assert (comment.text, comment.scene, comment.moment, comment.hash) == ("Say the amount.", "ask", 62.5, "abc")
    assert review(records).released_scores == ()
    desk(records, CHAIR).release("marks")
    assert [comment.by for comment in review(records).released_comments] == [CHAIR, COLLEAGUE]
    assert [score.by for score in review(records).released_scores] == [CHAIR]


def test_an_open_comment_is_answered(records: Records) -> None:
    desk(records, CHAIR).comment(CommentBody(text="Say the amount.", role="instructor"))
    desk(records, LEARNER).comment(CommentBody(text="I lost the thread.", role="self"))
    assert open_comments(records.reviews, "case", ["run"], LEARNER) == ()
    desk(records, CHAIR).release("comments")
    (comment,) = open_comments(records.reviews, "case", ["run"], LEARNER)
    desk(records, LEARNER).answer(comment.id, AnswerBody(state="later", text="Next week."))
    assert open_comments(records.reviews, "case", ["run"], LEARNER) == ()
    desk(records, LEARNER).answer(comment.id, AnswerBody(state="done"), seen=1)
    with pytest.raises(StaleRevision):
        desk(records, LEARNER).answer(comment.id, AnswerBody(state="done"), seen=1)
    answer = review(records).comments[0].answer
    assert answer and (answer.state, answer.revision, answer.by) == ("done", 2, LEARNER)
    assert open_comments(records.reviews, "case", ["another run"], LEARNER) == ()


def test_every_reason_is_told_at_once(records: Records) -> None:
    wrong = ScoreDraft(role="self", levels={"ask": 4, "style": 1})
    with pytest.raises(ReviewRefused) as refused:
        desk(records, CHAIR).save_score(RUBRIC, wrong)
    assert refused.value.reasons == (
        "Only Ada rehearsed this run; review it as instructor or peer.",
        "Choose a level for Time.",
        "The ask has levels 1 to 3, not 4.",
        "The rubric Short has no criterion style.",
    )
    with pytest.raises(ReviewRefused, match="Give the name of who reviews. Write what you have to say"):
        desk(records, " ").comment(CommentBody(text="\u200b", role="peer"))
    with pytest.raises(ReviewRefused, match="At most 2,000 characters, please; this has 2,001"):
        desk(records, CHAIR).comment(CommentBody(text="x" * 2001, role="peer"))
    with pytest.raises(ReviewRefused, match="Only Ada, who rehearsed, answers .* no such comment .* why you dispute"):
        desk(records, CHAIR).answer("none", AnswerBody(state="disputed"))
    with pytest.raises(ReviewRefused, match="Ada rehearsed this run, and reviews it as themself"):
        desk(records, "ada").save_score(RUBRIC, draft("peer"))
    with pytest.raises(ReviewRefused, match="Somebody else than Ada.* There are no marks yet"):
        desk(records, LEARNER).release("marks")
    assert records.reviews.list("case") == ()


def test_a_run_of_reference_is_one_until_it_is_taken_back(records: Records) -> None:
    desk(records, CHAIR).mark_reference(True)
    assert review(records).is_reference
    desk(records, CHAIR).mark_reference(False, seen=1)
    assert not review(records).is_reference
    with pytest.raises(StaleRevision):
        desk(records, CHAIR).mark_reference(True)


def test_an_entry_that_cant_be_read_is_told_and_left_out(records: Records) -> None:
    desk(records, CHAIR).comment(CommentBody(text="Say the amount.", role="instructor"))
    bodies: dict[ReviewKind, str] = {"score": '{"level": 3}', "comment": "{", "release": "{}"}
    for kind, body in bodies.items():
        entry = ReviewEntry(run_id="run", kind=kind, subject="x", seen=0, by=CHAIR, body=body)
        records.reviews.append("case", entry, TESTER)
    reviews = list_reviews(records.reviews, "case")
    assert [comment.text for comment in reviews.of("run").comments] == ["Say the amount."]
    assert len(reviews.faults) == 3
    assert reviews.faults[0].startswith("The score of Grace (entry 2 of the reviews) was written by another version")


def test_signs_that_cant_be_printed_are_left_out(records: Records) -> None:
    desk(records, "Gra\x00ce").comment(CommentBody(text="One\x00\x1b\nTwo <b>", role="peer"))
    (comment,) = review(records).comments
    assert (comment.by, comment.text) == (CHAIR, "One\nTwo <b>")


def test_two_of_one_name_review_beside_one_another(records: Records) -> None:
    first, second, learner = (
        Participant(id=records.people.make_admin(CHAIR, COMMAND_LINE).id, name=CHAIR) for _ in range(3)
    )
    desk_of(records, learner, first).save_score(RUBRIC, draft("instructor", ask=3))
    assert review(records).scores_for_reviewer("short", second.key) == ()
    desk_of(records, learner, second).save_score(RUBRIC, draft("instructor", ask=1))
    desk_of(records, learner, second).save_score(RUBRIC, draft("instructor", ask=2, why="Again."), seen=1)
    scores = review(records).scores
    assert [(score.key, score.level("ask"), score.revision) for score in scores] == [
        (first.id, 3, 1),
        (second.id, 2, 2),
    ]
    assert [score.by for score in scores] == [f"{CHAIR} (1)", f"{CHAIR} (2)"]
    # Whoever rehearsed has their name too, and is neither of them.
    with pytest.raises(ReviewRefused, match="Only Grace rehearsed this run"):
        desk_of(records, learner, first).comment(CommentBody(text="Mine", role="self"))
    desk_of(records, learner, first).comment(CommentBody(text="Slower", role="peer"))
    desk_of(records, learner, first).release("comments")
    assert len(open_comments(records.reviews, "case", ["run"], learner.key)) == 1
    assert open_comments(records.reviews, "case", ["run"], first.key) == ()


def test_a_name_alone_is_nobody_s_who_has_an_account(records: Records) -> None:
    grace = Participant(id=records.people.make_admin(CHAIR, COMMAND_LINE).id, name=CHAIR)
    desk(records, CHAIR).save_score(RUBRIC, draft("instructor"))
    assert review(records).score_of("short", grace.key) is None
    assert review(records).score_of("short", CHAIR) is not None
    desk_of(records, Participant(name=LEARNER), grace).save_score(RUBRIC, draft("instructor"))
    assert [score.by for score in review(records).scores] == [f"{CHAIR} (name only)", CHAIR]
