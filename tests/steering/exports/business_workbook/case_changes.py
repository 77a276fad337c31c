"""A change of an input by its key, in the tree of the file of a business case."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import unquote

import yaml

from steering.cases.business import BusinessCase
from steering.cases.business_file import parse_business_case
from steering.errors import SteercoError

# Whole numbers, of which another one is drawn beside what is there.
WHOLE = ("begins", "ends", "years", "paid_after", "starts_after", "after_year")
# Nothing that follows depends on these, or they are no figures.
LEFT = ("view/", "constants/", "stated/", "dates/", "cashflows/dates/", "hurdle_rate")


def draw_change(key: str, figure: float, chance: random.Random) -> float:
    """Return another figure for an input."""
    name = key.split("/")[-1]
    if name in WHOLE:
        return max(0.0, figure + chance.choice((-1, 1)))
    other = figure * chance.uniform(0.6, 1.4) if figure else chance.uniform(0.0, 0.5)
    return float(f"{other:.6g}")


def apply_changes(text: str, changes: dict[str, float]) -> BusinessCase | None:
    """Return the case of a file with other figures; None where they are no case."""
    tree = yaml.safe_load(text)
    for key, figure in changes.items():
        whole = key.split("/")[-1] in WHOLE
        _put(tree, [unquote(part) for part in key.split("/")], int(figure) if whole else figure)
    try:
        return parse_business_case(yaml.safe_dump(tree, allow_unicode=True).encode(), "case.yaml")[0]
    except SteercoError:
        return None


def _put(tree: Any, path: list[str], figure: float) -> None:
    if path[0] == "scenarios":
        _put_change(tree["scenarios"], path, figure)
        return
    node = tree
    for step, part in enumerate(path[:-1]):
        if isinstance(node, list):
            by_id = [one for one in node if isinstance(one, dict) and one.get("id") == part]
            node = by_id[0] if by_id else node[int(part)]
            continue
        below = node.get(part)
        if isinstance(below, (int, float, str)):
            # `seats: 480` is short for a value, a rate or a term alone.
            below = {"value": below} if path[step + 1] in ("value", "low", "high") else [below]
            node[part] = below
        elif below is None:
            below = node[part] = {}
        elif part == "options" and path[0] == "lines" and isinstance(below, list):
            below = node[part] = dict.fromkeys(below, 1)
        elif path[0] == "indexes" and isinstance(below, list):
            below = node[part] = {"rates": below}
        node = below
    _set(node, path[-1], figure)


def _set(node: Any, name: str, figure: float) -> None:
    if not isinstance(node, list):
        node[name] = figure
        return
    place = int(name)
    if isinstance(node[place], dict):
        node[place]["value"] = figure
    else:
        node[place] = figure


def _put_change(scenarios: Any, path: list[str], figure: float) -> None:
    change = scenarios[path[1]] = dict(scenarios[path[1]] or {})
    change[".".join(path[2:])] = figure
