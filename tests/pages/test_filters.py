"""The filters: in the URL, kept from page to page, and never in the way. What the browser does is in tests/browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import answers, session
from steering.frames.agenda import AGENDA
from tests.pages import case_folders
from tests.pages.shown import TOLD, frame, shown

Visit = Callable[..., AppTest]
# Pages about the whole organisation, whichever unit is chosen; they say so.
WHOLE = tuple(id for id, item in AGENDA.items() if "as_of" in item.filters and "unit" not in item.filters)
SELECT = re.compile(r'<select data-choose="([^"]*)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected>')


def head(seen: AppTest) -> dict[str, str]:
    """What the filters in the head of the page show, by name."""
    markup = next(part.data["head"] for part in shown(seen) if "head" in part.data)
    return {found[1]: unescape(CHOSEN.findall(found[0])[0]) for found in SELECT.finditer(markup)}


def foot(seen: AppTest) -> str:
    """The source line of the page."""
    return unescape(next(part.data["foot"] for part in shown(seen) if "foot" in part.data))


def pick(seen: AppTest, **chosen: str) -> AppTest:
    """Choose in the head as the browser does: it asks for the view and changes the address; a run follows."""
    query = {**{name: value for name, value in seen.query_params.items() if isinstance(value, str)}, **chosen}
    part = next(shown(seen))
    answers.note_visit(part.data["visit"], next(TOLD), query)
    seen.query_params = query
    return seen.run()


def chosen(seen: AppTest) -> dict[str, str]:
    """The choices of the address, each as its only value."""
    return {name: value if isinstance(value, str) else value[0] for name, value in seen.query_params.items()}


def follow(seen: AppTest, page: str) -> AppTest:
    """Go to another page as the menu does: to its bare URL."""
    seen.query_params.clear()
    return seen.switch_page(f"{page}.py").run()


@pytest.mark.parametrize("page", AGENDA)
def test_a_deep_link_sets_the_filters(visit: Visit, page: str) -> None:
    seen = visit(page=page, as_of="2026-08", unit="Claims")
    wanted = {"as_of": "2026-08", "unit": "Claims"}
    shows = head(seen)
    assert {name: shows[name] for name in wanted if name in AGENDA[page].filters} == {
        name: value for name, value in wanted.items() if name in AGENDA[page].filters
    }
    unit = "all business units" if page in WHOLE else "Claims"
    assert f"as of Aug 2026 · {unit}" in foot(seen)
    assert chosen(seen) == wanted


def test_a_pick_follows_in_the_next_run(visit: Visit) -> None:
    seen = visit(page="adoption")
    assert chosen(seen) == {}
    pick(seen, unit="Claims")
    assert chosen(seen) == {"unit": "Claims"}
    pick(seen, as_of="2026-09")
    assert chosen(seen) == {"unit": "Claims", "as_of": "2026-09"}
    assert head(pick(seen, unit="")) == {"as_of": "2026-09", "unit": ""}


def test_what_the_browser_shows_by_itself_is_kept_by_the_menu(visit: Visit) -> None:
    """Where no run has followed the choice: the server was told when the browser asked for the view."""
    seen = visit(page="adoption")
    part = next(shown(seen))
    answers.note_visit(part.data["visit"], next(TOLD), {"unit": "Claims", "theme": "dark"})
    assert head(follow(seen, "kpis")) == {"as_of": "2026-10", "unit": "Claims"}
    assert chosen(seen) == {"unit": "Claims"}


def test_what_was_told_later_counts(visit: Visit) -> None:
    seen = visit(page="adoption")
    token = next(shown(seen)).data["visit"]
    answers.note_visit(token, 2, {"unit": "Digital"})
    answers.note_visit(token, 1, {"unit": "Claims"})
    assert head(follow(seen, "kpis"))["unit"] == "Digital"


def test_the_menu_keeps_what_was_chosen(visit: Visit) -> None:
    seen = visit(page="adoption", as_of="2026-08", unit="Claims")
    for page in (*AGENDA, *AGENDA):
        follow(seen, page)
        assert chosen(seen) == {"as_of": "2026-08", "unit": "Claims"}, page
        assert "as of Aug 2026" in foot(seen), page


def test_the_menu_keeps_a_return_to_the_default(visit: Visit) -> None:
    seen = pick(visit(page="adoption", unit="Claims"), unit="")
    assert head(follow(seen, "kpis")) == {"as_of": "2026-10", "unit": ""}


def test_back_to_another_page_shows_what_its_url_says(visit: Visit) -> None:
    seen = visit(page="adoption", unit="Claims")
    pick(follow(seen, "kpis"), unit="Digital")
    seen.query_params = {"unit": "Claims"}
    assert head(seen.switch_page("adoption.py").run()) == {"as_of": "2026-10", "unit": "Claims"}


def test_back_to_the_first_bare_url_shows_no_choice(visit: Visit) -> None:
    seen = pick(visit(page="adoption"), unit="Claims")
    seen.query_params.clear()
    assert head(seen.run()) == {"as_of": "2026-10", "unit": ""}


def test_back_to_the_bare_url_that_the_menu_leaves_keeps_the_choice(visit: Visit) -> None:
    seen = follow(visit(page="adoption", unit="Claims"), "kpis")
    seen.query_params.clear()
    assert head(seen.run()) == {"as_of": "2026-10", "unit": "Claims"}


def test_what_does_not_exist_falls_back_and_leaves_the_url(visit: Visit) -> None:
    seen = visit(page="adoption", as_of="1999-13", unit="<b>", focus="nothing", theme="dark")
    assert head(seen) == {"as_of": "2026-10", "unit": ""}
    assert chosen(seen) == {"theme": "dark"}


def test_a_unit_of_another_case_falls_back(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case_folders.one_row(tmp_path / "case"), "adoption", unit="Claims", as_of="2026-10")
    assert head(seen) == {"as_of": "2026-10", "unit": ""}
    assert chosen(seen) == {"as_of": "2026-10"}


def test_a_closer_look_at_a_kpi_is_kept_as_well(visit: Visit) -> None:
    seen = visit(page="kpis", focus="lead_time")
    assert CHOSEN.findall("".join(part.markup for part in shown(seen) if "part" in part.data)).count("lead_time") == 1
    pick(seen, focus="feature_reuse")
    assert chosen(seen) == {"focus": "feature_reuse"}
    follow(follow(seen, "brief"), "kpis")
    assert any("Feature reuse by month" in part.markup for part in shown(seen))


def test_every_business_unit_and_month_can_be_looked_at(visit: Visit) -> None:
    seen = visit(page="adoption")
    for unit in session.app_state().snapshot().units:
        assert f"· {unit} ·" in foot(pick(seen, unit=unit))
    for month in ("2026-01", "2026-02", "2026-10"):
        pick(seen, as_of=month)
        assert (head(seen)["as_of"], len(seen.exception), len(seen.error)) == (month, 0, 0)


def test_two_visitors_do_not_disturb_each_other(visit: Visit) -> None:
    one, other = visit(page="adoption", unit="Claims"), visit(page="adoption")
    pick(other, unit="Digital")
    pick(one, as_of="2026-09")
    assert head(follow(one, "kpis")) == {"as_of": "2026-09", "unit": "Claims"}
    assert head(follow(other, "kpis")) == {"as_of": "2026-10", "unit": "Digital"}
    assert frame(one).message != frame(other).message
