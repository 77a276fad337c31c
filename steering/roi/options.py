"""The options of a business case on the selected scenario and data, and the words for the one that is asked for."""

from __future__ import annotations

from steering.cases.business import BusinessCase
from steering.cases.resolve import choose
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.options import OptionFigures
from steering.finance.turning_points import TurningPoint
from steering.roi.assumptions import assumptions_key, build_links, resolve_assumptions


def option_figures(context: CaseContext, filters: Filters) -> OptionFigures | None:
    """Return the figures of a case's options; None for a case without any. They are cached with the context.

    Data moves the lines of every option alike: adoption by the same ratios, spend in proportion to what each plans.
    """
    business = context.case.business
    if business is None or not business.as_written.options:
        return None
    assumptions = resolve_assumptions(context, filters)
    return context.cached(
        ("roi options", *assumptions_key(filters)),
        lambda: OptionFigures(
            business, None, assumptions.scenario, links_of=lambda alone: build_links(alone, assumptions.actuals)
        ),
    )


def option_labels(business: BusinessCase | None) -> tuple[str | None, str | None]:
    """Return the label of the option that the figures of a case are about, and of what it is held against."""
    if business is None or not business.as_written.options:
        return None, None
    choice = choose(business.as_written)
    return choice.option.label if choice.option else None, choice.against.label if choice.against else None


def describe_option(business: BusinessCase | None) -> str:
    """`Build, against Own tools`: the option that the figures of a case are about; empty for a case without options."""
    option, against = option_labels(business)
    return f"{option}, against {against}" if option and against else option or ""


def find_nearest_turn(points: tuple[TurningPoint, ...]) -> TurningPoint | None:
    """Return where the choice turns first: within a named range before beyond it, then the least change in proportion.

    The discount rate is left out: it is the crossover rate.
    """
    turns = [point for point in points if point.value is not None and point.id != "discount_rate"]
    return min(turns, key=lambda point: (not (point.has_range and point.is_within), _distance(point)), default=None)


def _distance(point: TurningPoint) -> float:
    """How far the assumption has to move: in shares of where it stands, or, from 0, of the range that is named."""
    assert point.value is not None  # the caller looked
    whole = abs(point.base) or abs((point.high or 0.0) - (point.low or 0.0)) or 1.0
    return abs(point.value - point.base) / whole
