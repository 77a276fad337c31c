"""Records that cannot be read while somebody is here: each page says so, and goes on once they are back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.frames.agenda import AGENDA
from steering.records.database import FILE
from tests.members import invite
from tests.pages import shown

Visit = Callable[..., AppTest]
GONE = "is gone"


@pytest.fixture
def signed_in(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instructor who is signed in, with the example."""
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    visit()
    records = session.app_state().records
    cookie = records.people.open_link(invite(records, "instructor"))[1]
    # The cookie of a browser, which these tests have none of.
    monkeypatch.setattr(session, "cookie", lambda: cookie)


@contextmanager
def away(home: Path) -> Iterator[None]:
    """While within, the file of the records is not there."""
    path = (home / FILE).rename(home / "aside")
    try:
        yield
    finally:
        path.rename(home / FILE)


def test_each_page_says_that_it_cannot_be_known_who_is_here(visit: Visit, home: Path, signed_in: None) -> None:
    for page, item in AGENDA.items():
        with away(home):
            seen = visit(page=page)
        assert not seen.exception, page
        assert [title.value for title in seen.title] == [item.title]
        (said,) = seen.error
        assert GONE in said.value
        # Nothing of the case, whoever it is.
        assert not list(shown.shown(seen)), page
    seen = visit(page="brief")
    assert not seen.error
    assert shown.frame(seen).page == "brief"


def test_what_is_done_meanwhile_is_not_done_and_says_so(visit: Visit, home: Path, signed_in: None) -> None:
    for page in AGENDA:
        for key in [button.key for button in visit(page=page).button if button.key and not button.disabled]:
            seen = visit(page=page)
            with away(home):
                seen.button(key=key).click().run()
            assert not seen.exception, (page, key)
            assert any(GONE in said.value for said in seen.error), (page, key)


def test_one_user_sees_the_case_with_the_sentence(visit: Visit, home: Path) -> None:
    visit()
    with away(home):
        seen = visit(page="brief")
    assert not seen.exception
    assert shown.frame(seen).page == "brief"
    assert any(GONE in notice.text for notice in shown.notices(seen))


def _dialog() -> None:
    from components import actions
    from steering.errors import StoreUnavailable

    @actions.tell_errors
    def draw() -> None:
        raise StoreUnavailable("The records are not available now.")

    draw()


def test_a_dialog_says_what_goes_wrong_in_it() -> None:
    seen = AppTest.from_function(_dialog).run()
    assert not seen.exception
    assert [said.value for said in seen.error] == ["The records are not available now\\."]
