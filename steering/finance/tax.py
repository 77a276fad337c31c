"""Tax on the profit of a business case, exactly: how much in each period, and when it is paid.

Tax falls at the end of its period, whenever the flows of the period fall; that of today falls today.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from steering.cases.business import BusinessCase
from steering.cases.business_terms import Tax
from steering.cases.resolve import ResolvedCase, resolve_choice
from steering.finance.accounts import Accounts, erosion_of
from steering.finance.cash_flows import Amounts, CashFlows

NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class TaxBill:
    """Tax by index: `due` on the profit of a period, and `paid` later by the `paid_after` of the case.

    Below zero it lowers other tax. `paid` is longer by as many periods: what is due at the end of the horizon is still
    paid after it. `unused_loss` is what no profit within the horizon made up for, `unused_loss_against` the same of
    what an option is held against, taken by itself.
    """

    due: Amounts
    paid: Amounts
    unused_loss: Fraction = NOTHING
    unused_loss_against: Fraction = NOTHING

    @property
    def total(self) -> Fraction:
        """All tax, undiscounted."""
        return sum(self.due, NOTHING)


def compute_tax(flows: CashFlows) -> TaxBill | None:
    """Return the tax on flows; None where the case has no tax.

    Losses that are carried forward are those of an option by itself: the tax of an option against another is that of
    the one less that of the other, as with every figure.
    """
    tax = flows.case.tax
    if tax is None:
        return None
    unused_loss = unused_loss_against = NOTHING
    if tax.losses == "carried_forward":
        own, other = _alone(flows)
        due, unused_loss = _carry_forward(tax, own)
        if other is not None:
            theirs, unused_loss_against = _carry_forward(tax, other)
            due = tuple(mine - yours for mine, yours in zip(due, theirs, strict=True))
    else:
        due = tuple(Fraction(tax.rate) * profit for profit in Accounts(flows=flows).taxable_profit)
    # What is due is fixed, and worth less by the time it is paid where prices are real.
    left = erosion_of(flows.case).worth(2 * tax.paid_after)
    paid = (*(NOTHING,) * tax.paid_after, *(amount * left for amount in due))
    return TaxBill(due=due, paid=paid, unused_loss=unused_loss, unused_loss_against=unused_loss_against)


def _carry_forward(tax: Tax, flows: CashFlows) -> tuple[Amounts, Fraction]:
    """Return the tax on profits less earlier losses, by index, and what is left of the losses."""
    loss, due, left = NOTHING, [], erosion_of(flows.case).worth(2)
    for profit in Accounts(flows=flows).taxable_profit:
        loss *= left
        due.append(Fraction(tax.rate) * max(profit - loss, NOTHING))
        loss = max(loss - profit, NOTHING)
    return tuple(due), loss


def _alone(flows: CashFlows) -> tuple[CashFlows, CashFlows | None]:
    """Return the flows of an option by itself, and of what it is held against."""
    case = flows.case
    choice = case.choice if isinstance(case, ResolvedCase) else None
    if choice is None or choice.option is None or choice.against is None:
        return flows, None
    # The timing of a figure may be another one than that of the file.
    written: BusinessCase = replace(case.as_written, timing=case.timing)
    options = (choice.option, choice.against)
    own, other = (resolve_choice(written, replace(choice, option=option, against=None)) for option in options)
    return replace(flows, case=own), replace(flows, case=other)
