"""The whole path of a file, role by role in a browser each: once by personal links, once by a provider of identities.

The instructor brings a file with errors, mends it, compares, publishes and rolls back; all others see what is in force.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Page, expect

from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.records import Records
from tests.browser.conftest import go
from tests.browser.provider import authorize
from tests.browser.test_sources import bring, press
from tests.members import invite
from tests.pages import case_folders
from tests.provider import Provider, provide, start_with_provider
from tests.server import Server, start

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]
HEADER = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production\n"
# Two cells have a unit beside the number.
BAD = HEADER + "2026-10,T1,Claims,Care,1,scaled,30 users,4\n2026-10,T2,Billing,Care,1,pilot,8 users,1\n"
COHORT = "Autumn"
BEFORE, AFTER = "0 of 1 team", "1 of 2 teams"
# Who sees figures; an auditor sees where they come from, an admin who did what.
WITHOUT_UPLOAD: tuple[Role, ...] = ("viewer", "assistant", "auditor")
LOG_READERS: tuple[Role, ...] = ("auditor", "admin")
READERS: tuple[Role, ...] = ("viewer", "presenter", "assistant")


@dataclass(frozen=True, kw_only=True)
class House:
    """A running app with a cohort of two groups, each with a workspace, and how somebody of a role comes in."""

    address: str
    enter: Callable[[Page, Role], None]

    def visit(self, page: Page, path: str, group: str) -> None:
        """Open a page in the workspace of a group."""
        page.goto(f"{self.address}/{path}?in={group}")


@pytest.fixture(params=["links", "provider"])
def house(request: pytest.FixtureRequest, tmp_path: Path, drawn: Drawn) -> Iterator[House]:
    case, home = case_folders.one_row(tmp_path / "case"), tmp_path / "home"
    home.mkdir()
    autumn = make_cohort(home, case)
    if request.param == "links":
        with Records(home) as records:
            secrets = {role: invite(records, role, autumn, group=group_of(role)) for role in get_args(Role)}
        server = start(home=home, case=case, log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
        yield House(address=server.url, enter=lambda page, role: enter_by_link(page, server, secrets[role]))
        server.stop()
        return
    with provide(home / "provider.log") as provider:
        server = start_with_provider(home, provider, [rule_of(role) for role in get_args(Role)], case=case)
        address = f"http://localhost:{server.port}"
        yield House(address=address, enter=lambda page, role: enter_by_provider(page, address, provider, role, drawn))
        server.stop()


def make_cohort(home: Path, case: Path, *, needs_approval: bool = False) -> str:
    """Make a cohort with the workspaces `red` and `blue`, shown to the committee; return its id."""
    with Records(home) as records:
        autumn = records.cohorts.make(COHORT, COMMAND_LINE, needs_approval=needs_approval).id
        for group in ("red", "blue"):
            records.workspaces.make(autumn, COMMAND_LINE, group=group, title=group.title(), id=group)
            records.workspaces.show(group, COMMAND_LINE, shown=True)
            shutil.copytree(case, home / "workspaces" / group)
    return autumn


def group_of(role: Role) -> str:
    """The group of whoever learns; the others are of none."""
    return "red" if role == "presenter" else ""


def rule_of(role: Role) -> dict[str, str]:
    """What `access.yaml` gives the provider's group of a role."""
    rule = {"name": f"our-{role}s", "role": role}
    rule |= {} if role == "admin" else {"cohort": COHORT}
    return rule | ({"group": group} if (group := group_of(role)) else {})


def enter_by_link(page: Page, server: Server, secret: str) -> None:
    page.goto(f"{server.url}/enter#{secret}")
    page.wait_for_url(re.compile(f"^{server.url}/(?!enter)"))


def enter_by_provider(page: Page, address: str, provider: Provider, role: Role, drawn: Drawn) -> None:
    provider.name(f"the-{role}", f"our-{role}s", name=f"The {role}")
    page.goto(f"{address}/")
    drawn(page)
    authorize(page, provider, f"the-{role}")
    page.wait_for_url(re.compile(f"^{address}/(?!enter|oauth2)"))


def publish_after_mending(page: Page, rerun: Rerun) -> None:
    """Bring a file with errors to Sources, mend it there, see what it would change, and publish it for the cohort."""
    bring(page, "october.csv", BAD, rerun)
    expect(page.get_by_text("october.csv was not accepted: 2 problems.")).to_be_visible()
    press(page, "Leave out the unit or currency: 2 cells of active_users", rerun)
    expect(page.get_by_text("2 cells or rows were mended here.")).to_be_visible()
    expect(page.get_by_text("october.csv can be published: 2 rows.")).to_be_visible()
    expect(page.get_by_text("Figures before and after").first).to_be_visible()
    with rerun(page):
        page.get_by_text(f"All of {COHORT} (2 workspaces)").click()
    with rerun(page):
        page.locator(".st-key-publish button").click()
    expect(page.get_by_text(re.compile(f"^Published .*for 2 workspaces of {COHORT}"))).to_be_visible()


def roll_back(page: Page, rerun: Rerun) -> None:
    press(page, "Roll back", rerun)
    press(page, "Roll back", rerun)
    expect(page.get_by_text("Current release: 1 row from adoption.csv.")).to_be_visible()


def expect_adoption(page: Page, heading: str, drawn: Drawn) -> None:
    """Choose Adoption in the menu of a tab that was open before: it shows what is in force now."""
    if page.locator(".head .title strong").inner_text() == "Adoption":
        go(page, "KPIs")
        drawn(page)
    go(page, "Adoption")
    drawn(page)
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def test_a_file_is_brought_mended_published_seen_by_each_role_and_rolled_back(
    house: House, open_page: Callable[..., Page], drawn: Drawn, rerun: Rerun
) -> None:
    tabs: Mapping[Role, Page] = {role: open_page() for role in get_args(Role)}
    for role, tab in tabs.items():
        house.enter(tab, role)
        drawn(tab)
        expect(tab.locator(".st-key-account")).to_contain_text(f"The {role} · {role}")
    # The learner comes into the workspace of their group by themselves; the assistant looks at that of the others.
    for role in READERS:
        if role != "presenter":
            house.visit(tabs[role], "brief", "blue" if role == "assistant" else "red")
            drawn(tabs[role])
        expect_adoption(tabs[role], BEFORE, drawn)

    instructor = tabs["instructor"]
    house.visit(instructor, "sources", "red")
    drawn(instructor)
    publish_after_mending(instructor, rerun)
    for role in READERS:
        expect_adoption(tabs[role], AFTER, drawn)
    for role in WITHOUT_UPLOAD:
        go(tabs[role], "Sources")
        drawn(tabs[role])
        expect(tabs[role].get_by_text("october.csv").first).to_be_visible()
        expect(tabs[role].locator("input[type=file]")).to_have_count(0)
        expect(tabs[role].get_by_role("button", name="Roll back")).to_have_count(0)

    house.visit(instructor, "sources", "red")
    drawn(instructor)
    roll_back(instructor, rerun)
    for role in READERS:
        # What was rolled back in the workspace of one group stays in that of the other.
        expect_adoption(tabs[role], AFTER if role == "assistant" else BEFORE, drawn)
    for role in LOG_READERS:
        go(tabs[role], "Audit log")
        drawn(tabs[role])
        for action in ("Published", "Rolled back"):
            row = tabs[role].get_by_role("row").filter(has_text=re.compile(action)).filter(has_text="The instructor")
            expect(row.first).to_be_visible()
