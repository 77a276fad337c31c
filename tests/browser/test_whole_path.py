"""The whole path of a file, role by role in a browser each: once by personal links, once by a provider of identities.

The instructor brings a file with errors, mends it, compares, publishes and rolls back; all others see what is in force.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Page, expect

from steering.catalog.roles import Role
from tests.browser.conftest import go
from tests.browser.provider import authorize
from tests.browser.test_sources import bring, press
from tests.members import invite_everybody
from tests.pages import case_folders
from tests.provider import Provider, provide, start_with_provider
from tests.server import Server, start

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]
HEADER = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production\n"
# Two cells have a unit beside the number.
BAD = HEADER + "2026-10,T1,Claims,Care,1,scaled,30 users,4\n2026-10,T2,Billing,Care,1,pilot,8 users,1\n"
BEFORE, AFTER = "0 of 1 team", "1 of 2 teams"
# Who sees figures; an auditor sees where they come from, an admin who did what.
LOG_READERS: tuple[Role, ...] = ("auditor", "admin")
READERS: tuple[Role, ...] = ("viewer", "presenter", "assistant")


@dataclass(frozen=True, kw_only=True)
class House:
    """A running app, and how somebody of a role comes in."""

    address: str
    enter: Callable[[Page, Role], None]


@pytest.fixture(params=["links", "provider"])
def house(request: pytest.FixtureRequest, tmp_path: Path, drawn: Drawn) -> Iterator[House]:
    case, home = case_folders.one_row(tmp_path / "case"), tmp_path / "home"
    home.mkdir()
    if request.param == "links":
        secrets = invite_everybody(home)
        server = start(home=home, case=case, log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
        yield House(address=server.url, enter=lambda page, role: enter_by_link(page, server, secrets[role]))
        server.stop()
        return
    with provide(home / "provider.log") as provider:
        groups = [{"name": f"our-{role}s", "role": role} for role in get_args(Role)]
        server = start_with_provider(home, provider, groups, case=case)
        address = f"http://localhost:{server.port}"
        yield House(address=address, enter=lambda page, role: enter_by_provider(page, address, provider, role, drawn))
        server.stop()


def enter_by_link(page: Page, server: Server, secret: str) -> None:
    page.goto(f"{server.url}/enter#{secret}")
    page.wait_for_url(re.compile(f"^{server.url}/(?!enter)"))


def enter_by_provider(page: Page, address: str, provider: Provider, role: Role, drawn: Drawn) -> None:
    provider.name(f"the {role}".replace(" ", "-"), f"our-{role}s", name=f"The {role}")
    page.goto(f"{address}/")
    drawn(page)
    authorize(page, provider, f"the-{role}")
    page.wait_for_url(re.compile(f"^{address}/(?!enter|oauth2)"))


def publish_after_mending(page: Page, rerun: Rerun) -> None:
    """Bring a file with errors to Sources, mend it there, look at what it would change, and publish it."""
    bring(page, "october.csv", BAD, rerun)
    expect(page.get_by_text("october.csv was not accepted: 2 problems.")).to_be_visible()
    press(page, "Leave out the unit or currency: 2 cells of active_users", rerun)
    expect(page.get_by_text("2 cells or rows were mended here.")).to_be_visible()
    expect(page.get_by_text("october.csv can be published: 2 rows.")).to_be_visible()
    expect(page.get_by_text("Figures before and after").first).to_be_visible()
    with rerun(page):
        page.locator(".st-key-publish button").click()
    expect(page.get_by_text("Current release: 2 rows from october.csv.")).to_be_visible()


def roll_back(page: Page, rerun: Rerun) -> None:
    press(page, "Roll back", rerun)
    press(page, "Roll back", rerun)
    expect(page.get_by_text("Current release: 1 row from adoption.csv.")).to_be_visible()


def show(page: Page, title: str, drawn: Drawn) -> None:
    """Choose another page in the menu and come back: what is in force now is shown, by the tab that was open before."""
    go(page, "KPIs" if title != "KPIs" else "Brief")
    drawn(page)
    go(page, title)
    drawn(page)


def test_a_file_is_brought_mended_published_seen_by_each_role_and_rolled_back(
    house: House, open_page: Callable[..., Page], drawn: Drawn, rerun: Rerun
) -> None:
    tabs: Mapping[Role, Page] = {role: open_page() for role in get_args(Role)}
    for role, tab in tabs.items():
        house.enter(tab, role)
        drawn(tab)
        expect(tab.locator(".st-key-account")).to_contain_text(f"The {role} · {role}")
    for role in READERS:
        go(tabs[role], "Adoption")
        expect(tabs[role].get_by_role("heading", name=BEFORE, level=1)).to_be_visible()

    instructor = tabs["instructor"]
    go(instructor, "Sources")
    drawn(instructor)
    publish_after_mending(instructor, rerun)
    for role in READERS:
        show(tabs[role], "Adoption", drawn)
        expect(tabs[role].get_by_role("heading", name=AFTER, level=1)).to_be_visible()
    for role in ("viewer", "assistant", "auditor"):
        go(tabs[role], "Sources")
        drawn(tabs[role])
        expect(tabs[role].get_by_text("october.csv").first).to_be_visible()
        expect(tabs[role].locator("input[type=file]")).to_have_count(0)
        expect(tabs[role].get_by_role("button", name="Roll back")).to_have_count(0)

    roll_back(instructor, rerun)
    for role in READERS:
        show(tabs[role], "Adoption", drawn)
        expect(tabs[role].get_by_role("heading", name=BEFORE, level=1)).to_be_visible()
    for role in LOG_READERS:
        go(tabs[role], "Audit log")
        drawn(tabs[role])
        for action in ("Published", "Rolled back"):
            row = tabs[role].get_by_role("row").filter(has_text=re.compile(action)).filter(has_text="The instructor")
            expect(row.first).to_be_visible()
