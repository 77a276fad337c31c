"""What a review asks of capital costs where tax is paid: each is written off over its years, or it saves no tax."""

from __future__ import annotations

import re

from steering.cases.line import Line
from steering.formatting import join_words, pluralise
from steering.review.cash_lines import PURCHASE, WRITE_OFF
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item, skip_item
from steering.review.subject import ReviewSubject, line_name

CAPITAL = re.compile(r"\b(?:cap[- ]?ex|capital)\b", re.IGNORECASE)


def check_capital(paper: ReviewSubject) -> ChecklistAnswer:
    """Check that capital costs are depreciated in a case with tax; what only sounds like one is for a person."""
    if paper.business.tax is None:
        return skip_item("The case pays no tax, so nothing has to be written off.")
    written = [line for _, line in paper.lines("cost") if line.depreciation]
    without = [
        (index, line) for index, line in paper.lines("cost") if not line.depreciation and line.taxable is not False
    ]
    remedy = "Add `depreciation:` with method and years, or say that it is an expense of its period."
    certain, unsure = (
        [
            paper.at(
                "lines",
                index,
                "depreciation",
                found=f"{line_name(line)}, taken off profit at once",
                expected="a capital cost written off over its years of use",
                remedy=remedy,
            )
            for index, line in without
            if matches(line)
        ]
        for matches in (_is_capital, _may_be_capital)
    )
    if certain:
        return fail_item(f"{pluralise(len(certain), 'capital cost')} without depreciation.", *certain, *unsure)
    if unsure:
        return leave_to_person(f"{pluralise(len(unsure), 'cost')} may be capital, and nothing is written off.", *unsure)
    if not written:
        return pass_item("No cost is called capital, and all are expenses of their period.")
    return pass_item(f"Written off over their years: {join_words([line_name(line) for line in written])}.")


def _is_capital(line: Line) -> bool:
    return CAPITAL.search(line.category or "") is not None


def _may_be_capital(line: Line) -> bool:
    bought = PURCHASE.search(line.name) is not None and not WRITE_OFF.search(line.name)
    return bought and not _is_capital(line)
