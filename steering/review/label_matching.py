"""Match the words of a label with lines, and compare rounded figures with their sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from steering.cases.line import Line
from steering.review.subject import words

Group = tuple[Line, ...]
# Words that name no line of their own: `all other costs`.
GENERAL = frozenset(
    words(
        "the all other every each any cost costs expense expenses expenditure spend spending benefit benefits "
        "budget line lines item items amount amounts figure figures sum total and of these those them both above below"
    )
)


def naming(text: str) -> tuple[str, ...]:
    """Return the words of a text that may name a line."""
    return tuple(word for word in words(text) if word not in GENERAL)


def find_lines(lines: Sequence[Line], terms: Sequence[str]) -> Iterator[Group]:
    """Yield the lines that words may mean: one with all of them, all such, one for each, a category. None is empty."""
    whole = tuple(line for line in lines if set(terms) <= set(_words(line)))
    some = tuple(line for line in lines if set(terms) & set(_words(line)))
    together = some if set(terms) <= {word for line in some for word in _words(line)} else ()
    category = tuple(line for line in lines if line.category and set(words(line.category)) <= set(terms))
    groups = (*((line,) for line in whole), whole, together, category)
    yield from {tuple(line.id for line in group): group for group in groups if group}.values()


def step(line: Line) -> Fraction:
    """Return the last decimal place that a line is written to; a line of zeros is meant exactly."""
    places = [int(figure.value.as_tuple().exponent) for figure in line.values if figure.value]
    return Fraction(10) ** min(0, *places) if places else Fraction(0)


def _words(line: Line) -> tuple[str, ...]:
    return words(f"{line.name} {line.id.replace('_', ' ')}")
