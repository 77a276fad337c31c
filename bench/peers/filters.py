"""A filter changed on our pages and on the peers' Costs page in Chromium, in turn, as rows of the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from bench.peers import content as figures
from bench.peers import servers
from bench.peers.content import Content, Seen
from bench.peers.screen import Screen, Times, screen
from bench.peers.servers import DASH, PLAIN, Kind, running
from bench.peers.targets import FILTER_TO_DASH, FILTER_TO_STREAMLIT, UNASKED_TO_DASH
from bench.peers.timings import OURS, Sample
from bench.rows import Row
from steering.frames.agenda import AGENDA
from steering.state.case_snapshot import CaseSnapshot

LABELS = {"unit": "Business unit", "as_of": "As of"}
# The other pages of the meeting that show months or business units.
PAGES = ("adoption", "kpis", "roadmap", "brief")
# So many options of a filter are tried.
OPTIONS = 8


def filter_rows(opened: Browser, content: Content, folder: Path, rounds: int) -> list[Row]:
    """Another business unit on the Costs page, in our app, in plain Streamlit and in Dash in turn.

    Each unit is chosen once while nobody has asked for its figures yet, and then `rounds` times more.
    """
    table = content.laid()
    units = {unit: figures.seen(figures.of_costs(table, unit=unit)) for unit in figures.units(table) if unit}
    with ExitStack() as stack:
        screens = [_opened(stack, opened, kind, content, folder) for kind in (servers.ours(), PLAIN, DASH)]
        for here in screens:
            here.open(here.server.kind.costs, figures.seen(figures.of_costs(table)))
        first = _chosen(screens, units)
        again = [_chosen(screens, units) for _ in range(rounds)]
    times = {name: [time for turn in again for time in turn[name]] for name in first}
    what = "business unit chosen on the Costs page until {} shows it"
    sight, whole = what.format("all in sight"), what.format("all of the page, in sight or not,")
    unasked = f"{sight}, when nobody has asked for these figures before"
    return [
        _row(sight, times, "sight", PLAIN, FILTER_TO_STREAMLIT),
        _row(sight, times, "sight", DASH, FILTER_TO_DASH),
        _row(whole, times, "parts", PLAIN, None),
        _row(whole, times, "parts", DASH, None),
        _row(unasked, first, "sight", PLAIN, None),
        _row(unasked, first, "sight", DASH, UNASKED_TO_DASH),
    ]


def page_filter_rows(opened: Browser, content: Content, folder: Path, rounds: int) -> list[Row]:
    """A filter changed on each other page of the meeting, in turn with a business unit on the Costs page in Dash.

    The peers have no such pages: the Costs page in Dash says how fast the machine is.
    """
    table = content.laid()
    units = {unit: figures.seen(figures.of_costs(table, unit=unit)) for unit in figures.units(table) if unit}
    rows = []
    with ExitStack() as stack:
        ours, dash = (_opened(stack, opened, kind, content, folder) for kind in (servers.ours(), DASH))
        dash.open("/", figures.seen(figures.of_costs(table)))
        for page in PAGES:
            name, options = options_of(table, page)
            ours.open("/" if page == "brief" else f"/{page}", figures.seen(figures.of_page(table, page)))
            times: dict[str, list[Times]] = {OURS: [], DASH.name: []}
            for turn in range(rounds + 1):
                for (option, seen), (unit, costs) in zip(options.items(), units.items(), strict=False):
                    pair = ours.choose(name, LABELS[name], option, seen), dash.choose("unit", "", unit, costs)
                    for kind, took in zip(times, pair, strict=True) if turn else ():
                        times[kind].append(took)
            what = f"{LABELS[name].lower()} chosen on the page {AGENDA[page].title} until all in sight shows it"
            pair_of = Sample(
                ours=[took.screen for took in times[OURS]], theirs=[took.sight for took in times[DASH.name]]
            )
            rows.append(pair_of.row(what, f"{DASH.name}, its Costs page", FILTER_TO_DASH))
    return rows


def options_of(table: CaseSnapshot, page: str) -> tuple[str, dict[str, Seen]]:
    """The page's own filter and the labels of its options, with what each shows; one that shows the same as the one
    before it is left out, because nobody would see when it is there.
    """
    name = "unit" if "unit" in AGENDA[page].filters else "as_of"
    every = figures.units(table) if name == "unit" else figures.months(table)
    options: dict[str, Seen] = {}
    last = figures.seen(figures.of_page(table, page))
    for value, label in every.items():
        seen = figures.seen(figures.of_page(table, page, **{name: value or None}))
        if seen != last and len(options) < OPTIONS:
            options[label] = last = seen
    return name, options


def _opened(stack: ExitStack, opened: Browser, kind: Kind, content: Content, folder: Path) -> Screen:
    server = stack.enter_context(running(kind, content, folder))
    return stack.enter_context(screen(opened, server))


def _chosen(screens: Sequence[Screen], units: Mapping[str, Seen]) -> dict[str, list[Times]]:
    times: dict[str, list[Times]] = {here.server.kind.name: [] for here in screens}
    for place, (unit, seen) in enumerate(units.items()):
        # Each has its turn to be the first: what one reads from the disk, the next finds in memory.
        first = place % len(screens)
        for here in (*screens[first:], *screens[:first]):
            times[here.server.kind.name].append(here.choose("unit", LABELS["unit"], unit, seen))
    return times


def _row(what: str, times: Mapping[str, Sequence[Times]], part: str, peer: Kind, target: float | None) -> Row:
    ours, theirs = ([getattr(took, part) for took in times[name]] for name in (OURS, peer.name))
    return Sample(ours=ours, theirs=theirs).row(what, peer.name, target)
