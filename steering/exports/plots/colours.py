"""The colours of a figure in the light palette, and those of a heat map between the colours of its scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from steering.charts import palette

# Luminance from which on dark ink is read more easily than light ink (WCAG 2.2, relative luminance).
BRIGHT = 0.25
# How much red, green and blue add to the luminance.
WEIGHTS = (0.2126, 0.7152, 0.0722)


def resolve(colour: Any) -> str:
    """Return a colour of a figure, or the role of one, as the light palette has it; none where there is none."""
    return palette.colours("light").get(colour, colour) if isinstance(colour, str) else ""


def mix(scale: Sequence[tuple[float, str]], share: float) -> str:
    """Return the colour of a scale of light colours at a share of its length."""
    place = min(max(share, 0.0), 1.0)
    for (low, first), (high, last) in pairwise(scale):
        if place <= high:
            part = (place - low) / ((high - low) or 1.0)
            pairs = zip(_channels(resolve(first)), _channels(resolve(last)), strict=True)
            return "#" + "".join(f"{round(start + (end - start) * part):02x}" for start, end in pairs)
    return resolve(scale[-1][1])


def ink_on(colour: str) -> str:
    """Return the colour in which text is read on a ground of this colour."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    luminance = sum(weight * part for weight, part in zip(WEIGHTS, linear, strict=True))
    return resolve(palette.TEXT if luminance >= BRIGHT else palette.GROUND)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def parse_colours(marker: Mapping[str, Any], count: int) -> tuple[str, ...]:
    """Return the colour of each of so many points, where a figure gives points colours of their own."""
    colour = marker.get("color")
    if isinstance(colour, (list, tuple)):
        return tuple(resolve(one) for one in colour)
    return ("",) * count
