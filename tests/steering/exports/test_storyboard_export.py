"""The storyboard as it is taken along: what each scene brings, and what it says where it can't be shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.cases.storyboard import storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.conditions import ConditionState
from steering.errors import SteercoError
from steering.exports.storyboard import export_storyboard
from steering.state.case_snapshot import CaseSnapshot

SCENES = """\
minutes_allowed: 1
scenes:
  - {id: first, minutes: 1.5, page: kpis, message: As it is}
  - {id: second, minutes: 2, page: nowhere, message: This page is not there}
  - {id: third, minutes: 1, page: roi, message: As planned, view: {basis: plan, drivers: {benefit_factor: 0.9}}}
"""


def test_the_example_in_minutes_states_and_findings(example: CaseSnapshot) -> None:
    made = export_storyboard(example.context)
    assert (made.case, made.as_of, made.minutes) == ("halden", "2026-10", "18.5 minutes")
    assert [part.clock for part in made.parts][:2] == ["00:00 to 02:00", "02:00 to 04:30"]
    assert ("as of Oct 2026", "all business units", "benefits 90%") in [part.state for part in made.parts]
    broken = [claim.text for _, claim in made.findings if claim.state is ConditionState.BROKEN]
    assert "Fewer than one deployment in eight fails" in broken


def test_a_draft_is_taken_instead_and_a_faulty_scene_says_why(
    lay: Callable[[Path], CaseSnapshot], new_case: Path
) -> None:
    draft, _ = storyboard(parse_yaml(SCENES, "storyboard.yaml"))
    made = export_storyboard(lay(new_case).context, draft)
    first, second, third = made.parts
    assert first.frame
    assert first.frame.message == "As it is"
    assert second.frame is None
    assert "nowhere" in second.problems[0]
    assert third.state[2:] == ("as planned", "benefits 90%")
    assert made.headline.startswith("4.5 minutes where 1 are allowed")


def test_without_a_storyboard_it_says_what_to_do(lay: Callable[[Path], CaseSnapshot], new_case: Path) -> None:
    (new_case / "storyboard.yaml").unlink()
    with pytest.raises(SteercoError, match=r"The case case has no storyboard yet: write storyboard\.yaml"):
        export_storyboard(lay(new_case).context)
