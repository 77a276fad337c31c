"""Finds a Chromium for the browser tests, and as a script installs one; alone knows where browsers lie."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.system_packages import install_packages, run, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Whatever a page asks for beyond this machine is not even looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

MISSING = (
    "No Chromium was found, so the tests marked `browser` are skipped. Install one "
    "(`apt-get install chromium`, or `playwright install chromium`) or name it in STEERCO_CHROMIUM."
)


def flags() -> list[str]:
    """What Chromium is started with; root has no sandbox to start it in."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)


def find() -> Path | None:
    """STEERCO_CHROMIUM, else a system browser, else the one Playwright downloaded; None when none runs."""
    named = os.environ.get("STEERCO_CHROMIUM")
    if named:
        return Path(named)
    installed = (shutil.which(name) for name in NAMES)
    candidates = [Path(path) for path in installed if path]
    return next((path for path in candidates if _runs(path)), None) or _downloaded()


def install() -> Path | None:
    """A Chromium that runs, installed when there is none and that is possible here."""
    return find() or _by_apt() or _by_playwright()


def _runs(browser: Path) -> bool:
    # Some systems put a stub there that only asks for another installer.
    try:
        return subprocess.run([browser, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _downloaded() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _by_apt() -> Path | None:
    why = "No Chromium here: installing the system's own with apt-get."
    return find() if install_packages(["chromium", "fonts-dejavu-core", "fonts-liberation"], why) else None


def _by_playwright() -> Path | None:
    say("No Chromium here: asking Playwright to download one.")
    return find() if run([sys.executable, "-m", "playwright", "install", "chromium"]) else None


if __name__ == "__main__":
    browser = install()
    say(f"Browser tests use {browser}." if browser else MISSING)
