"""Lines that are no future cash: depreciation, interest in a discounted case, sunk cost.

A label alone is certain only where it says so outright; otherwise a person looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from steering.cases.line import Line
from steering.errors import Problem
from steering.review.label_matching import naming
from steering.review.subject import ReviewSubject, line_name

WRITE_OFF = re.compile(r"\b(?:depreciation|amorti[sz]ation|write[- ]?(?:offs?|downs?)|book value)\b", re.IGNORECASE)
PURCHASE = re.compile(
    r"\b(?:cap[- ]?ex|capital (?:expenditure|costs?|investment)|purchas\w*|acqui(?:re|red|sition)\w*|procure\w*|"
    r"bought|buy(?:ing)?|investments?|hardware)\b",
    re.IGNORECASE,
)
# Interest and the return that lenders ask for: the discount rate has them already.
INTEREST = re.compile(
    r"\b(?:interest (?:on|payments?|charges?|costs?|expenses?)|(?:loan|bank|debt|credit|bond|mortgage) interest|"
    r"interest$|cost of capital|capital charges?|financ(?:e|ing) (?:costs?|charges?))",
    re.IGNORECASE,
)
DEBT = re.compile(
    r"\b(?:interest|loans?|debt service|borrowing|principal|repayments?|financing|leas(?:e|ing))\b",
    re.IGNORECASE,
)
SPENT = re.compile(
    r"\b(?:sunk|already (?:been )?(?:spent|paid|incurred|invested|bought|booked)|"
    r"(?:spent|paid|incurred|invested|costs?|spend(?:ing)?) (?:so far|to date|until now|up to now))\b",
    re.IGNORECASE,
)
# What may be spent already, or only be as it was then.
PERHAPS_SPENT = re.compile(
    r"\b(?:(?:past|historical?|prior|previous)[- ](?:costs?|spend(?:ing)?|expenditure|investments?|outlays?|years?)|"
    r"(?:spent|paid|incurred|invested) in (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
RECEIVED = re.compile(r"\balready (?:been )?(?:achieved|reali[sz]ed|received|banked|saved)\b", re.IGNORECASE)
NOT_SO = re.compile(r"\b(?:not|no|non|without|excluding|excl|except|less|net of|before)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class CashDoubt:
    """A line that is probably no future cash; `certain` where its label is plain."""

    certain: bool
    place: Problem


def find_cash_doubts(paper: ReviewSubject) -> Iterator[CashDoubt]:
    """Yield every line with amounts that are no future cash."""
    costs = [(index, line) for index, line in paper.lines("cost") if any(line.amounts)]
    for index, line in costs:
        others = [other for _, other in costs if other is not line]
        doubt = (
            _write_off(paper, index, line, others) or _interest(paper, index, line) or _check_spent(paper, index, line)
        )
        if doubt:
            yield doubt
    for index, line in paper.lines("benefit"):
        if any(line.amounts) and RECEIVED.search(line.name):
            expected = "benefits still to come: what is there already comes whatever is decided"
            yield _doubt(paper, index, line, expected, "Leave out what comes without the decision.", certain=False)


def _write_off(paper: ReviewSubject, index: int, line: Line, others: list[Line]) -> CashDoubt | None:
    """Return the doubt about depreciation, which counts a purchase twice."""
    if not WRITE_OFF.search(line.name):
        return None
    own = set(naming(WRITE_OFF.sub("", line.name)))
    purchases = [other for other in others if not WRITE_OFF.search(other.name)]
    bought = next((other for other in purchases if own & set(naming(other.name))), None)
    bought = bought or next((other for other in purchases if PURCHASE.search(other.name)), None)
    if bought is None:
        remedy = "Ask what is bought and when, and count that instead."
        return _doubt(paper, index, line, "money that is paid, which depreciation is not", remedy, certain=False)
    expected = f"the purchase alone, {line_name(bought)}: depreciation is the same money again"
    return _doubt(paper, index, line, expected, "Remove it.", certain=not NOT_SO.search(line.name))


def _interest(paper: ReviewSubject, index: int, line: Line) -> CashDoubt | None:
    """Interest, in a case whose discount rate is what money costs."""
    if not DEBT.search(line.name) and not INTEREST.search(line.name):
        return None
    rate = f"{float(paper.business.discount_rate) * 100:g}%"
    if not paper.business.discount_rate:
        return None
    if INTEREST.search(line.name):
        expected = f"no interest: discounting at {rate} is what money costs, so it is counted twice"
        return _doubt(paper, index, line, expected, "Remove it.", certain=not NOT_SO.search(line.name))
    expected = f"what is bought, when it is paid: discounting at {rate} is what money costs"
    return _doubt(paper, index, line, expected, "Ask whether interest is in it, and take that out.", certain=False)


def _check_spent(paper: ReviewSubject, index: int, line: Line) -> CashDoubt | None:
    """Return the doubt about sunk cost."""
    clearly = SPENT.search(line.name)
    if not clearly and not PERHAPS_SPENT.search(line.name):
        return None
    expected = "money still to be spent: what is gone is gone whatever is decided"
    certain = clearly is not None and not NOT_SO.search(line.name)
    remedy = "Remove it, and say it in the text." if certain else "Ask whether it is spent already, and leave that out."
    return _doubt(paper, index, line, expected, remedy, certain=certain)


def _doubt(paper: ReviewSubject, index: int, line: Line, expected: str, remedy: str, *, certain: bool) -> CashDoubt:
    place = paper.at("lines", index, found=line_name(line), expected=expected, remedy=remedy)
    return CashDoubt(certain=certain, place=place)
