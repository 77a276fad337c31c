"""Finds a Chromium for the browser tests, and as a script installs one; alone knows where browsers lie."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

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
    become_root = _become_root()
    if shutil.which("apt-get") is None or become_root is None:
        return None
    _say("No Chromium here: installing the system's own with apt-get.")
    apt = [*become_root, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    packages = ["chromium", "fonts-dejavu-core", "fonts-liberation"]
    done = _try([*apt, "update"]) and _try([*apt, "install", "-y", "--no-install-recommends", *packages])
    return find() if done else None


def _become_root() -> list[str] | None:
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _by_playwright() -> Path | None:
    _say("No Chromium here: asking Playwright to download one.")
    return find() if _try([sys.executable, "-m", "playwright", "install", "chromium"]) else None


def _try(command: list[str]) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, timeout=600).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    browser = install()
    _say(f"Browser tests use {browser}." if browser else MISSING)
