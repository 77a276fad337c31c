"""Every state that a badge shows has a role, an icon, a word and a text mark, in its own words among its kind."""

from __future__ import annotations

import pytest

from steering.conditions import ConditionState
from steering.status import COLOURS, SIGNS, Badge, Status, against_plan, describe_plan_rule


@pytest.mark.parametrize("state", [*Status, *ConditionState])
def test_every_state_has_role_icon_word_and_mark(state: Badge) -> None:
    assert state.role in COLOURS
    assert state.icon in SIGNS
    assert state.word[0].isupper()
    assert state.mark == f"{SIGNS[state.icon]} {state.word}"


@pytest.mark.parametrize("kind", [Status, ConditionState])
def test_no_two_states_share_a_word(kind: type[Badge]) -> None:
    assert len({state.mark for state in kind}) == len(kind)


@pytest.mark.parametrize("state", [*Status, *ConditionState])
def test_a_state_is_its_value(state: Badge) -> None:
    assert type(state).parse(str(state)) is state


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no Status"):
        Status.parse("splendid")


@pytest.mark.parametrize("planned", [1, 2, 7, 20, 31, 70])
def test_the_rule_of_a_plan_in_words_is_the_rule(planned: int) -> None:
    words = describe_plan_rule(planned)
    assert words.startswith(f"on track at {planned}")
    least = int(words.rpartition(" ")[2])
    assert against_plan(planned, planned) is Status.ON_TRACK
    assert against_plan(least - 1, planned) is Status.OFF_TRACK
    assert against_plan(least, planned) is (Status.AT_RISK if least < planned else Status.ON_TRACK)
