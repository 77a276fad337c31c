"""The filters: in the URL, kept from page to page, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from steering.frames.agenda import AGENDA
from tests.pages import case_folders

Visit = Callable[..., AppTest]
# Pages about the whole organisation, whichever unit is chosen; they say so.
WHOLE = ("roi", "roadmap", "decisions", "audit")


def filters(seen: AppTest) -> tuple[str, str]:
    """The month and the business unit that the page's head shows."""
    month, unit = seen.selectbox[0], seen.selectbox[1]
    assert (month.label, unit.label) == ("As of", "Business unit")
    return month.value, unit.value


def follow(seen: AppTest, page: str) -> AppTest:
    """Go to another page as the menu does: to its bare URL."""
    seen.query_params.clear()
    return seen.switch_page(f"{page}.py").run()


@pytest.mark.parametrize("page", AGENDA)
def test_a_deep_link_sets_the_filters(visit: Visit, page: str) -> None:
    seen = visit(page=page, as_of="2026-08", unit="Claims")
    assert filters(seen) == ("2026-08", "Claims")
    unit = "all business units" if page in WHOLE else "Claims"
    assert f"as of Aug 2026 · {unit}" in seen.caption[-1].value
    assert seen.query_params == {"as_of": "2026-08", "unit": "Claims"}


def test_a_pick_goes_into_the_url(visit: Visit) -> None:
    seen = visit(page="adoption")
    assert seen.query_params == {}
    seen.selectbox[1].select("Claims").run()
    assert seen.query_params == {"unit": "Claims"}
    seen.selectbox[0].select("2026-09").run()
    assert seen.query_params == {"unit": "Claims", "as_of": "2026-09"}
    seen.selectbox[1].select("").run()
    assert filters(seen) == ("2026-09", "")


def test_the_menu_keeps_what_was_chosen(visit: Visit) -> None:
    seen = visit(page="adoption", as_of="2026-08", unit="Claims")
    for page in (*AGENDA, *AGENDA):
        follow(seen, page)
        assert filters(seen) == ("2026-08", "Claims"), page
        assert seen.query_params == {"as_of": "2026-08", "unit": "Claims"}


def test_the_menu_keeps_a_return_to_the_default(visit: Visit) -> None:
    seen = visit(page="adoption", unit="Claims")
    seen.selectbox[1].select("").run()
    assert filters(follow(seen, "kpis")) == ("2026-10", "")


def test_back_to_another_page_shows_what_its_url_says(visit: Visit) -> None:
    seen = visit(page="adoption", unit="Claims")
    follow(seen, "kpis").selectbox[1].select("Digital").run()
    seen.query_params = {"unit": "Claims"}
    assert filters(seen.switch_page("adoption.py").run()) == ("2026-10", "Claims")


def test_back_to_the_first_bare_url_shows_no_choice(visit: Visit) -> None:
    seen = visit(page="adoption")
    seen.selectbox[1].select("Claims").run()
    seen.query_params.clear()
    assert filters(seen.run()) == ("2026-10", "")


def test_back_to_the_bare_url_that_the_menu_leaves_keeps_the_choice(visit: Visit) -> None:
    seen = follow(visit(page="adoption", unit="Claims"), "kpis")
    seen.query_params.clear()
    assert filters(seen.run()) == ("2026-10", "Claims")


def test_what_does_not_exist_falls_back_and_leaves_the_url(visit: Visit) -> None:
    seen = visit(page="adoption", as_of="1999-13", unit="<b>", focus="nothing", theme="dark")
    assert filters(seen) == ("2026-10", "")
    assert seen.query_params == {"theme": "dark"}


def test_a_unit_of_another_case_falls_back(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case_folders.one_row(tmp_path / "case"), "adoption", unit="Claims", as_of="2026-10")
    assert filters(seen) == ("2026-10", "")
    assert seen.query_params == {"as_of": "2026-10"}


def test_a_closer_look_at_a_kpi_is_kept_as_well(visit: Visit) -> None:
    seen = visit(page="kpis", focus="lead_time")
    assert seen.selectbox[2].value == "lead_time"
    seen.selectbox[2].select("feature_reuse").run()
    assert seen.query_params == {"focus": "feature_reuse"}
    assert follow(follow(seen, "brief"), "kpis").selectbox[2].value == "feature_reuse"
    assert any("Feature reuse by month" in text.value for text in seen.subheader)


def test_every_business_unit_and_month_can_be_looked_at(visit: Visit) -> None:
    seen = visit(page="adoption")
    for unit in seen.selectbox[1].options[1:]:
        seen.selectbox[1].select(unit).run()
        assert f"· {unit} ·" in seen.caption[-1].value
    for month in ("2026-01", "2026-02", "2026-10"):
        seen.selectbox[0].select(month).run()
        assert (filters(seen)[0], len(seen.exception), len(seen.error)) == (month, 0, 0)


def test_two_visitors_do_not_disturb_each_other(visit: Visit) -> None:
    one, other = visit(page="adoption", unit="Claims"), visit(page="adoption")
    other.selectbox[1].select("Digital").run()
    one.selectbox[0].select("2026-09").run()
    assert filters(follow(one, "kpis")) == ("2026-09", "Claims")
    assert filters(follow(other, "kpis")) == ("2026-10", "Digital")
