"""The name that a file may have here, whatever the machine that it comes from calls it."""

from __future__ import annotations

from pathlib import PureWindowsPath

LONGEST_NAME = 200


def safe_name(name: str) -> str:
    """Return the name of a file without any folder, on any system, and not absurdly long; its ending stays."""
    last = PureWindowsPath(name).name or "upload"
    return last if len(last) <= LONGEST_NAME else last[: LONGEST_NAME // 2] + "…" + last[-LONGEST_NAME // 2 :]
