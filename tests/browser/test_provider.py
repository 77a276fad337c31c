"""Signing in by a provider of identities in a real browser: in, out, and what changes with the groups."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from steering.actors import COMMAND_LINE
from steering.records import Records
from steering.records.cohorts import INSTALLATION
from tests.browser.conftest import go
from tests.browser.provider import authorize
from tests.provider import NAME, Provider, provide, start_with_provider
from tests.server import Server

Drawn = Callable[[Page], None]
BUTTON = f"Sign in with {NAME}"
GROUPS = [
    {"name": "teachers", "role": "instructor"},
    {"name": "committee", "role": "viewer"},
]


@dataclass(frozen=True, kw_only=True)
class House:
    server: Server
    home: Path
    provider: Provider

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server.port}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, example_store: Path) -> Iterator[House]:
    home = shutil.copytree(example_store, tmp_path_factory.mktemp("house") / "home")
    with provide(home / "provider.log") as provider:
        server = start_with_provider(home, provider, GROUPS)
        yield House(server=server, home=home, provider=provider)
        server.stop()


def come_in(house: House, page: Page, drawn: Drawn, subject: str, path: str = "/") -> None:
    """Sign in by the button of a page."""
    page.goto(f"{house.url}{path}")
    drawn(page)
    authorize(page, house.provider, subject)


def test_the_button_leads_to_the_provider_and_back_to_the_page_that_was_asked_for(
    house: House, page: Page, drawn: Drawn
) -> None:
    house.provider.name("ada", "teachers", email="ada@example.org", email_verified=True)
    come_in(house, page, drawn, "ada", "/costs")
    page.wait_for_url(f"{house.url}/costs*")
    expect(page.locator(".head .title strong")).to_have_text("Costs")
    expect(page.locator(".st-key-account")).to_contain_text("Ada · instructor")
    with Records(house.home) as records:
        (ada,) = [member for member in records.cohorts.members(INSTALLATION) if member.person.name == "Ada"]
        assert (ada.person.issuer, ada.person.subject) == (house.provider.url, "ada")
        assert ada.person.mail == "ada@example.org" and ada.by_groups


def test_whoever_is_in_no_group_of_ours_is_told_and_may_try_again_as_somebody_else(
    house: House, page: Page, drawn: Drawn
) -> None:
    house.provider.name("zoe", "chess")
    come_in(house, page, drawn, "zoe")
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    expect(page.locator("#cover")).to_contain_text(f"You are known to {NAME}, but none of your groups there is let in")
    page.get_by_role("link", name="Back to signing in").click()
    drawn(page)
    expect(page.locator("steerco-picture")).to_have_count(0)
    house.provider.name("zoe", "committee")
    authorize(page, house.provider, "zoe")
    expect(page.locator(".st-key-account")).to_contain_text("Zoe · viewer")


def test_signing_out_ends_the_visit_in_all_tabs_and_at_the_provider(house: House, page: Page, drawn: Drawn) -> None:
    house.provider.name("ben", "teachers")
    come_in(house, page, drawn, "ben")
    drawn(page)
    other = page.context.new_page()
    other.goto(f"{house.url}/costs")
    drawn(other)
    expect(other.locator(".head .title strong")).to_have_text("Costs")
    before = [cookie for cookie in page.context.cookies() if str(cookie.get("name")).startswith("_streamlit_user")]
    assert before
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="Sign out").click()
    out = opening.value
    out.wait_for_url(f"{house.provider.url}/oauth2/end_session*")
    assert "id_token_hint=" in out.url
    names = {str(cookie.get("name")) for cookie in page.context.cookies()}
    assert not names & {"steerco", "_streamlit_user", "_streamlit_user_tokens"}
    # Not loaded anew: its connection is that of somebody who was signed in, with the provider's token.
    go(other, "Sources")
    expect(other.get_by_role("button", name=BUTTON)).to_be_visible()
    expect(other.locator("steerco-picture")).to_have_count(0)
    out.get_by_role("button", name="End session").click()
    out.wait_for_url(f"{house.url}/")
    expect(out.get_by_role("button", name=BUTTON)).to_be_visible()
    # Whoever has kept the cookie with the provider's token opens nothing with it.
    out.context.add_cookies([{"name": c["name"], "value": c["value"], "url": house.url} for c in before])
    out.reload()
    drawn(out)
    expect(out.get_by_role("button", name=BUTTON)).to_be_visible()
    expect(out.locator("steerco-picture")).to_have_count(0)


def test_a_changed_group_holds_at_the_next_sign_in_and_a_demotion_at_the_next_click(
    house: House, page: Page, drawn: Drawn
) -> None:
    house.provider.name("cleo", "teachers")
    come_in(house, page, drawn, "cleo", "/storyboard")
    drawn(page)
    expect(page.locator(".st-key-account")).to_contain_text("Cleo · instructor")
    with Records(house.home) as records:
        (cleo,) = [member for member in records.cohorts.members(INSTALLATION) if member.person.name == "Cleo"]
        records.cohorts.change(INSTALLATION, cleo.person.id, COMMAND_LINE, role="viewer", group="")
    go(page, "Question drill")
    expect(page.get_by_test_id("stAlert")).to_have_text(re.compile("Question drill is not open to you"))
    expect(page.locator(".st-key-account")).to_contain_text("Cleo · viewer")


def test_a_personal_link_opens_beside_the_provider(house: House, page: Page, drawn: Drawn) -> None:
    with Records(house.home) as records:
        admin = records.people.make_admin("Operator", COMMAND_LINE)
        secret = records.people.make_link(admin.id, "", COMMAND_LINE)
    page.goto(f"{house.url}/enter#{secret}")
    page.wait_for_url(re.compile(f"^{house.url}/(?!enter)"))
    expect(page.locator(".st-key-account")).to_contain_text("Operator · admin")


def test_where_the_provider_refuses_the_button_is_there_again(house: House, page: Page, drawn: Drawn) -> None:
    # A cookie as Streamlit makes it after a sign-in, of one who does not know its key.
    now = int(dt.datetime.now(dt.UTC).timestamp())
    claims = {"is_logged_in": True, "origin": house.url, "provider": "default", "iss": house.provider.url, "sub": "ada"}
    claims |= {"groups": ["teachers"], "nonce": "1", "iat": now, "exp": now + 3600}
    forged = create_signed_value("guessed", "_streamlit_user", json.dumps(claims)).decode()
    page.context.add_cookies([{"name": "_streamlit_user", "value": forged, "url": house.url}])
    page.goto(f"{house.url}/")
    drawn(page)
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url(f"{house.provider.url}/**")
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{house.url}/")
    drawn(page)
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
