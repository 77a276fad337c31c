"""`/view` with thousands of different parameters: what is kept is bounded, and others are answered meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from weakref import ref

import pytest

from steering.frames.agenda import AGENDA
from steering.state.app_state import AppState
from steering.state.case_snapshot import FRAMES, VIEWS
from steering.state.choices import read_choices
from steering.state.pictures import PictureStore
from steering.state.views import View, find_view, make_view
from tests.pages import case_folders
from tests.server import Server

# Links with values that no case has, such as somebody would send who looks for a weak place.
STRANGE = ("as_of=month-{}", "unit=unit-{}", "scenario=scenario-{}", "no_such_choice={}", "as_of=2026-10&unit=%00{}")
REQUESTS = 1500
ABREAST = 8


@pytest.fixture
def state(tmp_path: Path) -> AppState:
    return AppState(tmp_path / "home", case_folders.one_row(tmp_path / "case"))


def test_of_many_valid_views_the_last_ones_are_kept(state: AppState) -> None:
    snapshot, pictures = state.snapshot(), PictureStore()
    views: list[ref[View]] = []
    for number in range(VIEWS + 50):
        choices = read_choices(snapshot, {"focus": f"team-{number}"})
        views.append(ref(make_view(snapshot, pictures, AGENDA["kpis"], choices)))
    assert sum(view() is not None for view in views) <= max(VIEWS, FRAMES)
    assert views[-1]() is not None


def test_links_with_values_that_do_not_exist_push_nobody_s_view_out(state: AppState) -> None:
    snapshot, pictures = state.snapshot(), PictureStore()
    brief, nothing = AGENDA["brief"], read_choices(snapshot, {})
    mine = make_view(snapshot, pictures, brief, nothing)
    for number in range(2 * VIEWS):
        view = make_view(snapshot, pictures, brief, read_choices(snapshot, {"as_of": f"month-{number}"}))
        assert f"month-{number}" in str(view.surroundings["head"]), "each is told what is wrong with its link"
    assert find_view(snapshot, brief, nothing) is mine


def test_a_flood_of_links_leaves_others_their_page(serve: Callable[..., Server], tmp_path: Path) -> None:
    server = serve(case=case_folders.one_row(tmp_path / "case"))
    links = [f"/view/kpis?{STRANGE[number % len(STRANGE)].format(number)}" for number in range(REQUESTS)]
    mine = server.ask("/view/brief")[2]
    with ThreadPoolExecutor(ABREAST) as others:
        flood = [others.submit(server.ask, link) for link in links]
        answers = 0
        while not all(asked.done() for asked in flood):
            status, _, body = server.ask("/view/brief")
            assert (status, body) == (200, mine)
            answers += 1
        statuses = Counter(asked.result()[0] for asked in flood)
    assert answers > 1, "others were answered while it lasted"
    assert set(statuses) <= {200, 503}
    assert statuses[200] > REQUESTS / 2
    assert server.ask("/healthz")[0] == 200
