"""What a workbook can't show of a business case, as remarks: on the sheet Limits, and beside the file."""

from __future__ import annotations

from collections.abc import Iterator

from steering.exports.pack_file import Remark
from steering.exports.workbook.layout import BY_OPTION, CASH_FLOW, LINES, RESULTS, SENSITIVITY
from steering.exports.workbook.layout import ROOTS as PLACES_SHEET
from steering.exports.workbook.metrics import has_cost_of_delay
from steering.exports.workbook.model import BusinessModel
from steering.exports.workbook.single_inputs import HIGHEST_RATE, LOWEST_RATE, PLACES
from steering.formatting import format_number, join_words

MOST_NAMED = 8


def list_limits(model: BusinessModel) -> Iterator[Remark]:
    """Yield what the workbook does not show, or works out otherwise than the app does."""
    yield Remark(
        where=RESULTS,
        text="The workbook is the case as written: adoption and costs are as planned, not as today's data have them.",
    )
    yield Remark(
        where=PLACES_SHEET,
        text=f"A rate of return is looked for at {PLACES:,} places from {LOWEST_RATE:.4%} to {HIGHEST_RATE:,.0%}. Two "
        "rates closer together than a place, a point and a half near 10%, are not told apart: where the sheet Metrics "
        "counts more changes of sign than rates, the app knows more. Where several rates give an NPV of 0, the "
        "workbook counts them, shows none as the return, and the app lists them.",
    )
    yield Remark(
        where=SENSITIVITY,
        text="Simulated futures, correlations, break-even values and the explanations of stated figures are no "
        "formulas; they are in the app.",
    )
    yield Remark(
        where=LINES,
        text="Which line is in which period, its timing, kind and prices, and which inputs multiply it are the shape "
        "of the model: change them in the app. Lines can't be inserted.",
    )
    case = model.inputs.case
    if not case.days and not has_cost_of_delay(model.inputs):
        text = "The cost of a month's delay is in the app alone, as what comes back at the end does not wait."
        yield Remark(where=RESULTS, text=text)
    sunk = [line.name for line in case.lines if line.sunk]
    if sunk:
        yield Remark(where=CASH_FLOW, text=f"Left out, as already spent: {_name(sunk)}.")
    if any(option.starts_after for option in case.options):
        later = [option.label for option in case.options if option.starts_after]
        text = f"Only {_name(later)} can start later; to have another option do so, change it in the app."
        yield Remark(where=BY_OPTION, text=text)
    if model.plan.missing:
        names = [run.label for run in model.plan.missing]
        text = f"The flows are too many for every run of the model. Without one: {_name(names)}."
        yield Remark(where=RESULTS, text=f"{text} Choose them in Inputs, or look in the app.")
    yield from _overflows(model)


def _overflows(model: BusinessModel) -> Iterator[Remark]:
    count = sum(isinstance(cell.content, Exception) for sheet in model.workings for cell in sheet.cells.values())
    if count:
        yield Remark(
            where=RESULTS, text=f"{format_number(count)} cells of workings hold no figure, as it is too large."
        )


def _name(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    shown = names[:MOST_NAMED]
    return join_words([*shown, f"{more} more"] if more > 0 else shown)
