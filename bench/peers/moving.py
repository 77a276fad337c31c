"""A slider of the ROI page moved by one step, in ours and in Dash in turn: how long until figures and chart show it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, TimeoutError

from bench.peers import servers
from bench.peers.content import Content
from bench.peers.screen import Screen, screen
from bench.peers.servers import ROI_DASH, running
from bench.peers.targets import SLIDER, SLIDER_TO_DASH
from bench.peers.timings import OURS, said, share
from bench.rows import Row
from steering.catalog.business_metrics import METRICS
from steering.charts import roi as charts
from steering.charts.base import Figure
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.model import compute_npv, evaluate, project_flows
from steering.frames.roi.tiles import format_figure
from steering.roi.assumptions import resolve_assumptions
from steering.roi.browser_model import stops_of
from steering.roi.drivers import driver_settings
from steering.roi.report import Cash, roi_report
from steering.roi.scenarios import resolve_scenario

ABOUT = """\
The sliders are those of our ROI page, beside Dash with the same sliders, the same six figures and the same chart, whose
slider tells its value while it moves; ours has the whole page around them. Each step is an arrow key, and a time ends
with the browser's frame in which figures and chart are there (but for the rate of return, which ours leaves for later).
The ratio of the first row is that of the two p95.
"""
LEVER = "benefit_factor"
LABEL = "Benefits"
# The figures that follow the finger by metric; the risk-adjusted NPV does so too.
FOLLOWING = ("npv", "roi", "payback_months", "peak_funding")
# Steps to the right, then as many back.
STEPS = 8
WITHIN = 20_000
WATCH = (Path(__file__).parent / "moving.js").read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The six figures as they are written, with their labels, and the cash chart."""

    values: tuple[tuple[str, str], ...]
    figure: Figure


def headline(context: CaseContext, filters: Filters) -> Headline:
    """What follows a slider, worked out for this place of the sliders and no more than that."""
    business = context.case.business
    assert business is not None
    known, change = resolve_assumptions(context, filters).links, resolve_scenario(business, filters)
    written = roi_report(context, replace(filters, drivers=()))
    found = evaluate(business, None, change, links=known)
    said = [
        (METRICS[id].label, format_figure(id, getattr(found, id), written))
        for id in ("npv", "irr", "roi", "payback_months", "peak_funding")
    ]
    adjusted = written.money(compute_npv(business, None, change, links=known, risk_adjusted=True))
    moved = project_flows(business, None, change, links=known)
    costs, benefits, net = (tuple(map(float, amounts or ())) for amounts in (moved.costs, moved.benefits, moved.net))
    cash = Cash(costs=costs, benefits=benefits, net=net)
    payback = found.payback_months / written.months_a_period if found.payback_months else None
    series = charts.cash_series(written.periods, benefits, costs, net, cash.cumulative, written.money)
    figure = charts.cash(series, payback, written.unit_label)
    return Headline(values=(*said, ("Risk-adjusted NPV", adjusted)), figure=figure)


def moving_rows(opened: Browser, content: Content, folder: Path, rounds: int) -> list[Row]:
    """A driver moved by an arrow key until the figures and the chart that follow it have changed, as p95."""
    table = content.laid()
    business = table.context.case.business
    assert business is not None
    lever = next(one for one in driver_settings(business, table.default_filters) if one.name == LEVER)
    stops = stops_of(lever)
    start = stops.index(lever.value)
    places = [*range(start - 1, start - STEPS - 1, -1), *range(start - STEPS + 1, start + 1)]
    wanted = {
        place: headline(table.context, replace(table.default_filters, drivers=((LEVER, stops[place]),)))
        for place in set(places)
    }
    with ExitStack() as stack:
        ours, dash = (_opened(stack, opened, kind, content, folder) for kind in (servers.ours(), ROI_DASH))
        times: dict[str, list[dict[str, float]]] = {OURS: [], ROI_DASH.name: []}
        for count in range(rounds + 1):
            before = start
            for place in places:
                for here in (ours, dash) if place % 2 else (dash, ours):
                    took = _moved(here, "ArrowRight" if place > before else "ArrowLeft", wanted[place])
                    if count:  # the first time round fills caches
                        times[here.server.kind.name].append(took)
                before = place
    return _rows(times[OURS], [one["figures"] for one in times[ROI_DASH.name]])


def _rows(ours: Sequence[dict[str, float]], dash: Sequence[float]) -> list[Row]:
    mine, whole = [one["figures"] for one in ours], [one["page"] for one in ours]
    what = "driver moved on the ROI page until the headline figures and the chart have changed (p95)"
    own, theirs = share(mine, 0.95), share(dash, 0.95)
    return [
        Row(what=what, measured=said(mine), against=f"Dash: {said(dash)}", ratio=own / theirs, target=SLIDER_TO_DASH),
        Row(
            what=what,
            measured=f"{own * 1000:.0f} ms",
            against=f"{SLIDER * 1000:.0f} ms",
            ratio=own / SLIDER,
            target=1,
        ),
        Row(
            what="the same until Python has worked out the rest and the page has followed",
            measured=said(whole),
            against="",
            ratio=None,
            target=None,
        ),
    ]


def _opened(stack: ExitStack, opened: Browser, kind: servers.Kind, content: Content, folder: Path) -> Screen:
    server = stack.enter_context(running(kind, content, folder))
    here = stack.enter_context(screen(opened, server))
    here.page.add_init_script(WATCH)
    here.page.goto(server.url + kind.roi)
    here.page.wait_for_function("() => window.steercoMoving?.idle()", timeout=WITHIN)
    return here


def _moved(here: Screen, key: str, wanted: Headline) -> dict[str, float]:
    """Seconds from the press of a key until what follows it is there, and until the whole page is at rest."""
    page = here.page
    slider = page.get_by_role("slider", name=LABEL, exact=True)
    if here.server.kind is ROI_DASH:
        slider = page.locator(f".{LEVER} [role=slider]")
    slider.focus()
    labels = [METRICS[id].label for id in FOLLOWING]
    values = [value for label, value in wanted.values if label in (*labels, "Risk-adjusted NPV")]
    running_total = next(trace["y"] for trace in wanted.figure["data"] if trace["name"] == "Cumulative")
    page.evaluate("(given) => window.steercoMoving.await_(given)", {"values": values, "total": list(running_total)})
    page.keyboard.press(key)
    try:
        page.wait_for_function("() => window.steercoMoving.done()", timeout=WITHIN)
    except TimeoutError:
        shown: Any = page.evaluate("() => window.steercoMoving.shown()")
        raise RuntimeError(f"{here.server.kind.name} shows {json.dumps(shown)}, not {values}.") from None
    found: dict[str, float] = page.evaluate("() => window.steercoMoving.times()")
    return {name: value / 1000 for name, value in found.items()}
