"""Payback as others count it: to the first crossing, from go-live, or as the investment over what a year brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steering.finance.cumulative import CumulativePath, Flows, cumulate
from steering.finance.discounting import Convention
from steering.formatting import format_number


@dataclass(frozen=True, kw_only=True)
class PaybackFlows:
    """Costs and benefits by index, discounted or not, with their convention; net flows are benefits without costs."""

    convention: Convention
    costs: Flows
    benefits: Flows
    at_start: Flows = ()

    @property
    def path(self) -> CumulativePath:
        """Their cumulative flow."""
        return cumulate(self.convention, self.costs, self.benefits, self.at_start)

    @property
    def net(self) -> list[float]:
        """Benefits less costs, by index."""
        return [float(benefit) - float(cost) for benefit, cost in zip(self.benefits, self.costs, strict=True)]


def other_paybacks(flows: PaybackFlows, *, discounted: bool) -> Iterator[tuple[str, float | None]]:
    """Yield what is done otherwise, as a clause, and the months that it gives."""
    path = flows.path
    payback, first = path.payback(), path.first_crossing()
    if first is not None and payback != first:
        later = "ends below zero" if payback is None else "falls below zero again and turns for good later"
        yield f"the first crossing of zero, after which the cumulative flow {later}", first
    if flows.convention.accrual == "lumps":
        even = cumulate(flows.convention, flows.costs, flows.benefits, accrual="even").payback()
        yield "what comes of flows that come evenly between their dates, instead of on them", even
    if payback is not None:
        for start, words in _starts(flows):
            yield f"the payback counted from {words} ({format_number(start)} months from today)", payback - start
    if not discounted:
        yield from _simple_paybacks(flows, path)


def _starts(flows: PaybackFlows) -> Iterator[tuple[float, str]]:
    """Moments that paybacks are counted from instead of today: go-live, and the end of the investment."""
    net = flows.net
    gains = next((index for index, gain in enumerate(flows.benefits) if index and gain > 0), None)
    surplus = next((index for index, amount in enumerate(net) if index and amount > 0), None)
    for index, words in (
        (gains, "go-live, when the first benefit comes"),
        (surplus, "go-live, when more comes in than goes out"),
    ):
        if index is not None:
            yield _begin(flows.convention, index), words
    if surplus is not None and any(amount < 0 for amount in net[:surplus]):
        last = max(index for index, amount in enumerate(net[:surplus]) if amount < 0)
        # Costs that are due at the start of a period end there.
        end = last - 1 if last and flows.convention.accrual == "start_costs" else last
        yield float(flows.convention.ends[end]), "the end of the investment"


def _begin(convention: Convention, index: int) -> float:
    """Return when what is counted under an index begins to come, in months from today."""
    return float(convention.ends[index if convention.accrual == "lumps" else index - 1])


def _simple_paybacks(flows: PaybackFlows, path: CumulativePath) -> Iterator[tuple[str, float | None]]:
    """Yield the investment over a year's return: average or last, before or after running costs."""
    years = flows.convention.years
    today = -flows.net[0]
    investment, words = (today, "today's outlay") if today > 0 else (path.depth, "peak funding")
    last_year = [float(end) > float(flows.convention.ends[-1]) - 12 for end in flows.convention.ends]
    for kind, amounts in (("benefits", [float(gain) for gain in flows.benefits]), ("net benefits", flows.net)):
        last = sum(amount for amount, late in zip(amounts, last_year, strict=True) if late)
        for yearly, which in ((sum(amounts[1:]) / years, "an average year"), (last, "the last year")):
            if yearly > 0:
                shares = f"{format_number(investment)}, by the {kind} of {which}, {format_number(yearly)}"
                yield f"the investment over a year's return: {words}, {shares}", 12 * investment / yearly
