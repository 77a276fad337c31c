"""How the values of a plot are written: read from a figure's formats, given as text and as a spreadsheet's code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from steering.formatting import ABSENT, MINUS, format_day

# A format of the figures, such as `,.2f`, `.0%`, `~s` and `,.2~f`.
FORMAT = re.compile(r",?(?:\.(\d+))?(~?)([fsr%])")
# From which size on an amount is shortened, by what it is divided, and what stands behind it.
SHORTENED = ((1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e3, 1e3, "k"))


@dataclass(frozen=True, kw_only=True)
class PlotFormat:
    """How values are written: with so many decimals, as a share, a day, or shortened to thousands and millions."""

    decimals: int = 0
    share: bool = False
    short: bool = False
    day: bool = False

    def write(self, value: float | None) -> str:
        """Return a value as text; an en dash where there is none."""
        if value is None:
            return ABSENT
        if self.day:
            return format_day(date.fromordinal(round(value)))
        scaled, suffix = self._scale(value)
        text = f"{abs(scaled):,.{self.decimals}f}"
        sign = MINUS if scaled < 0 and text.strip("0.,") else ""
        return f"{sign}{text}{suffix}"

    def _scale(self, value: float) -> tuple[float, str]:
        if self.share:
            return value * 100, "%"
        if self.short:
            for least, divisor, suffix in SHORTENED:
                if abs(value) >= least:
                    return value / divisor, suffix
        return value, ""

    @property
    def code(self) -> str:
        """The number format of a spreadsheet that writes values like this."""
        places = f".{'0' * self.decimals}" if self.decimals else ""
        if self.day:
            return "d mmm yyyy"
        if self.share:
            return f"0{places}%"
        if self.short:
            millions = f".{'0' * max(self.decimals, 1)}"
            return f'[>=1000000]#,##0{millions},,"M";[>=1000]#,##0{places},"k";#,##0'
        return f"#,##0{places}"


WHOLE = PlotFormat()
DAY = PlotFormat(day=True)


def parse_format(text: str, values: Sequence[float]) -> PlotFormat:
    """Return the format that a figure's text asks for; one that drops zeros gets the decimals that values need."""
    match = FORMAT.fullmatch(text)
    if match is None:
        return PlotFormat(decimals=_count_decimals(values, 2))
    digits, trims, kind = match.groups()
    if kind == "s":
        return PlotFormat(
            short=True, decimals=_count_decimals([PlotFormat(short=True)._scale(value)[0] for value in values], 1)
        )
    if kind == "%":
        return PlotFormat(share=True, decimals=int(digits or 0))
    if kind == "f" and digits and not trims:
        return PlotFormat(decimals=int(digits))
    return PlotFormat(decimals=_count_decimals(values, int(digits or 2)))


def _count_decimals(values: Sequence[float], most: int) -> int:
    """Return with how many decimals, up to the most, values are told apart from whole numbers: none where large."""
    if all(value == round(value) for value in values) or max(map(abs, values), default=0) >= 100:
        return 0
    return 1 if max(map(abs, values)) >= 10 else most
