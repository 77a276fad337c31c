"""What counts as speech in a recording, by levels that are written down here."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.server import Server

LEVELS = """async (pieces) => {
  const { measure } = await import(new URL('live/voice_levels.js', document.baseURI));
  return measure(pieces);
}"""


def frames(*stretches: tuple[float, float]) -> list[float]:
    """Levels of stretches of so many seconds, in dB."""
    return [level for seconds, level in stretches for _ in range(round(seconds * 20))]


def piece(scene: str, *stretches: tuple[float, float], part: int = 1) -> dict[str, Any]:
    return {"scene": scene, "part": part, "levels": frames(*stretches)}


QUIET, LOUD = -70.0, -20.0
CLICKED = {"a": (7.75, 6.2, 1.55)}


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([piece("a", (2, QUIET), (6, LOUD), (2, QUIET))], {"a": (10, 6, 2)}),
        # A pause between words is speech, one for breath is not; a click is none.
        (
            [piece("a", (3, LOUD), (0.2, QUIET), (3, LOUD), (0.5, QUIET), (0.05, LOUD), (1, QUIET))],
            {"a": (7.75, 6.2, 1.55)},
        ),
        # A noisy room has a quiet of its own.
        ([piece("a", (4, -42), (4, LOUD))], {"a": (8, 4, 4)}),
        # Where all is the same, it is speech if it is loud.
        ([piece("a", (4, -60))], {"a": (4, 0, 4)}),
        ([piece("a", (4, -25))], {"a": (4, 4, 0)}),
        # Silence ends with its scene, and with the recording; visits add up; questions are left out.
        (
            [
                piece("a", (2, LOUD), (2, QUIET)),
                piece("b", (1, QUIET), (2, LOUD)),
                piece("", (5, QUIET)),
                piece("a", (1, QUIET), (1, LOUD), (3, QUIET), part=2),
            ],
            {"a": (9, 3, 3), "b": (3, 2, 1)},
        ),
        ([], {}),
    ],
    ids=["speech", "pauses and clicks", "noise", "quiet alone", "loud alone", "scenes", "nothing"],
)
def test_speech_is_what_is_louder_than_the_quiet_around_it(
    app: Server, page: Page, pieces: list[dict[str, Any]], expected: dict[str, tuple[float, ...]]
) -> None:
    page.goto(f"{app.url}/healthz")
    scenes = page.evaluate(LEVELS, pieces)
    assert {id: tuple(scene.values()) for id, scene in scenes.items()} == expected
