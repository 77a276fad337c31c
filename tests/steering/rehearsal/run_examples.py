"""Runs whose seconds are written out, for the tests of what runs say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from steering.rehearsal.runs import PlannedScene, Run, SceneRun

DAY = dt.datetime(2026, 11, 1, 22, 0, tzinfo=dt.UTC)
PLAN = {"one": 60.0, "model": 120.0, "end": 60.0}


def make_run(number: int, seconds: Mapping[str, float], **facts: Any) -> Run:
    """The run of a day, the later the higher its number; `plan` is the seconds of its storyboard by scene."""
    plan: Mapping[str, float] = facts.pop("plan", PLAN)
    messages: Mapping[str, str] = facts.pop("messages", {})
    began = DAY + dt.timedelta(days=number)
    ids = list(seconds)
    values: dict[str, Any] = {
        "id": f"run-{number}",
        "title": "Dry run",
        "person": "Ann",
        "began": began,
        "ended": began + dt.timedelta(seconds=sum(seconds.values())),
        "outcome": "finished",
        "is_partial": set(seconds) != set(plan),
        "planned": tuple(
            PlannedScene(id=id, message=messages.get(id, id.capitalize()), seconds=span, has_driver=id == "model")
            for id, span in plan.items()
        ),
        "allowed": 300.0,
        "scenes": tuple(SceneRun(id=id, seconds=span, visits=1) for id, span in seconds.items()),
        "question_seconds": 0.0,
        "releases": {"cost": "r1"},
        "files": {"storyboard": "s1"},
        "storyboard": "s1",
        "last_scene": ids[-1] if ids else "",
    }
    return Run(**{**values, **facts})


def take(*seconds: float) -> dict[str, float]:
    """Seconds of the scenes of PLAN, in their order; the last ones may be left out."""
    return dict(zip(PLAN, seconds, strict=False))
