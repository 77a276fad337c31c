"""How exact figures and their steps are written, so that they add up as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.catalog.business_metrics import METRICS
from steering.context.case_context import CaseContext
from steering.formatting import DECIMALS, MINUS, SUFFIX, format_money
from steering.since.figures import COSTS
from steering.since.split import round_levels

RATIO_DECIMALS = 2


@dataclass(frozen=True, kw_only=True)
class FigureScale:
    """A unit in which a figure is written: what a value is multiplied by, its decimals, and what stands around it."""

    factor: Fraction = Fraction(1)
    decimals: int = 0
    before: str = ""
    after: str = ""
    after_step: str = ""

    @property
    def unit(self) -> str:
        """The unit by itself, for an axis."""
        return (self.before or self.after).strip()

    def round(self, levels: Sequence[Fraction]) -> tuple[int, ...]:
        """Return levels in whole steps of the last decimal that is written."""
        return round_levels([level * self.factor for level in levels], self.decimals)

    def draw(self, steps: int) -> float:
        """Return so many steps as a number of the unit."""
        return float(Fraction(steps, 10**self.decimals))

    def write(self, steps: int) -> str:
        """Return a figure with its unit."""
        return f"{MINUS if steps < 0 else ''}{self._number(steps)}{self.after}"

    def write_step(self, steps: int) -> str:
        """Return a difference with its sign and unit; none at all is a bare 0."""
        return f"{MINUS if steps < 0 else '+'}{self._number(steps)}{self.after_step}" if steps else "0"

    def write_briefly(self, steps: int, *, signed: bool = True) -> str:
        """Return a difference, or a figure, as a sentence has it: amounts in thousands and millions."""
        if self.before:
            return format_money(self.draw(steps), self.before.strip(), signed=signed)
        return self.write_step(steps) if signed else self.write(steps)

    def write_on_bar(self, steps: int, *, signed: bool = True) -> str:
        """Return the same without the currency, which the axis names."""
        return self.write_briefly(steps, signed=signed).replace(self.before, "")

    def _number(self, steps: int) -> str:
        # By whole numbers: a float of many digits would lose the last one.
        whole, rest = divmod(abs(steps), 10**self.decimals)
        return f"{self.before}{whole:,}" + (f".{rest:0{self.decimals}d}" if self.decimals else "")


def scale_of(context: CaseContext, figure: str, levels: Sequence[Fraction]) -> FigureScale:
    """Return the scale of a figure: its own decimals, and one more where they would round a value away."""
    scale, decimals = _own_scale(context, figure)
    if any((level * scale.factor * 10**decimals).denominator != 1 for level in levels) and not scale.before:
        decimals += 1
    return FigureScale(
        factor=scale.factor,
        decimals=decimals,
        before=scale.before,
        after=scale.after,
        after_step=scale.after_step,
    )


def _own_scale(context: CaseContext, figure: str) -> tuple[FigureScale, int]:
    currency, kpi, business = context.case.charter.currency, context.case.kpis.get(figure), context.case.business
    if kpi:
        decimals = DECIMALS.get(kpi.unit, 0) if kpi.decimals is None else kpi.decimals
        return _of_unit(kpi.unit, currency, Fraction(1)), decimals
    if figure == COSTS or business is None:
        return _of_unit("money", currency, Fraction(1)), 0
    unit = METRICS[figure].unit
    scale = _of_unit(unit, business.currency or currency, Fraction(business.unit))
    return scale, {"money": 0, "share": 1, "months": 1}.get(unit, RATIO_DECIMALS)


def _of_unit(unit: str, currency: str, factor: Fraction) -> FigureScale:
    if unit == "money":
        return FigureScale(factor=factor, before=f"{currency} ")
    if unit == "share":
        return FigureScale(factor=Fraction(100), after="%", after_step=SUFFIX["points"])
    after = " months" if unit == "months" else SUFFIX.get(unit, "")
    return FigureScale(after=after, after_step=after)
