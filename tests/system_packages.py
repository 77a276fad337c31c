"""Installs what tests need of the system, with apt-get where that is there and may be used; says what it does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

# Seconds that a step may take.
PATIENCE = 600


def install_packages(names: Sequence[str], why: str) -> bool:
    """Install packages of Debian or Ubuntu and say why; return whether they are there now."""
    become_root = _become_root()
    if shutil.which("apt-get") is None or become_root is None:
        return False
    say(why)
    apt = [*become_root, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    return run([*apt, "update"]) and run([*apt, "install", "-y", "--no-install-recommends", *names])


def run(command: Sequence[str]) -> bool:
    """Return whether a command ends well, and in time."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, timeout=PATIENCE).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def say(sentence: str) -> None:
    """Write a sentence at once, before whatever another program writes."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _become_root() -> list[str] | None:
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None
