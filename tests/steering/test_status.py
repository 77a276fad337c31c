"""Every state that a badge shows has a role, an icon, a word and a text mark, in its own words among its kind."""

from __future__ import annotations

import pytest

from steering.conditions import ConditionState
from steering.status import COLOURS, SIGNS, Badge, Status


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
