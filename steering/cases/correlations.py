"""What the correlations of `business_case.yaml` must agree on: their figures vary, and all of them can hold at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from operator import mul

from steering.cases.business import BusinessCase, Correlation
from steering.cases.yaml_reader import Document, Place
from steering.catalog.drivers import DRIVERS
from steering.errors import Problem, did_you_mean, quote_input

# A pivot below this is none: the matrix is as good as singular.
LEAST = 1e-9


def check_correlations(case: BusinessCase, document: Document) -> Iterator[Problem]:
    """Yield names that can't be correlated, repeated pairs, and the first pair that can't hold with the others."""
    problems = [*_names(case, document), *_pairs(case.correlations, document)]
    yield from problems
    if not problems:
        yield from _together(case.correlations, document)


def _names(case: BusinessCase, document: Document) -> Iterator[Problem]:
    lines = {line.id: line for line in case.lines}
    names = [*lines, *DRIVERS, *case.inputs]
    for index, correlation in enumerate(case.correlations):
        for side, name in enumerate(correlation.between):
            place: Place = ("correlations", index, "between", side)
            if name not in names:
                known = "the id of a line or the name of a driver or an input"
                remedy = did_you_mean(name, names).strip() or f"Use {known}."
                yield document.at(place, quote_input(name), known, remedy)
            elif len(kinds := _kinds(name, case)) > 1:
                remedy = f"Give the {kinds[0]} another {'id' if kinds[0] == 'line' else 'name'}."
                found = f"{quote_input(name)}, a {kinds[0]} and {'a' if kinds[1] == 'driver' else 'an'} {kinds[1]}"
                yield document.at(place, found, "the name of one figure", remedy)
            elif not (lines[name].varies if name in lines else _varies(name, case)):
                remedy = "Give it a range with `low` and `high` and a distribution, or remove the correlation."
                yield document.at(place, f"{quote_input(name)}, which does not vary", "a figure with a range", remedy)


def _kinds(name: str, case: BusinessCase) -> list[str]:
    """Return what a name means in this case."""
    names = {"line": [line.id for line in case.lines], "input": case.inputs, "driver": case.drivers}
    return [kind for kind, known in names.items() if name in known]


def _varies(name: str, case: BusinessCase) -> bool:
    return case.inputs[name].varies if name in case.inputs else case.driver_varies(name)


def _pairs(stated: Sequence[Correlation], document: Document) -> Iterator[Problem]:
    pairs: set[frozenset[str]] = set()
    for index, correlation in enumerate(stated):
        pair, place = frozenset(correlation.between), ("correlations", index, "between")
        if len(pair) == 1:
            yield document.at(
                place, f"{quote_input(correlation.between[0])} twice", "two figures", "Name another one, or remove it."
            )
        elif pair in pairs:
            found = " and ".join(map(quote_input, correlation.between))
            yield document.at(place, f"{found} again", "each pair once", "Keep one of the two.")
        pairs.add(pair)


def _together(stated: Sequence[Correlation], document: Document) -> Iterator[Problem]:
    """Yield the first correlation after which the matrix is not positive semidefinite."""
    if possible(stated):
        return
    last = next(count for count in range(len(stated) - 1, -1, -1) if possible(stated[:count]))
    correlation = stated[last]
    yield document.at(
        ("correlations", last, "rank"),
        f"{correlation.rank} between {' and '.join(map(quote_input, correlation.between))}, "
        "which contradicts the correlations before it",
        "correlations that can hold at once, pairs that are not named counting as 0",
        "Bring it nearer to 0 or to what follows from the others, or remove one of them.",
    )


def possible(stated: Sequence[Correlation]) -> bool:
    """Return whether there are figures with these rank correlations, those not stated being 0.

    By Cholesky's method on 2 sin(pi/6 x rank), which is how normal scores with that rank correlation correlate.
    """
    rows = {
        name: row
        for row, name in enumerate(dict.fromkeys(name for correlation in stated for name in correlation.between))
    }
    correlations = {
        frozenset(rows[name] for name in correlation.between): 2 * math.sin(math.pi / 6 * float(correlation.rank))
        for correlation in stated
    }
    factor: list[list[float]] = []
    for row in range(len(rows)):
        made: list[float] = []
        for column, above in enumerate(factor):
            total = sum(map(mul, made, above))
            made.append((correlations.get(frozenset((row, column)), 0.0) - total) / above[column])
        pivot = 1 - sum(map(mul, made, made))
        if pivot < LEAST:
            return False
        factor.append([*made, math.sqrt(pivot)])
    return True
