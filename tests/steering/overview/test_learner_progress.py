"""How learners get on: from a cohort without a workspace to runs, reviews and hours, each told once it is there."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from steering.access.recipients import list_everybody
from steering.actors import COMMAND_LINE, Actor, Participant
from steering.catalog.roles import OWN
from steering.ingest import accept
from steering.ingest.publishing import build_publication
from steering.overview.case_facts import CaseFacts
from steering.overview.help_rules import HelpNeed, sort_by_need
from steering.overview.learner_progress import LearnerProgress, gather_progress
from steering.records.cohorts import INSTALLATION, NewMember
from steering.rehearsal.readiness import VerdictState
from steering.rehearsal.review_acts import ReviewDesk
from steering.rehearsal.reviews import CommentBody
from tests.actors import TESTER
from tests.steering.overview.cohorts import NOW, STORY, LearningCohort
from tests.steering.small_cases import change, starter

MEMBERS = (
    NewMember(name="Ann", role="presenter"),
    NewMember(name="Ben", role="presenter", group="North"),
    NewMember(name="Cara", role="presenter", group="North"),
    NewMember(name="Dan", role="instructor"),
)


@pytest.fixture
def cohort(tmp_path: Path) -> Iterator[LearningCohort]:
    cohort = LearningCohort(tmp_path, MEMBERS)
    yield cohort
    cohort.app.close()


def gather(cohort: LearningCohort) -> Mapping[str, LearnerProgress]:
    return {learner.owner.title: learner for learner in gather_progress(cohort.app, cohort.id, NOW)}


def needs(cohort: LearningCohort) -> list[HelpNeed]:
    return list(sort_by_need(gather_progress(cohort.app, cohort.id, NOW), NOW))


def test_each_learner_and_each_group_is_listed_and_nobody_who_teaches(cohort: LearningCohort) -> None:
    learners = gather(cohort)
    assert {title: [person.name for person in each.owner.people] for title, each in learners.items()} == {
        "Ann": ["Ann"],
        "North": ["Ben", "Cara"],
    }
    assert [(need.points, need.reasons) for need in needs(cohort)] == [
        (140, ("has no workspace yet", "was never seen")),
        (140, ("has no workspace yet", "was never seen")),
    ]


def test_a_workspace_that_nobody_has_opened_is_not_opened_for_it(cohort: LearningCohort) -> None:
    ann = cohort.make_workspaces()["Ann"]
    assert needs(cohort)[0].reasons == ("has never opened the workspace", "was never seen")
    assert cohort.app.records.in_force(ann.id) == {}
    assert cohort.app.workspaces.count == 0


def publish_kpis(cohort: LearningCohort, *places: str) -> None:
    """Publish the KPI data of the starter at places, as an instructor does on Sources."""
    app, file = cohort.app, cohort.source / "datasets" / "kpi.csv"
    manifest = accept([file], "kpi", app.home, by="dan")
    releases = [build_publication(manifest, place, source="upload") for place in places]
    app.records.publish_all(releases, by=TESTER)


def test_data_published_for_all_opens_no_workspace_and_makes_no_check_fail(cohort: LearningCohort) -> None:
    spaces = cohort.make_workspaces()
    cohort.open(spaces["North"])
    before = gather(cohort)["North"].case
    publish_kpis(cohort, *list_everybody(cohort.app.records, cohort.id))
    learners = gather(cohort)
    assert before and learners["North"].case == before
    assert learners["Ann"].case == CaseFacts(is_opened=False)
    assert "has never opened the workspace" in needs(cohort)[0].reasons
    cohort.open(spaces["Ann"])
    ann = gather(cohort)["Ann"].case
    assert ann and (ann.is_opened, ann.failures) == (True, before.failures)


def test_a_case_without_datasets_is_opened_once_somebody_comes(cohort: LearningCohort) -> None:
    shutil.rmtree(cohort.source / "datasets")
    ann = cohort.make_workspaces()["Ann"]
    assert gather(cohort)["Ann"].case == CaseFacts(is_opened=False)
    cohort.open(ann)
    assert gather(cohort)["Ann"].has_begun


def test_claims_and_checks_are_told_once_it_is_opened(cohort: LearningCohort) -> None:
    spaces = cohort.make_workspaces()
    cohort.open(spaces["Ann"])
    ann = gather(cohort)["Ann"]
    assert ann.case and ann.case.claim_count == 1 and len(ann.case.open_claims) == 1
    assert ann.case.open_claims[0].startswith("Scene 1: “A model is released within ten days” Lead time")
    assert ann.person is None
    change(cohort.app.workspaces.folder(spaces["Ann"].id), "value: 10", "value: 31", "storyboard.yaml")
    ann = gather(cohort)["Ann"]
    assert ann.case and (ann.case.claim_count, ann.case.open_claims) == (1, ())
    change(cohort.app.workspaces.folder(spaces["Ann"].id), "page: adoption", "page: nowhere", "storyboard.yaml")
    after = gather(cohort)["Ann"]
    assert after.case and len(after.case.failures) == len(ann.case.failures) + 1
    assert any("nowhere" in failure for failure in after.case.failures)


def test_a_file_that_was_refused_is_a_check_that_fails(cohort: LearningCohort) -> None:
    ann = cohort.make_workspaces()["Ann"]
    file = cohort.app.workspaces.folder(ann.id) / "datasets" / "kpi.csv"
    file.write_text("no such columns\n1\n", encoding="utf-8")
    cohort.open(ann)
    case = gather(cohort)["Ann"].case
    assert case and case.is_opened
    assert "The KPI data of the case is not current: Sources says what is wrong with its file." in case.failures


def test_a_case_that_can_not_be_opened_says_why_and_the_others_are_told(cohort: LearningCohort) -> None:
    spaces = cohort.make_workspaces()
    (cohort.app.workspaces.folder(spaces["Ann"].id) / "case.yaml").write_text("title: [", encoding="utf-8")
    first, second = needs(cohort)
    assert first.progress.owner.title == "Ann" and first.points == 130
    assert first.reasons[0].startswith("the case can't be opened: 1 problem, the first one: case.yaml")
    assert second.reasons[0] == "has never opened the workspace"


def test_runs_trend_readiness_and_drill_are_those_of_whoever_works_there(cohort: LearningCohort) -> None:
    north = cohort.make_workspaces()["North"]
    cohort.rehearse(north, "Ben", 100, 100, days_ago=3)
    cohort.rehearse(north, "Dan", 600, 600, days_ago=2)
    cohort.rehearse(north, "Cara", 180, 180, days_ago=1)
    learner = gather(cohort)["North"]
    assert [run.person for run in learner.practice.runs] == ["Cara", "Ben"]
    assert learner.practice.within_time == 2
    # 40 seconds off the plan of 240 at first, 120 at last.
    assert learner.miss_change == 80
    assert learner.person and learner.person.verdict is VerdictState.NOT_YET
    assert "Complete runs within time" in learner.person.unmet and learner.person.hard > learner.person.sitting == 0
    assert learner.last_seen == NOW - dt.timedelta(days=1)
    reasons = next(need for need in needs(cohort) if need.progress.owner.title == "North").reasons
    assert "runs are 1:20 further off their plan than at first" in reasons
    assert "nobody has reviewed the last complete run" in reasons
    assert not any("complete run" in reason and "no " in reason[:8] for reason in reasons)


def test_comments_wait_until_they_are_answered_once_they_are_out(cohort: LearningCohort) -> None:
    ann = cohort.make_workspaces()["Ann"]
    cohort.rehearse(ann, "Ann", 120, 120)
    (run,) = gather(cohort)["Ann"].practice.runs
    desk = ReviewDesk(
        records=cohort.app.records.reviews,
        case_id=ann.id,
        run_id=run.id,
        person=run.presenter,
        by=Participant(name="Dan"),
        actor=TESTER,
    )
    desk.comment(CommentBody(text="Slower, please.", role="instructor"))
    learner = gather(cohort)["Ann"]
    assert (learner.to_answer, learner.to_review) == (0, False)
    desk.release("comments")
    assert gather(cohort)["Ann"].to_answer == 1


def test_hours_are_added_up_by_phase_over_everybody_of_a_group(cohort: LearningCohort) -> None:
    north = cohort.make_workspaces()["North"]
    day = dt.date(2026, 11, 2)
    for member in cohort.app.records.cohorts.members(cohort.id):
        actor = Actor(id=member.person.id, name=member.person.name, grants={north.id: OWN})
        for number in range(2):
            on = day + dt.timedelta(days=number)
            cohort.app.records.work_hours.log(north.id, actor, phase="discover", minutes=13 * 60, on=on)
    # Dan teaches: his hours are not those of the group. 52 hours are more than twice the 12 planned.
    assert gather(cohort)["North"].minutes == {"discover": 4 * 13 * 60}
    reasons = next(need for need in needs(cohort) if need.progress.owner.title == "North").reasons
    assert "Discover took 52 of 24 hours" in reasons


def test_who_needs_help_most_comes_first(cohort: LearningCohort) -> None:
    spaces = cohort.make_workspaces()
    cohort.rehearse(spaces["Ann"], "Ann", 120, 120, days_ago=1)
    assert [need.progress.owner.title for need in needs(cohort)] == ["North", "Ann"]
    assert needs(cohort)[0].points > needs(cohort)[1].points


def test_somebody_who_was_not_seen_for_a_fortnight_is_told(cohort: LearningCohort) -> None:
    ann = cohort.make_workspaces()["Ann"]
    cohort.rehearse(ann, "Ann", 120, 120, days_ago=14)
    reasons = next(need for need in needs(cohort) if need.progress.owner.title == "Ann").reasons
    assert "was last seen 14 days ago, on 6 Nov 2026" in reasons


def test_signing_in_is_being_seen(cohort: LearningCohort) -> None:
    person = gather(cohort)["Ann"].owner.people[0]
    cohort.app.records.people.open_link(cohort.app.records.people.make_link(person.id, cohort.id, TESTER))
    seen = gather(cohort)["Ann"].last_seen
    assert seen and abs(seen - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)


def test_what_is_known_is_not_gathered_again_nor_what_equals_it(cohort: LearningCohort) -> None:
    spaces = cohort.make_workspaces()
    for space in spaces.values():
        cohort.open(space)
    first, second = gather(cohort).values()
    assert first.case is second.case
    again = gather(cohort)
    assert again["Ann"].case is first.case


def test_in_the_installation_s_own_cohort_all_work_on_its_case(cohort: LearningCohort) -> None:
    cohort.app.records.cohorts.add(INSTALLATION, MEMBERS[:2], TESTER)
    learners = gather_progress(cohort.app, INSTALLATION, NOW)
    assert [(each.owner.title, each.has_begun) for each in learners] == [("Ann", True), ("Ben", True)]


def test_of_two_of_one_name_each_has_their_own_runs_and_answers(tmp_path: Path) -> None:
    members = (NewMember(name="Ann", role="presenter"), NewMember(name="Ann", role="presenter"))
    cohort = LearningCohort(tmp_path, members, way="links")
    try:
        records = cohort.app.records
        first, second = (learner.owner.people[0].id for learner in gather_progress(cohort.app, cohort.id, NOW))
        for id in (first, second):
            records.workspaces.make(cohort.id, COMMAND_LINE, person_id=id, title="Ann", id=f"w-{id}")
            starter(cohort.app.workspaces.folder(f"w-{id}"))
            (cohort.app.workspaces.folder(f"w-{id}") / "storyboard.yaml").write_text(STORY, encoding="utf-8")
        workspace = records.workspaces.find(f"w-{second}")
        assert workspace
        # In the workspace of the second one, both have rehearsed, and somebody of their name who had no account.
        cohort.rehearse(workspace, first, 100, 100, days_ago=3)
        cohort.rehearse(workspace, second, 120, 120, days_ago=2)
        cohort.rehearse(workspace, "Ann", 180, 180, days_ago=1)
        learners = gather(cohort)
        assert list(learners) == ["Ann (1)", "Ann (2)"]
        assert [run.person for run in learners["Ann (2)"].practice.runs] == [second]
        assert [run.name for run in learners["Ann (2)"].practice.runs] == ["Ann (2)"]
        assert learners["Ann (1)"].practice.runs == ()
    finally:
        cohort.app.close()
