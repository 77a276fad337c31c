"""Each rule of readiness changes for its own reason alone, and the verdict follows from all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from steering.cases.readiness import ReadinessRules, RuleId
from steering.cases.storyboard import Scene
from steering.conditions import ConditionState
from steering.rehearsal.drill import PastAnswer, QuestionProgress
from steering.rehearsal.question import CFO, DrillQuestion, Place, QuestionSource, Subject
from steering.rehearsal.readiness import ReadinessVerdict, RuleResult, VerdictState, judge
from steering.rehearsal.readiness_blocks import describe_next, describe_verdict
from steering.rehearsal.readiness_evidence import Evidence, SpokenClaim
from steering.rehearsal.readiness_rules import RULES
from steering.rehearsal.reviews import CommentAnswer, ReviewComment
from steering.rehearsal.run_changes import CaseChange
from steering.rehearsal.runs import Run, SceneRun
from steering.rehearsal.spacing import CardState, Grade
from steering.stage.preflight import Check, Readiness
from steering.status import Status
from tests.steering.rehearsal.run_examples import DAY, make_run, take

Change = Callable[[Evidence], Evidence]
NOW = DAY + dt.timedelta(days=10)
SCENES = tuple(
    Scene(id=id, minutes=Decimal(minutes), page="brief", message=id, fallback=f"Say {id}.")
    for id, minutes in (("one", 1), ("model", 2), ("end", 1))
)


def run(number: int, *seconds: float, fallback: str = "", **facts: object) -> Run:
    """A run of a day with these seconds for its scenes; in one of them the recording was shown."""
    made = make_run(number, take(*seconds), **facts)
    return replace(made, scenes=tuple(replace(scene, fallback=scene.id == fallback) for scene in made.scenes))


def question(id: str, *, sits: bool, severity: int = 60, subject: Subject = Subject.HEADLINE) -> QuestionProgress:
    asked = DrillQuestion(
        id=id,
        persona=CFO,
        subject=subject,
        severity=severity,
        text=f"Why {id}?",
        answer=f"Because of {id}.",
        points=("The figure.",),
        place=Place(page="roi", block="npv"),
        source=QuestionSource(metric="npv"),
    )
    answer = PastAnswer(
        at=DAY,
        question_id=id,
        persona=CFO,
        question=asked.text,
        said="",
        answer=asked.answer,
        grade=Grade.EASY,
        seconds=5,
    )
    card = CardState(text="", due=NOW, is_learned=True)
    return QuestionProgress(question=asked, card=card, last=answer) if sits else QuestionProgress(question=asked)


def claim(state: ConditionState) -> SpokenClaim:
    return SpokenClaim(number=2, says="It pays", state=state, reason="NPV: USD 1M, where above 2M is claimed.")


def check(id: str, state: Readiness) -> Check:
    return Check(id=id, title=id.capitalize(), state=state, text=f"The {id}.", remedy=f"Mend the {id}.")


def comment(id: str, *, is_answered: bool) -> ReviewComment:
    answer = CommentAnswer(state="later", by="Ann", at=DAY, revision=1) if is_answered else None
    return ReviewComment(text="Slower", role="peer", id=id, number=1, run_id="run-9", by="Ben", at=DAY, answer=answer)


READY = Evidence(
    now=NOW,
    scenes=SCENES,
    allowed=300.0,
    runs=(run(9, 60, 120, 60), run(8, 50, 110, 60, fallback="model")),
    claims=(claim(ConditionState.HOLDS),),
    changes=(),
    questions=tuple(question(str(number), sits=number > 0) for number in range(5)),
    checks=(check("scenes", Readiness.FINE), check("claims", Readiness.FAILED)),
    comments=(comment("a", is_answered=True),),
)
TOUCHED = CaseChange(kind="Data", what=("KPI",), scenes=(2,))
# What breaks each rule, and no other.
BREAKS: dict[RuleId, Change] = {
    "runs": lambda now: replace(now, runs=(now.runs[0], replace(now.runs[1], is_partial=True))),
    "scenes": lambda now: replace(now, runs=(run(9, 40, 165, 60), now.runs[1])),
    "claims": lambda now: replace(now, claims=(claim(ConditionState.BROKEN),)),
    "unchanged": lambda now: replace(now, changes=(TOUCHED,)),
    "drill": lambda now: replace(now, questions=(*now.questions, question("more", sits=False))),
    "fallback": lambda now: replace(now, runs=(now.runs[0], run(8, 50, 110, 60))),
    "preflight": lambda now: replace(now, checks=(check("disk", Readiness.FAILED),)),
    "reviews": lambda now: replace(now, comments=(*now.comments, comment("b", is_answered=False))),
}
# What leaves each rule nothing to judge, and no other.
EMPTIES: dict[RuleId, Change] = {
    "claims": lambda now: replace(now, claims=()),
    "unchanged": lambda now: replace(now, changes=None),
    "drill": lambda now: replace(now, questions=(question("easy", sits=False, severity=49),)),
    "preflight": lambda now: replace(now, checks=None),
    "reviews": lambda now: replace(now, comments=()),
}


def states(verdict: ReadinessVerdict) -> dict[str, Status]:
    return {rule.id: rule.state for rule in verdict.rules}


def find(id: RuleId, evidence: Evidence, rules: ReadinessRules | None = None) -> RuleResult:
    return next(rule for rule in judge(rules or ReadinessRules(), evidence).rules if rule.id == id)


def test_all_rules_met_is_ready() -> None:
    verdict = judge(ReadinessRules(), READY)
    assert states(verdict) == dict.fromkeys(RULES, Status.MET)
    assert verdict.state is VerdictState.READY
    assert describe_verdict(verdict) == "Ready: 8 rules met, none against it"
    assert describe_next(verdict) == "All that is asked for is there."


class TestEachRule:
    @pytest.mark.parametrize("id", BREAKS)
    def test_it_changes_for_its_own_reason_alone(self, id: RuleId) -> None:
        rules = ReadinessRules(say_if_asked=())
        verdict = judge(rules, BREAKS[id](READY))
        assert states(verdict) == {**dict.fromkeys(RULES, Status.MET), id: Status.NOT_MET}
        assert verdict.state is VerdictState.NOT_YET
        rule = find(id, BREAKS[id](READY), rules)
        assert rule.reason and rule.cure and rule.page
        assert describe_next(verdict) == f"First: {rule.cure}"
        assert describe_verdict(verdict) == "Not yet: 1 of 8 rules stands in the way"

    @pytest.mark.parametrize("id", BREAKS)
    def test_where_it_is_enough_to_know_what_to_say_the_verdict_says_so(self, id: RuleId) -> None:
        verdict = judge(ReadinessRules(say_if_asked=(id,)), BREAKS[id](READY))
        assert states(verdict) == {**dict.fromkeys(RULES, Status.MET), id: Status.TO_SAY}
        assert verdict.state is VerdictState.READY_IF_ASKED
        assert describe_verdict(verdict) == "Ready, with what to say if asked: 1 rule is not met"

    @pytest.mark.parametrize("id", BREAKS)
    def test_it_need_not_be_asked(self, id: RuleId) -> None:
        verdict = judge(ReadinessRules(ignore=(id,)), BREAKS[id](READY))
        assert states(verdict) == {**dict.fromkeys(RULES, Status.MET), id: Status.NOT_APPLICABLE}
        assert verdict.state is VerdictState.READY

    @pytest.mark.parametrize("id", EMPTIES)
    def test_without_anything_to_judge_it_does_not_apply_and_stands_in_no_way(self, id: RuleId) -> None:
        verdict = judge(ReadinessRules(), EMPTIES[id](READY))
        assert states(verdict) == {**dict.fromkeys(RULES, Status.MET), id: Status.NOT_APPLICABLE}
        assert verdict.state is VerdictState.READY
        assert find(id, EMPTIES[id](READY)).reason

    def test_one_that_stands_in_the_way_outweighs_one_that_does_not(self) -> None:
        verdict = judge(ReadinessRules(), BREAKS["drill"](BREAKS["claims"](READY)))
        assert (states(verdict)["claims"], states(verdict)["drill"]) == (Status.TO_SAY, Status.NOT_MET)
        assert verdict.state is VerdictState.NOT_YET


class TestRuns:
    @pytest.mark.parametrize(
        ("runs", "figure"),
        [
            ((), "0 of 2"),
            ((run(9, 60, 180, 61), run(8, 60, 120, 60)), "1 of 2"),
            ((run(9, 60, 180, 60), run(8, 60, 120, 60)), "2 of 2"),
            ((run(9, 60, 120, 60), run(-4, 60, 120, 60)), "2 of 2"),
            ((run(9, 60, 120, 60), run(-5, 60, 120, 60)), "1 of 2"),
            ((run(9, 60, 120, 60), run(8, 60, 120, 60, outcome="given up")), "1 of 2"),
            ((run(9, 60, 120, 60), run(8, 60, 120, 60, outcome="open")), "1 of 2"),
        ],
        ids=["none", "a second over", "just within", "fourteen days ago", "fifteen days ago", "given up", "open"],
    )
    def test_complete_runs_within_time_and_of_late_count(self, runs: tuple[Run, ...], figure: str) -> None:
        assert find("runs", replace(READY, runs=runs)).figure == figure

    def test_the_time_is_that_which_the_storyboard_allows_today(self) -> None:
        assert find("runs", replace(READY, allowed=239.0)).figure == "1 of 2"

    def test_without_minutes_allowed_a_run_keeps_to_its_plan(self) -> None:
        runs = (run(9, 60, 121, 60), run(8, 60, 120, 60))
        assert find("runs", replace(READY, allowed=None, runs=runs)).figure == "1 of 2"

    def test_more_runs_than_are_asked_for_are_enough(self) -> None:
        rule = find("runs", READY, ReadinessRules(runs=1))
        assert (rule.state, rule.figure) == (Status.MET, "1 of 1")

    def test_thresholds_are_those_of_the_storyboard(self) -> None:
        assert find("runs", READY, ReadinessRules(runs=3)).state is Status.NOT_MET
        assert find("runs", READY, ReadinessRules(within_days=1)).figure == "1 of 2"


class TestScenes:
    @pytest.mark.parametrize(("seconds", "state"), [(160, Status.MET), (162, Status.NOT_MET)])
    def test_a_third_over_is_still_met(self, seconds: float, state: Status) -> None:
        rule = find("scenes", replace(READY, runs=(run(9, 40, seconds, 60),)))
        assert rule.state is state
        assert ("Scene 2 took 02:42 of 02:00." in rule.reason) is (state is Status.NOT_MET)

    def test_only_the_last_complete_run_counts(self) -> None:
        runs = (run(9, 60, 200), run(8, 60, 120, 60), run(7, 60, 200, 60))
        assert find("scenes", replace(READY, runs=runs)).state is Status.MET

    def test_minutes_are_those_of_the_storyboard_now_and_scenes_that_are_gone_do_not_matter(self) -> None:
        runs = (run(9, 60, 200, 60),)
        longer = tuple(replace(scene, minutes=Decimal(3)) for scene in SCENES)
        assert find("scenes", replace(READY, runs=runs, scenes=longer)).state is Status.MET
        assert find("scenes", replace(READY, runs=runs, scenes=SCENES[::2])).state is Status.MET

    def test_without_a_complete_run_it_does_not_apply(self) -> None:
        assert find("scenes", replace(READY, runs=())).state is Status.NOT_APPLICABLE


class TestOthers:
    def test_what_can_not_be_checked_is_no_claim_that_holds(self) -> None:
        rule = find("claims", replace(READY, claims=(*READY.claims, claim(ConditionState.UNKNOWN))))
        assert (rule.state, rule.figure) == (Status.TO_SAY, "1 of 2")

    def test_a_change_that_no_scene_shows_is_told_and_does_not_count(self) -> None:
        rule = find("unchanged", replace(READY, changes=(replace(TOUCHED, scenes=()),)))
        assert rule.state is Status.MET
        assert "data (KPI)" in rule.reason

    def test_one_scene_is_rehearsed_as_it_is_now(self) -> None:
        assert find("unchanged", BREAKS["unchanged"](READY)).cure == "Rehearse scene 2 once more as it is now."

    def test_a_change_names_what_and_the_scenes(self) -> None:
        edited = CaseChange(kind="Storyboard", what=("scene 3 was edited",), scenes=(3,))
        rule = find("unchanged", replace(READY, changes=(TOUCHED, edited)))
        assert "Data: KPI. Storyboard: scene 3 was edited. It touches scenes 2 and 3." in rule.reason
        assert rule.cure == "Rehearse scenes 2 and 3 once more as they are now."

    @pytest.mark.parametrize(("sitting", "state"), [(4, Status.MET), (3, Status.NOT_MET)])
    def test_four_of_five_questions_have_to_sit(self, sitting: int, state: Status) -> None:
        questions = tuple(question(str(number), sits=number < sitting) for number in range(5))
        rule = find("drill", replace(READY, questions=questions))
        assert (rule.state, rule.figure) == (state, f"{sitting} of 5")

    def test_easy_questions_count_where_the_storyboard_says_so(self) -> None:
        easy = (*READY.questions, question("easy", sits=False, severity=20))
        assert find("drill", replace(READY, questions=easy)).figure == "4 of 5"
        assert find("drill", replace(READY, questions=easy), ReadinessRules(severity=20)).figure == "4 of 6"

    def test_a_fallback_of_a_partial_run_counts_and_an_old_one_does_not(self) -> None:
        partial = run(8, 60, 120, fallback="one")
        assert find("fallback", replace(READY, runs=(partial,))).state is Status.MET
        old = run(-5, 60, 120, fallback="one")
        assert find("fallback", replace(READY, runs=(old,))).state is Status.TO_SAY

    def test_fallbacks_are_counted_by_scene(self) -> None:
        runs = (run(9, 60, 120, 60, fallback="one"), run(8, 60, 120, 60, fallback="one"))
        assert find("fallback", replace(READY, runs=runs), ReadinessRules(fallbacks=2)).figure == "1 of 2"

    @pytest.mark.parametrize(
        ("item", "state", "outcome"),
        [
            ("recordings", Readiness.DIFFERS, Status.NOT_MET),
            ("links", Readiness.DIFFERS, Status.MET),
            ("links", Readiness.FAILED, Status.NOT_MET),
            ("recordings", Readiness.NOT_CHECKED, Status.MET),
            ("data", Readiness.FAILED, Status.MET),
        ],
    )
    def test_the_preflight_may_differ_in_what_belongs_to_the_day(
        self, item: str, state: Readiness, outcome: Status
    ) -> None:
        assert find("preflight", replace(READY, checks=(check(item, state),))).state is outcome

    def test_what_may_differ_is_said_by_the_storyboard(self) -> None:
        evidence = replace(READY, checks=(check("links", Readiness.DIFFERS), check("recordings", Readiness.DIFFERS)))
        rule = find("preflight", evidence, ReadinessRules(may_differ=("recordings",)))
        assert (rule.state, rule.cure) == (Status.NOT_MET, "Mend the links.")


class TestSayings:
    def test_a_broken_claim_is_said_with_the_figure_as_it_is(self) -> None:
        (saying,) = find("claims", BREAKS["claims"](READY)).sayings
        assert (saying.asked, saying.answer) == ("Scene 2: It pays", "NPV: USD 1M, where above 2M is claimed.")

    def test_the_hardest_questions_that_do_not_sit_are_told_with_answer_and_place(self) -> None:
        open = tuple(question(f"q{level}", sits=False, severity=level) for level in range(60, 70))
        rule = find("drill", replace(READY, questions=open))
        assert [item.asked for item in rule.sayings] == [f"Why q{level}?" for level in (69, 68, 67, 66, 65)]
        assert (rule.sayings[0].answer, rule.sayings[0].page, rule.sayings[0].place) == (
            "Because of q69.",
            "roi",
            "npv",
        )

    def test_a_claim_is_told_once(self) -> None:
        open = (question("c", sits=False, subject=Subject.CLAIM),)
        assert find("drill", replace(READY, questions=open)).sayings == ()

    def test_a_fallback_that_was_not_practised_is_what_to_say(self) -> None:
        rule = find("fallback", BREAKS["fallback"](READY))
        assert [item.answer for item in rule.sayings] == ["Say one.", "Say model.", "Say end."]


def test_a_scene_that_a_run_does_not_know_is_no_scene_too_long() -> None:
    unknown = replace(READY.runs[0], scenes=(SceneRun(id="other", seconds=900, visits=1),))
    assert find("scenes", replace(READY, runs=(unknown,))).state is Status.MET
