"""The comparison with the peers is fair: they show our figures, and the people on them get the page they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from playwright.sync_api import Browser

from bench.__main__ import with_section
from bench.peers import content as figures
from bench.peers import crowds, filters, screen, servers, targets
from bench.peers.content import Content, Seen
from bench.peers.moving import headline
from bench.peers.people import crowd
from bench.peers.timings import Sample, start_rows
from bench.rows import table
from steering.formatting import ABSENT
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Chart, Tiles, leaves
from steering.frames.roi import page as roi

ROWS = 20_000
UNIT = "Claims"
KINDS = (servers.ours(), servers.PLAIN, servers.DASH)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The case with a small cost table."""
    return figures.prepared(tmp_path_factory.mktemp("peers"), ROWS)


@pytest.fixture(scope="module", params=KINDS[:2], ids=lambda kind: kind.name)
def server(
    request: pytest.FixtureRequest, content: Content, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[servers.Running]:
    """Ours and plain Streamlit with the same page, one server of each for all who only look."""
    with servers.running(request.param, content, tmp_path_factory.mktemp("server")) as running:
        yield running


def as_shown(seen: Seen) -> dict[str, object]:
    """What a page has to report of itself."""
    plain = json.loads(json.dumps(asdict(seen)))
    return {"tiles": plain["tiles"], "charts": plain["charts"]}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_shows_the_figures_of_ours_before_and_after_a_filter(
    browser: Browser, content: Content, tmp_path: Path, kind: servers.Kind
) -> None:
    laid = content.laid()
    before, after = (figures.seen(figures.of_costs(laid, unit=unit)) for unit in (None, UNIT))
    assert len(before.tiles) >= 5 and len(before.charts) >= 3, "there is something to compare"
    assert all(one != other for one, other in zip(before.charts, after.charts, strict=True)), "every chart changes"
    with servers.running(kind, content, tmp_path) as server, screen.screen(browser, server) as here:
        cold = here.open(kind.costs, before)
        assert here.shown() == as_shown(before)
        changed = here.choose("unit", "Business unit", UNIT, after)
        assert here.shown() == as_shown(after)
    assert 0 < changed.sight <= changed.parts, "what is in sight is a part of the page"
    assert cold > 0 and changed.screen > 0, "an end comes after its beginning"


def test_people_get_the_months_they_ask_for(content: Content, server: servers.Running) -> None:
    stay = crowd(server, crowds.headings(content), people=3, think=0.01, changes=6, settle=True)
    assert len(stay.times) >= 6 and min(stay.times) > 0
    assert stay.people > 0 and min(stay.memory) > 0


def test_a_page_that_shows_something_else_is_not_taken_for_the_page(content: Content, server: servers.Running) -> None:
    with pytest.raises(CalledProcessError):
        crowd(server, dict.fromkeys(crowds.headings(content), "Another page"), people=1, think=0, changes=1)


def test_memory_is_looked_at_while_sessions_are_open(content: Content, tmp_path: Path) -> None:
    row = crowds.memory_row(content, tmp_path, changes=1, people=2)
    assert row.ratio is not None and 0.5 < row.ratio < 2
    assert row.target == targets.GROWTH


def test_each_page_of_the_meeting_has_options_that_can_be_told_apart(content: Content) -> None:
    laid = content.laid()
    for page in filters.PAGES:
        name, options = filters.options_of(laid, page)
        shown = list(options.values())
        assert name in AGENDA[page].filters and len(options) >= 2, page
        # From one to the next, and from the last one to the first.
        assert all(seen != other for seen, other in zip(shown, shown[1:] + shown[:1], strict=True)), page


def test_one_round_makes_a_row(browser: Browser, content: Content, tmp_path: Path) -> None:
    (row,) = start_rows(browser, content, tmp_path, rounds=1)
    assert row.ratio is not None and row.ratio > 0
    assert "n 1)" in row.measured and "n 1)" in row.against
    assert row.what in table([row])


def test_a_ratio_is_the_median_of_pairs() -> None:
    row = Sample(ours=(1.0, 4.0, 9.0), theirs=(1.0, 2.0, 90.0)).row("it", "a peer", 1.5)
    assert (row.ratio, row.verdict) == (1.0, "met")
    assert row.measured == "4,000 ms (p95 9,000, n 3)"
    assert row.against == "a peer: 2,000 ms (p95 90,000, n 3)"


def test_a_section_replaces_its_own_and_leaves_the_others() -> None:
    titles = ["One", "Two"]
    first = with_section("# Results\n\n## Old\n\n0\n", "Two", "2\n\n| a |", titles)
    both = with_section(first, "One", "1\n", titles)
    assert both.split("\n## ")[1:] == ["One\n\n1\n", "Two\n\n2\n\n| a |\n"], "in order, and no other"
    assert with_section(both, "One", "3", titles) == both.replace("\n1\n", "\n3\n")


def test_dash_is_given_the_figures_and_the_chart_of_our_roi_page(content: Content) -> None:
    laid = content.laid()
    for view in (
        laid.default_filters,
        replace(laid.default_filters, drivers=(("benefit_factor", 0.8), ("discount_rate", 0.12))),
    ):
        blocks = list(leaves(roi.build_frame(laid.context, view).blocks))
        tiles = next(block for block in blocks if isinstance(block, Tiles)).tiles
        chart = next(block for block in blocks if isinstance(block, Chart))
        given = headline(laid.context, view)
        # Where there is no rate of return our tile says so in a word, and Dash has a dash.
        ours = [ABSENT if tile.value == "None" else tile.value for tile in tiles]
        assert [value for _, value in given.values] == ours
        assert given.figure == chart.figure
