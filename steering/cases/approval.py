"""Whether a case asks that somebody else approve what is published to it, read from its `case.yaml` alone.

A publication for a whole cohort asks this of each workspace, so that no case is opened for it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from steering.cases.folder import read_regular
from steering.cases.yaml_reader import LARGEST, parse_yaml

FILE, KEY = "case.yaml", "needs_approval"
# What the file's model takes for false.
FALSE = ("false", "no", "off", "n", "f", "0")


def asks_for_approval(folder: Path) -> bool:
    """Return whether the case in a folder asks for approval; one that names the key and can't be read does."""
    with suppress(OSError, ValueError):
        text = read_regular(folder, folder / FILE, LARGEST).decode("utf-8-sig", "replace")
        return KEY in text and _reads_as_true(text)
    return False


def _reads_as_true(text: str) -> bool:
    tree = parse_yaml(text, FILE).tree
    if not isinstance(tree, dict):
        return True
    return str(tree.get(KEY) or "false").strip().casefold() not in FALSE
