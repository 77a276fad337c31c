"""Live drivers of a case with three options and inputs beside the same case with one option, in the same run."""

from __future__ import annotations

import base64
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bench.peers.screen import browser
from bench.rows import Row, paired
from steering.cases.business import BusinessCase
from steering.cases.business_file import parse_business_case
from steering.context.filters import Filters
from steering.finance.cash_flows import AS_PLANNED
from steering.finance.model import evaluate
from steering.roi.browser_model import build_browser_model, stops_of
from steering.roi.drivers import driver_settings
from steering.roi.scenarios import resolve_scenario

MODEL = Path(__file__).parents[1] / "components" / "live" / "model.js"
LINES, MOVES, ROUNDS = 12, 2_000, 61
# As fast as with one option, but for what the machine does meanwhile.
TARGET = 1.25
NOW = Filters(as_of="2026-10")
MOVED = Filters(as_of="2026-10", drivers=(("benefit_factor", 0.9), ("inputs.people", 35.0)))
HEAD = """\
discount_rate: 0.10
period: quarter
periods: 12
inputs: {people: {value: 40, low: 25, high: 60}, hours: {value: 2, low: 1, high: 4}}
"""
OPTIONS = """\
option: build
options: [{id: stay, label: Stay, baseline: true}, {id: buy, label: Buy}, {id: build, label: Build}]
"""
TIMED = """async ([source, terms, at, moves, rounds]) => {
  const { figures } = await import(`data:text/javascript;base64,${source}`);
  const times = terms.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    terms.forEach((each, which) => {
      const began = performance.now();
      for (let move = 0; move < moves; move += 1) {
        figures(each, { ...at[which], benefit_factor: 0.5 + (move % 50) / 100 });
      }
      if (round) times[which].push((performance.now() - began) / moves);
    });
  }
  return times;
}"""


def compare_options() -> list[Row]:
    """Rows for a move of a driver in the browser and for its release in Python."""
    three, one = _case(OPTIONS), _case("")
    return [_in_browser(three, one), _in_python(three, one)]


def _case(options: str) -> BusinessCase:
    """A case of lines that are worked out from an input, all of them of the option that is asked for."""
    lines = []
    for index in range(LINES):
        kind, own = ("cost", "") if index % 2 else ("benefit", ", scales_with: adoption")
        of = ("[build]", "[build, buy]", "{build: 1, buy: 0.5}")[index % 3]
        member = f", options: {of}" if options else ""
        lines.append(f"  - {{id: l{index}, kind: {kind}, quantity: people, price: 0.{index + 1}{own}{member}}}\n")
    found, _ = parse_business_case((HEAD + options + "lines:\n" + "".join(lines)).encode(), "business_case.yaml")
    return found


def _in_browser(three: BusinessCase, one: BusinessCase) -> Row:
    with browser() as opened:
        mine, other = _time(opened.new_page(), [_terms(three), _terms(one)])
    ratio = statistics.median(first / second for first, second in zip(mine, other, strict=True))
    return Row(
        what="a move of a driver in the browser, three options and inputs: all figures and the chart's points",
        measured=f"{statistics.median(mine) * 1000:.1f} µs",
        against=f"the same case with one option: {statistics.median(other) * 1000:.1f} µs",
        ratio=ratio,
        target=TARGET,
    )


def _time(page: Page, terms: list[dict[str, Any]]) -> list[list[float]]:
    source = base64.b64encode(MODEL.read_bytes()).decode()
    at = [each["stands"] for each in terms]
    times: list[list[float]] = page.evaluate(TIMED, [source, terms, at, MOVES, ROUNDS])
    return times


def _terms(case: BusinessCase) -> dict[str, Any]:
    stops = {lever.name: stops_of(lever) for lever in driver_settings(case, NOW)}
    return build_browser_model(case, NOW, AS_PLANNED, stops).as_dict()


def _in_python(three: BusinessCase, one: BusinessCase) -> Row:
    mine, other, ratio = paired(*(_evaluation(case) for case in (three, one)), rounds=61)
    return Row(
        what="all figures of the same in Python, as on release",
        measured=f"{mine * 1000:.1f} ms",
        against=f"the same case with one option: {other * 1000:.1f} ms",
        ratio=ratio,
        target=TARGET,
    )


def _evaluation(case: BusinessCase) -> Any:
    change = resolve_scenario(case, MOVED)
    return lambda: evaluate(case, None, change)
