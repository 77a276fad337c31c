"""The clock of a storyboard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steering.cases.storyboard import Storyboard, storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.storyboard import timing


def story(*minutes: str, allowed: str = "20") -> Storyboard:
    scenes = "".join(f"  - {{id: s{i}, minutes: {each}, page: brief, message: x}}\n" for i, each in enumerate(minutes))
    return storyboard(parse_yaml(f"minutes_allowed: {allowed}\nscenes:\n{scenes or '  []'}", "storyboard.yaml"))[0]


def test_scenes_follow_one_another() -> None:
    found = timing.slots(story("2", "1.5", "0.25"))
    assert [slot.start_text for slot in found] == ["00:00", "02:00", "03:30"]
    assert timing.clock(found[-1].ends) == "03:45"


def test_a_scene_without_readable_minutes_takes_none() -> None:
    found = story("2", "ten", "3")
    assert [slot.start_text for slot in timing.slots(found)] == ["00:00", "02:00", "02:00"]
    assert timing.total(found) == 5


@pytest.mark.parametrize(
    ("minutes", "allowed", "over"), [(["10", "10"], "20", "0"), (["10", "10.5"], "20", "0.5"), (["9"], "none", "0")]
)
def test_what_exceeds_the_time_allowed(minutes: list[str], allowed: str, over: str) -> None:
    assert timing.over(story(*minutes, allowed=allowed)) == Decimal(over)


def test_no_scene_takes_no_time() -> None:
    assert timing.slots(story()) == ()
    assert timing.total(story()) == 0


@pytest.mark.parametrize(
    ("minutes", "said"), [("0.01", "00:01"), ("59.999", "60:00"), ("61", "61:00"), ("480", "480:00")]
)
def test_the_clock_is_to_the_second(minutes: str, said: str) -> None:
    assert timing.clock(Decimal(minutes)) == said


@pytest.mark.parametrize(("minutes", "said"), [("1", "1 minute"), ("1.0", "1 minute"), ("1.50", "1.5 minutes")])
def test_minutes_are_written_as_people_say_them(minutes: str, said: str) -> None:
    assert timing.format_minutes(Decimal(minutes)) == said
