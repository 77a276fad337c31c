"""Contradictions planted at once are all found by `check` with their file; the example has only its own."""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.commands.check_profiles import PROFILES
from steering.dossier import (
    adrs,
    architecture,
    change,
    compliance,
    current_state,
    enablement,
    governance,
    relations,
    thread_rules,
)
from steering.review.checklist import ChecklistItem
from steering.state.app_state import AppState
from steering.status import Status
from tests.steering.dossier.contradictions import CONTRADICTIONS, Contradiction, plant

# The areas whose rules are tried here.
AREAS = (thread_rules, current_state, architecture, relations, adrs, governance, compliance, change, enablement)
RULES = [rule for area in AREAS for rule in area.RULES]
DOSSIER = ("docs-quality", "architecture-review")
# What the example itself plants, by rule, with the number of places.
OF_THE_EXAMPLE = {
    "adr-confirmed": 1,
    "adr-links": 1,
    "adr-superseded": 1,
    "communication-dates": 1,
    "component-owned": 1,
    "constraint-proven": 1,
    "controls-automation": 2,
    "controls-evidence": 4,
    "controls-expired": 4,
    "controls-rejected": 1,
    "deliverable-due": 1,
    "exception-expired": 1,
    "pain-cured": 1,
    "pilot-met": 1,
    "plan-kept": 2,
    "raci-accountable": 1,
    "score-supported": 1,
    "stakeholder-won": 1,
    "toolkit-files": 1,
}
# What no edit beside the others brings about: it takes other data, or a pilot without metrics. The tests of these rules
# have that.
UNTRIED = {"claim-proven", "controls-dataset", "controls-expired", "controls-rejected", "pilot-metrics"}


def _check(case: Path, profile: str) -> list[tuple[str, str, str | None]]:
    """Return rule, file and path of every place that the command names under a profile."""
    with redirect_stdout(StringIO()) as out:
        assert main(["check", str(case), "--profile", profile, "--json"]) == 1
    items = json.loads(out.getvalue())["profiles"][profile]
    return [(item["item"], place["file"], place["column"]) for item in items for place in item["places"]]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, example_case: Path) -> set[tuple[str, str, str | None]]:
    """Every place that `check` names in a copy with all contradictions."""
    case = tmp_path_factory.mktemp("contradictions") / example_case.name
    shutil.copytree(example_case, case)
    # Charges take long to publish, and no rule of the dossier asks for them.
    (case / "datasets" / "cost.csv.gz").unlink()
    plant(case)
    return {place for profile in DOSSIER for place in _check(case, profile)}


@pytest.fixture(scope="module")
def items(example_installation: AppState) -> list[ChecklistItem]:
    """What both profiles say of the example as it is."""
    return [item for profile in DOSSIER for item in PROFILES[profile].review(example_installation.snapshot().context)]


def test_there_are_fifty_and_more_of_most_rules() -> None:
    assert len(CONTRADICTIONS) >= 50
    assert len({(entry.rule, entry.file, entry.old) for entry in CONTRADICTIONS}) == len(CONTRADICTIONS)


@pytest.mark.parametrize("entry", CONTRADICTIONS, ids=lambda entry: f"{entry.rule} {entry.place[0]} {entry.place[1]}")
def test_each_is_found_with_its_file(entry: Contradiction, places: set[tuple[str, str, str | None]]) -> None:
    assert (entry.rule, *entry.place) in places


@pytest.mark.parametrize("entry", CONTRADICTIONS, ids=lambda entry: f"{entry.rule} {entry.place[0]} {entry.place[1]}")
def test_none_is_there_without_it(entry: Contradiction, items: list[ChecklistItem]) -> None:
    there = {(item.id, place.file, place.column) for item in items for place in item.places}
    assert (entry.rule, *entry.place) not in there


def test_the_example_fails_by_what_it_plants_itself_and_by_nothing_else(items: list[ChecklistItem]) -> None:
    ids = {rule.id for rule in RULES}
    assert {
        item.id: len(item.places) for item in items if item.state is Status.FAILED and item.id in ids
    } == OF_THE_EXAMPLE


def test_every_rule_that_fails_a_check_is_tried() -> None:
    rules = {rule.id for rule in RULES if not rule.is_hint}
    assert rules - {entry.rule for entry in CONTRADICTIONS} == UNTRIED
