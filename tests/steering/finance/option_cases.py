"""Business cases with options for tests: one to read, and as many as there are to try."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from steering.cases.business import BusinessCase
from tests.steering.finance.business_cases import business

# Building costs more at first and brings more; buying is quick; both run on what the others have too.
TWO_WAYS = """\
currency: USD
unit: 1000000
periods: 4
discount_rate: 10%
inputs:
  seats: {value: 400, low: 200, high: 600}
  price: {value: 0.0025}
lines:
  - {id: offices, kind: cost, values: [0, 2, 2, 2, 2]}
  - {id: build, kind: cost, values: [10, 1, 1, 1, 1], options: [build], low: 0.9, high: 1.4}
  - {id: integration, kind: cost, values: [3, 0, 0, 0, 0], options: [buy]}
  - {id: licence, kind: cost, quantity: seats, price: price, options: [buy]}
  - {id: gains, kind: benefit, values: [0, 3, 6, 8, 8], scales_with: adoption, options: {build: 1, buy: 0.6}}
drivers:
  adoption_ceiling: {value: 1, low: 0.7, high: 1.1}
  benefit_delay_months: {value: 0, low: 0, high: 12}
scenarios:
  worst: {benefits: 0.8, costs: 1.1, inputs.seats: 500}
options:
  - {id: none, label: Nothing, baseline: true}
  - {id: build, label: Build}
  - {id: buy, label: Buy}
option: build
"""
IDS = ("none", "build", "buy")


@st.composite
def cases_with_options(draw: st.DrawFn) -> BusinessCase:
    """Draw a case of up to six lines in up to three options, shared in part, some later, with every kind of timing."""
    last = draw(st.integers(2, 8))
    lines = [draw(_lines(f"line{number}", last)) for number in range(draw(st.integers(1, 6)))]
    later = {id: draw(st.integers(0, 2)) for id in IDS[1:]}
    options = [f"{{id: {id}, label: {id}, starts_after: {later[id]}}}" for id in later]
    speed, delay = draw(st.sampled_from((1, 0.5, 1.5))), draw(st.integers(0, 12))
    return business(
        f"discount_rate: {draw(st.integers(-5, 40))}%\n"
        f"period: {draw(st.sampled_from(('year', 'quarter')))}\n"
        f"periods: {last}\ntiming: {draw(st.sampled_from(('end', 'mid', 'start', 'split')))}\n"
        f"lines: [{', '.join(lines)}]\n"
        f"drivers: {{adoption_speed: {speed}, benefit_delay_months: {delay}}}\n"
        f"options: [{{id: none, label: none, baseline: true}}, {', '.join(options)}]\noption: build\n"
    )


@st.composite
def _lines(draw: st.DrawFn, name: str, last: int) -> str:
    amounts = [draw(st.integers(-50, 50)) for _ in range(last + 1)]
    shares = draw(st.none() | st.dictionaries(st.sampled_from(IDS), st.sampled_from((0.25, 0.5, 1))))
    keys: dict[str, Any] = {"id": name, "kind": draw(st.sampled_from(("cost", "benefit"))), "values": amounts}
    if shares is not None:
        keys["options"] = "{" + ", ".join(f"{id}: {share}" for id, share in shares.items()) + "}"
    timing = draw(st.sampled_from((None, "end", "mid", "start")))
    if timing:
        keys["timing"] = timing
    if draw(st.booleans()):
        keys["scales_with"] = "adoption"
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
