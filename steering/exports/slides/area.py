"""A rectangle on a slide, and how it is divided; in English metric units, as PowerPoint measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

# So many to a point, in which texts are measured.
POINT = 12_700


@dataclass(frozen=True, kw_only=True)
class Area:
    """A rectangle on a slide."""

    left: int
    top: int
    width: int
    height: int

    @property
    def points(self) -> tuple[float, float]:
        """Its width and height in points."""
        return self.width / POINT, self.height / POINT

    def cut_top(self, height: int, gap: int = 0) -> tuple[Area, Area]:
        """Return the uppermost part and what is left below it."""
        rest = replace(self, top=self.top + height + gap, height=max(self.height - height - gap, 1))
        return replace(self, height=height), rest

    def cut_bottom(self, height: int, gap: int = 0) -> tuple[Area, Area]:
        """Return the lowest part and what is left above it."""
        low = replace(self, top=self.top + self.height - height, height=height)
        return low, replace(self, height=max(self.height - height - gap, 1))

    def split(self, weights: Sequence[float], gap: int) -> list[Area]:
        """Return parts side by side, as wide as their weights say."""
        room = self.width - gap * (len(weights) - 1)
        parts, left = [], self.left
        for weight in weights:
            width = int(room * weight / sum(weights))
            parts.append(replace(self, left=left, width=width))
            left += width + gap
        return parts
