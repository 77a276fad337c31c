"""The sliders of the ROI page: figures that follow the finger are those that Python works out, and the page follows."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from steering.cases.business import BusinessCase
from steering.context.filters import Filters
from steering.finance.cash_flows import Links
from steering.finance.cumulative import cumulate
from steering.finance.discounting import convention_of
from steering.finance.model import compute_npv, project_flows
from steering.formatting import format_money
from steering.frames.roi.tiles import format_months, format_share
from steering.roi.browser_model import build_browser_model, stops_of
from steering.roi.drivers import driver_settings
from steering.roi.scenarios import resolve_scenario
from tests.browser.conftest import choose, settle
from tests.steering.finance.business_cases import KNOWN, business

Drawn = Callable[..., None]

LIVE = Path(__file__).parents[2] / "components" / "live"
CALL = """async ([source, terms, calls]) => {
  const script = await import(`data:text/javascript;base64,${source}`);
  return calls.map(([name, ...given]) => script[name](...terms, ...given));
}"""
QUARTERS = """\
discount_rate: 0.08
period: quarter
periods: 12
timing: mid
start: 2026-11
lines:
  - {id: run, kind: cost, values: [1, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4], scales_with: adoption, risk_adjustment: 0.1}
  - {id: team, kind: cost, values: [0.5, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]}
  - {id: time, kind: benefit, values: [0.3, 1, 2, 4, 8, 8, 9, 9, 9, 9, 9, 9, 9], scales_with: adoption,
     risk_adjustment: 0.2}
  - {id: tools, kind: benefit, values: [0, 1, 1, 1.5, 2, 2, 2, 2, 2, 2, 2, 2, 2]}
drivers:
  benefit_delay_months: {value: 2, low: 0, high: 14}
scenarios:
  slow: {benefits: 0.9, costs: 1.1, drivers.adoption_speed: 0.8, lines.tools: 0.5}
"""
MONTHS = """\
discount_rate: 0.12
period: month
periods: 30
timing: split
lines:
  - {id: spent, kind: cost, values: [VALUES]}
  - {id: gained, kind: benefit, values: [GAINS], scales_with: adoption}
"""
OWN_TIMINGS = """\
discount_rate: 0.09
inflation: 0.03
later_rates: [{after_year: 2, rate: 0.07}, {after_year: 3, rate: 0.05}]
period: quarter
periods: 16
timing: mid
inputs: {people: {value: 40}, hours: {value: 2.5}}
lines:
  - {id: capital, kind: cost, values: [9, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], timing: start,
     end_value: {share: 25%}}
  - {id: run, kind: cost, amount: 5, growth: 4%, scales_with: adoption, risk_adjustment: 0.1}
  - {id: time, kind: benefit, quantity: people, price: hours, share: 0.1, scales_with: adoption, prices: real,
     risk_adjustment: 0.2}
  - {id: rent, kind: benefit, amount: 3, begins: 2, timing: end}
drivers:
  benefit_delay_months: {value: 2, low: 0, high: 14}
scenarios:
  slow: {benefits: 0.9, lines.capital: 1.5, inputs.people: 30}
"""
WORKED_OUT = """\
discount_rate: 0.09
later_rates: [{after_year: 3, rate: 0.05}]
period: quarter
periods: 16
timing: mid
inputs:
  people: {value: 40, low: 25, high: 60}
  hours: {value: 2.5, low: 0, high: 6, label: Hours saved, unit: hours a week}
  share: {value: 0.3, low: 0.1, high: 0.8}
  weeks: 11
lines:
  - {id: capital, kind: cost, amount: 90, begins: 0, ends: 2, timing: start, end_value: {share: 25%}}
  - {id: run, kind: cost, quantity: people, price: 0.12, scales_with: adoption, risk_adjustment: 0.1, timing: end}
  - {id: time, kind: benefit, quantity: [people, hours], price: weeks, share: [share, 0.03], scales_with: adoption,
     risk_adjustment: 0.2, end_value: {growth: 2%}}
  - {id: square, kind: benefit, quantity: [hours, hours], price: 0.4, end_value: {amount: 7}}
  - {id: rent, kind: benefit, amount: 3, begins: 2, timing: end}
drivers:
  benefit_delay_months: {value: 2, low: 0, high: 14}
scenarios:
  none: {inputs.people: 0, inputs.hours: 3}
  slow: {benefits: 0.9, lines.time: 1.5, inputs.people: 70, inputs.weeks: 9}
