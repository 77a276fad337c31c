"""A scene's message is as good as its claims, and says what is true where they don't hold."""

from __future__ import annotations

import pytest

from steering.conditions import ConditionState
from steering.frames.blocks import ClaimState
from steering.frames.storyboard.page import check_message

HOLDS = ClaimState(text="Many use it", state=ConditionState.HOLDS, reason="Users: 200, at least 100.")
BROKEN = ClaimState(
    text="It is safe", state=ConditionState.BROKEN, reason="Fail rate: 17%, where below 12% is claimed."
)
UNKNOWN = ClaimState(text="It is liked", state=ConditionState.UNKNOWN, reason="There is no value for this metric.")


@pytest.mark.parametrize(
    ("claims", "message", "detail"),
    [
        ((), "It works", ""),
        ((HOLDS,), "It works", ""),
        ((HOLDS, BROKEN), "Not supported: It works", BROKEN.reason),
        ((UNKNOWN, BROKEN), "Not supported: It works", BROKEN.reason),
        ((HOLDS, UNKNOWN), "Can't be checked: It works", UNKNOWN.reason),
    ],
)
def test_a_message_says_how_its_claims_stand(claims: tuple[ClaimState, ...], message: str, detail: str) -> None:
    assert check_message("It works", claims) == (message, detail)
