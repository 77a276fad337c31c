"""A Chromium whose microphone hears a file: somebody who speaks for a while, is silent, and speaks again."""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import chromium

RATE = 48_000
# Seconds of a tone, and of silence behind it, again and again.
SPEAKING, SILENCE = 1.5, 1.0
SHARE = SPEAKING / (SPEAKING + SILENCE)


def write_speech(path: Path) -> Path:
    """Write what the microphone hears."""
    tone = [0.3 * math.sin(2 * math.pi * 300 * index / RATE) for index in range(int(SPEAKING * RATE))]
    samples = array("h", (round(value * 32767) for value in (*tone, *[0.0] * int(SILENCE * RATE))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def launch_with_microphone(browser: Browser, speech: Path) -> Browser:
    """Start another Chromium beside one that runs. A page may listen where its context has the permission to."""
    device = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={speech}")
    return browser.browser_type.launch(executable_path=chromium.find(), args=[*chromium.flags(), *device])