"""
CASES = {
    "inputs": WORKED_OUT,
    "inputs at one timing": WORKED_OUT.replace("timing: start", "timing: mid")
    .replace(", timing: end", "")
    .replace("later_rates: [{after_year: 3, rate: 0.05}]\n", ""),
    "years": KNOWN,
    "years, at their start": KNOWN.replace("timing: end", "timing: start"),
    "years, costs at their start": KNOWN.replace("timing: end", "timing: split"),
    "quarters": QUARTERS,
    "timings of their own, later rates": OWN_TIMINGS,
    "timings of their own beside costs at the start": OWN_TIMINGS.replace("timing: mid", "timing: split", 1),
    "months": MONTHS.replace("VALUES", ", ".join(["10", *["2"] * 30])).replace(
        "GAINS", ", ".join(str(month / 5) for month in range(31))
    ),
    "dates": "discount_rate: 0.09\ncashflows:\n  costs: [5, 1, 1]\n  benefits: [0, 4, 5]\n"
    "  dates: [2026-01-15, 2026-12-01, 2028-02-29]\n",
    "net flows": "discount_rate: 0.1\ncashflows: {net: [-10, 3, 4, 5, 2]}\n",
}
FOLLOWED = Links(adoption=[None, *(0.6 + 0.02 * period for period in range(1, 31))])
# Random places of all sliders for each case and scenario: some thousands together.
EACH = 400


def script(page: Page, name: str, calls: list[list[Any]], *first: Any) -> list[Any]:
    """What functions of one of the live scripts answer in Chromium; `first` are arguments of each before its own."""
    source = base64.b64encode((LIVE / f"{name}.js").read_bytes()).decode()
    found: list[Any] = page.evaluate(CALL, [source, list(first), calls])
    return found


def worked_out(case: BusinessCase, view: Filters, links: Links) -> dict[str, Any]:
    """The same figures by the model."""
    change = resolve_scenario(case, view)
    found = project_flows(case, None, change, links=links)
    costs, benefits = found.costs, found.benefits
    total = sum(costs) if costs is not None else 0
    running = [float(value) for value in accumulate(found.net)]
    path = cumulate(convention_of(case), costs, found.net if benefits is None else benefits, found.at_start)
    return {
        "npv": compute_npv(case, None, change, links=links),
        "adjusted": compute_npv(case, None, change, links=links, risk_adjusted=True),
        "roi": float((sum(benefits) - total) / total) if benefits is not None and total > 0 else None,
        "payback": path.payback(),
        "peak": path.depth,
        "running": running,
    }


@pytest.mark.parametrize("name", CASES)
def test_the_browser_s_figures_are_those_of_the_model(page: Page, name: str) -> None:
    case = business(CASES[name])
    chance = random.Random(name)
    links = Links() if case.days or not case.apart else FOLLOWED
    for scenario in (None, *case.scenarios):
        view = Filters(as_of="2026-10", scenario=scenario)
        stops = {lever.name: stops_of(lever) for lever in driver_settings(case, view)}
        terms = build_browser_model(case, view, links, stops)
        places = [{name: chance.choice(values) for name, values in stops.items()} for _ in range(EACH)]
        calls = [["figures", {**terms.stands, **at}] for at in places]
        for at, found in zip(places, script(page, "model", calls, terms.as_dict()), strict=True):
            own = Filters(as_of="2026-10", scenario=scenario, drivers=tuple(sorted(at.items())))
            wanted = worked_out(case, own, links)
            for key, value in wanted.items():
                close = value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)
                assert found[key] == close, (key, at)
            # The line of the chart goes as deep as the peak funding says.
            assert max(0.0, -min(value for _, value in found["total"])) == pytest.approx(found["peak"], abs=1e-9), at


def test_the_browser_writes_figures_as_the_page_does(page: Page) -> None:
    chance = random.Random(7)
    amounts = [chance.choice([-1, 1]) * 10 ** chance.uniform(-3, 10) for _ in range(1500)]
    amounts += [0.0, -0.2, 0.5, 1.5, 2.5, 9_999.5, 10_500.0, 11_500.0, 1_250_000.0, 1_350_000.0, 999_499.0, 999_500.0]
    ratios = [chance.uniform(-20, 20) for _ in range(800)] + [0.0, 0.0125, 0.0625, -0.0625, 1.0, 9.999, 10.5, -0.00001]
    spans = [chance.uniform(0, 80) for _ in range(800)] + [0.0, 1.0, 0.96, 1.04, 12.25, 12.75, 0.25]
    calls = [["money", amount, "USD"] for amount in amounts]
    calls += [["share", ratio] for ratio in ratios] + [["months", span] for span in spans]
    wanted = [format_money(amount, "USD") for amount in amounts]
    wanted += [format_share(ratio) for ratio in ratios] + [format_months(span) for span in spans]
    assert script(page, "wording", calls) == wanted


def slider(page: Page, label: str) -> Locator:
    return page.get_by_role("slider", name=label, exact=True)


def figure(page: Page, id: str) -> Locator:
    """What a headline figure of the panel says."""
    return page.locator(f".interactive .tile[data-place={id}] .value")


def test_figures_and_chart_follow_the_finger_and_the_page_on_release(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/roi")
    drawn(page)
    headline, npv_, line = (
        page.get_by_role("heading", level=1),
        figure(page, "npv"),
        page.locator(".drivers polyline.total"),
    )
    verdict, worth, points = headline.inner_text(), npv_.inner_text(), line.get_attribute("points")
    assert "middle NPV" in verdict, "the headline speaks of the futures, the tile of the base"
    box = slider(page, "Benefits").bounding_box()
    assert box is not None
    middle, at = box["y"] + box["height"] / 2, slider(page, "Benefits").evaluate("it => it.value / it.max")
    start = box["x"] + 8 + (box["width"] - 16) * at
    page.mouse.move(start, middle)
    page.mouse.down()
    page.mouse.move(start - 60, middle, steps=4)
    expect(npv_).not_to_have_text(worth)
    expect(line).not_to_have_attribute("points", points or "")
    expect(figure(page, "irr")).to_have_text("…")
    settle(page)
    moving = npv_.inner_text()
    expect(headline).to_have_text(verdict)
    expect(page).to_have_url(f"{app_url}/roi")
    page.mouse.up()
    expect(headline).not_to_have_text(verdict)
    drawn(page)
    assert "benefit_factor=" in page.url
    expect(npv_).to_have_text(moving)
    expect(headline).to_contain_text("middle NPV")
    expect(figure(page, "irr")).not_to_have_text("…")


def test_a_drag_that_comes_back_ends_at_rest(app_url: str, page: Page, drawn: Drawn) -> None:
    """Where a link has more digits than a slider has stops, too; such a drag tells nobody that it is over."""
    page.goto(f"{app_url}/roi?cost_factor=1.0512345678")
    drawn(page)
    rate = figure(page, "irr")
    before = rate.inner_text()
    assert before != "…"
    slider(page, "Costs").scroll_into_view_if_needed()
    box = slider(page, "Costs").bounding_box()
    assert box is not None
    middle, at = box["y"] + box["height"] / 2, slider(page, "Costs").evaluate("it => it.value / it.max")
    start = box["x"] + 8 + (box["width"] - 16) * at
    page.mouse.move(start, middle)
    page.mouse.down()
    page.mouse.move(start + 50, middle, steps=3)
    expect(rate).to_have_text("…")
    page.mouse.move(start, middle, steps=3)
    page.mouse.up()
    expect(rate).to_have_text(before)


def test_two_sliders_moved_in_quick_succession_are_both_kept(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/roi?scenario=worst")
    drawn(page)
    slider(page, "Costs").press("ArrowLeft")
    slider(page, "Costs").press("ArrowLeft")
    slider(page, "Discount rate, a year").press("ArrowRight")
    slider(page, "Costs").press("ArrowLeft")
    drawn(page, quiet=600)
    expect(page).to_have_url(f"{app_url}/roi?scenario=worst&cost_factor=1.07&discount_rate=0.105")
    expect(slider(page, "Costs")).to_have_attribute("aria-valuetext", "107%")
    expect(slider(page, "Discount rate, a year")).to_have_attribute("aria-valuetext", "10.5%")


def test_a_driver_put_back_leaves_the_link_and_other_choices_lead_the_sliders(
    app_url: str, page: Page, drawn: Drawn
) -> None:
    page.goto(f"{app_url}/roi?cost_factor=1.2")
    drawn(page)
    expect(slider(page, "Costs")).to_have_attribute("aria-valuetext", "120%")
    slider(page, "Costs").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{app_url}/roi?cost_factor=1.19")
    drawn(page)
    for _ in range(19):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{app_url}/roi")
    drawn(page)
    expect(slider(page, "Costs")).to_be_focused()
    choose(page, "Scenario", "Worst")
    expect(slider(page, "Costs")).to_have_attribute("aria-valuetext", "110%")
    expect(slider(page, "Benefits")).to_have_attribute("aria-valuetext", "80%")
