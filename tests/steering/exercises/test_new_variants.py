"""Variants as workspaces: other troubles for each, the key for nobody who learns, and nothing where one is refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.roles import IN_COHORT, OWN, Role
from steering.errors import NotAllowed, SteercoError, UnknownName
from steering.exercises.answers import gather_answers, tabulate_answers, tabulate_counts
from steering.exercises.key_body import parse_body
from steering.exercises.new_variants import Planting, copy_workspaces, make_variant_workspaces, name_owners
from steering.ingest.file_set import gather
from steering.ingest.publish import publish
from steering.state.new_workspaces import Owner, list_owners, pack_workspace
from tests.steering.exercises.classes import KINDS, LearningClass


@pytest.fixture
def learners(tmp_path: Path, teams_and_kpis: Path) -> Iterator[LearningClass]:
    learners = LearningClass(tmp_path / "home", teams_and_kpis)
    learners.add("Ann", "Ben")
    yield learners
    learners.app.close()


def places(learners: LearningClass) -> dict[str, tuple[str, ...]]:
    keys = learners.app.records.variant_keys.list(learners.id, COMMAND_LINE)
    return {key.learner: tuple(entry.trouble.subject for entry in parse_body(key.body).planted) for key in keys}


def test_each_learner_gets_a_case_that_opens_with_troubles_of_their_own(learners: LearningClass) -> None:
    ann, ben = learners.plant()
    assert places(learners)["Ann"] != places(learners)["Ben"]
    for workspace in (ann, ben):
        snapshot = learners.app.workspaces.get(workspace).snapshot()
        assert snapshot.refused == {} and snapshot.stale is None
    adoption = [(learners.folder(each) / "datasets" / "adoption.csv").read_text() for each in (ann, ben)]
    assert adoption[0] != adoption[1]


def test_who_comes_later_gets_what_nobody_before_has_and_the_first_keep_theirs(learners: LearningClass) -> None:
    learners.plant()
    before = places(learners)
    learners.add("Cara")
    learners.plant()
    after = places(learners)
    assert {name: after[name] for name in before} == before
    assert not {*before["Ann"], *before["Ben"]} >= {*after["Cara"]}


def test_neither_key_nor_seed_is_in_a_file_that_a_learner_has(learners: LearningClass) -> None:
    workspace, _ = learners.plant(seed=987654321)
    key = learners.app.records.variant_keys.list(learners.id, COMMAND_LINE)[0]
    packed = zipfile.ZipFile(io.BytesIO(pack_workspace(learners.folder(workspace))))
    texts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    assert texts and not any("987654321" in text for text in texts)
    assert not any(entry["says"] in text for entry in json.loads(key.body)["planted"] for text in texts)
    learner = Actor(id="ann", name="Ann", grants={workspace.id: OWN, learners.id: IN_COHORT["presenter"]})
    with pytest.raises(NotAllowed):
        gather_answers(learners.app, learners.id, learner)


def test_data_published_for_the_cohort_takes_the_place_of_the_case_s_own(
    learners: LearningClass, tmp_path: Path
) -> None:
    own = (learners.case / "datasets" / "adoption.csv").read_text(encoding="utf-8")
    file = tmp_path / "adoption.csv"
    file.write_text(own.replace("Imaging triage", "Imaging of the cohort"), encoding="utf-8")
    app = learners.app
    publish(
        gather([file]), "adoption", learners.id,
        home=app.home, records=app.records, by=COMMAND_LINE, source="upload", team_tag="team",
    )  # fmt: skip
    workspace, _ = learners.plant()
    text = (learners.folder(workspace) / "datasets" / "adoption.csv").read_text(encoding="utf-8")
    assert "Imaging of the cohort" in text and "Imaging triage" not in text
    assert learners.app.workspaces.get(workspace).snapshot().refused == {}


def test_a_trouble_without_a_place_makes_nothing(learners: LearningClass) -> None:
    with pytest.raises(SteercoError, match="no place for cost_anomaly"):
        learners.plant(kinds=(*KINDS, "cost_anomaly"))
    assert learners.app.records.workspaces.list(learners.id) == ()
    assert places(learners) == {}


@pytest.mark.parametrize("role", ["assistant", "presenter", "viewer", "auditor", "admin"])
def test_only_an_instructor_makes_them(learners: LearningClass, role: Role) -> None:
    actor = Actor(id="x", name="X", grants={learners.id: IN_COHORT[role]})
    owners = list_owners(learners.app.records, learners.id)
    with pytest.raises(NotAllowed):
        make_variant_workspaces(learners.app, learners.id, owners, learners.case, Planting(seed=1, kinds=KINDS), actor)
    assert learners.app.records.workspaces.list(learners.id) == ()


def test_a_copy_of_a_workspace_takes_its_troubles_along(learners: LearningClass) -> None:
    ann, _ = learners.plant()
    learners.edit(ann, "minutes_allowed: 20", "minutes_allowed: 25")
    learners.add("Cara")
    owners = list_owners(learners.app.records, learners.id)
    (copy,) = copy_workspaces(learners.app, learners.id, owners, ann, COMMAND_LINE)
    assert "minutes_allowed: 25" in (learners.folder(copy) / "storyboard.yaml").read_text(encoding="utf-8")
    assert places(learners)["Cara"] == places(learners)["Ann"]
    learners.add("Dan")
    learners.plant()
    assert places(learners)["Dan"] not in (places(learners)["Ann"], places(learners)["Ben"])


def test_a_workspace_of_another_cohort_is_not_copied(learners: LearningClass) -> None:
    ann, _ = learners.plant()
    other = learners.app.records.cohorts.make("Spring", COMMAND_LINE).id
    with pytest.raises(UnknownName):
        copy_workspaces(learners.app, other, [Owner(title="Eve", person_id="eve")], ann, COMMAND_LINE)


def test_what_was_put_away_has_no_answers_and_its_owner_gets_another_one(learners: LearningClass) -> None:
    ann, _ = learners.plant()
    learners.app.records.workspaces.archive(ann.id, COMMAND_LINE)
    assert [owner.title for owner in list_owners(learners.app.records, learners.id)] == ["Ann"]
    assert {answer.learner for answer in gather_answers(learners.app, learners.id, COMMAND_LINE)} == {"Ben"}
    with pytest.raises(UnknownName):
        learners.app.records.workspaces.archive(ann.id, COMMAND_LINE)


def test_learners_of_one_name_are_told_apart() -> None:
    owners = [Owner(title="Ann"), Owner(title="Ann"), Owner(title="Ben")]
    assert list(name_owners(owners, ["Ben"])) == ["Ann", "Ann (2)", "Ben (2)"]


def test_the_counts_say_nothing_of_what_was_planted(learners: LearningClass) -> None:
    learners.plant()
    answers = gather_answers(learners.app, learners.id, COMMAND_LINE)
    assert tabulate_counts(answers).texts == (("Ann", "0", "0", "3"), ("Ben", "0", "0", "3"))
    table = tabulate_answers(answers)
    assert len(table.rows) == 6 and table.texts[0][2] == answers[0].entry.trouble.says
