"""What else is wrong with a business case that has mistakes: stand-ins in their places let the rest be judged.

Only what no stand-in bears on is told: nobody is sent after a mistake that they have not made.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from steering.cases.business import BusinessCase
from steering.cases.business_checks import check_business
from steering.cases.validate import Mistake, problems_of
from steering.cases.yaml_reader import Document, Place
from steering.errors import Problem

# How often what was mended is judged again: some mistakes show only when others are gone.
ROUNDS = 4
# Mistakes beyond which the rest waits: with so many the file is another one than was meant.
MOST = 50
LISTS = ("values", "costs", "benefits", "net")
# What stands in for a value that may not be left out.
STAND_INS = {"discount_rate": "0.1", "kind": "cost", "metric": "npv", "value": "0", "above": "0"}
# Keys of one mapping that are judged together.
TOGETHER = (
    {"value", "low", "high", "distribution"},
    {"kind", "category", "follows_cost"},
    {"metric", "value"},
    {"lines", "cashflows", "timing", "dates"},
)


def check_the_rest(document: Document, mistakes: Sequence[Mistake]) -> tuple[Problem, ...]:
    """Return the problems of a business case that do not follow from its mistakes, those apart."""
    if len(mistakes) > MOST:
        return ()
    whole = replace(document, tree=deepcopy(document.tree))
    wrong, problems, found = list(mistakes), list[Problem](), tuple(mistakes)
    for turn in range(ROUNDS):
        for mistake in sorted(found, key=lambda mistake: len(mistake.place), reverse=True):
            _mend(whole.tree, mistake, outright=turn > 0)
        case, found = problems_of(whole, BusinessCase)
        others = check_business(case, whole) if case else (mistake.problem for mistake in found)
        problems += [problem for problem in others if not _follows(problem, wrong, document)]
        if case:
            break
        wrong += found
    return tuple(problems)


def _mend(tree: Any, mistake: Mistake, *, outright: bool) -> None:
    """Put a stand-in where a mistake is, or nothing where nothing has to be."""
    place = _list_of_dates(mistake.place)
    parent: Any = _inner(tree, place[:-1])
    if not place or parent is None or isinstance(parent, str):
        return  # the whole is none, or what was around it has been left out already
    stand_in = None if mistake.kind == "unknown" or outright else _stand_in(place)
    if stand_in is not None:
        parent[place[-1]] = stand_in
    elif isinstance(parent, list):
        tree.pop(place[0], None)  # its neighbours have to keep their places, or none has one
    else:
        parent.pop(place[-1], None)


def _follows(problem: Problem, wrong: Sequence[Mistake], document: Document) -> bool:
    return any(_bears(mistake, problem.spot, document) for mistake in wrong)


def _stand_in(place: Place) -> Any:
    """Return what keeps the place of a value; None where nothing has to stand there."""
    match place:
        case ("lines", int(index)):
            return {"id": f"unnamed.{index}", "kind": "cost", "values": ["0", "0"]}
        case ("lines", int(index), "id"):
            return f"unnamed.{index}"
        case ("stated", int()):
            return {"metric": "npv", "value": "0"}
        case ("scenarios", str()):
            return {}
        case (*_, "values") | (*_, "values" | "costs" | "benefits" | "net", int()) if place[0] != "scenarios":
            return "0" if isinstance(place[-1], int) else ["0", "0"]
        case ("discount_rate",) | ("lines" | "stated", int(), _) | ("lines", int(), "follows_cost", _):
            return STAND_INS.get(str(place[-1]))
    return None


def _bears(mistake: Mistake, spot: Place, document: Document) -> bool:
    """Return whether a problem with a spot may follow from a mistake."""
    place = _find_subject(mistake)
    if not place:
        return False
    if not spot:
        return place[0] in ("lines", "cashflows")
    if place[-2:-1] and place[-2] in LISTS:
        return spot == place  # one figure has nothing to do with how many there are
    return (
        place[: len(spot)] == spot
        or spot[: len(place)] == place
        or _together(place, spot)
        or _unsure_name(place, spot, document)
        or (place == ("periods",) and spot[-1] in (*LISTS, "dates"))
        or (place == ("discount_rate",) and spot[:2] == ("drivers", "discount_rate"))
        or (place[0] in ("dates", "cashflows") and spot == ("timing",))
    )


def _find_subject(mistake: Mistake) -> Place:
    """Return the place that a mistake is about: for an unknown key that of the key that it probably is, if any."""
    if mistake.kind != "unknown":
        return _list_of_dates(mistake.place)
    return (*mistake.place[:-1], mistake.near) if mistake.near else ()


def _list_of_dates(place: Place) -> Place:
    """Return the place of the list that a date stands in: with one date wrong, none of them can be judged."""
    return place[:-1] if place[-2:-1] == ("dates",) else place


def _together(place: Place, spot: Place) -> bool:
    keys = {place[-1], spot[-1]}
    return place[:-1] == spot[:-1] and any(keys <= group for group in TOGETHER)


def _unsure_name(place: Place, spot: Place, document: Document) -> bool:
    """Return whether a spot names a line or a scenario that may be there, only not rightly written."""
    if spot[-1] == "scenario":
        return place == ("scenarios",)
    if spot[0] not in ("scenarios", "stated") or spot[-2:-1] != ("lines",):
        return False
    is_line_id = place[0] == "lines" and place[-1] == "id"
    return place == ("lines",) or (is_line_id and _inner(document.tree, place) in (None, spot[-1]))


def _inner(tree: Any, place: Place) -> Any:
    """Return what is at a place of a tree; None where there is no such place."""
    for part in place:
        if isinstance(tree, dict):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree
