"""Signing in by a personal link in a real browser: what each role finds in the menu, and how a visit ends."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.records import Records
from tests.browser.conftest import go
from tests.members import invite, invite_everybody
from tests.server import Server, start

Drawn = Callable[[Page], None]
FIGURES = ["Brief", "Adoption", "KPIs", "Costs", "ROI scenarios", "Roadmap"]
DOSSIER = ["Golden thread", "Current state", "Architecture", "Governance", "Compliance", "Change", "Enablement"]
REHEARSAL = ["Dry run", "Question drill", "Readiness", "Review"]
# What the menu has for each role, in its order; pages for those who run a cohort are told apart from these.
MENUS: Mapping[Role, list[str]] = {
    "viewer": [*FIGURES, "Decisions", *DOSSIER, "Sources"],
    "presenter": [*FIGURES, "Storyboard", "Present", "Decisions", *DOSSIER, *REHEARSAL, "Claims audit", "Sources"],
    "assistant": [*FIGURES, "Storyboard", "Decisions", *DOSSIER, *REHEARSAL, "Sources"],
    "instructor": [*FIGURES, "Storyboard", "Present", "Decisions", *DOSSIER, *REHEARSAL, "Claims audit", "Sources"],
}
RUNNING = {"Cohorts", "Audit log"}
SIGN_IN = "Sign in first: open the link that your instructor has sent you."


@dataclass(frozen=True, kw_only=True)
class House:
    """A running app where people sign in, and the secret of the link of one person of each role."""

    server: Server
    home: Path
    secrets: Mapping[Role, str]

    def link(self, secret: str) -> str:
        return f"{self.server.url}/enter#{secret}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, example_store: Path) -> Iterator[House]:
    home = shutil.copytree(example_store, tmp_path_factory.mktemp("house") / "home")
    secrets = invite_everybody(home)
    server = start(home=home, log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
    yield House(server=server, home=home, secrets=secrets)
    server.stop()


def come_in(house: House, page: Page, role: Role, drawn: Drawn) -> None:
    page.goto(house.link(house.secrets[role]))
    page.wait_for_url(re.compile(f"^{house.server.url}/(?!enter)"))
    drawn(page)


@pytest.mark.parametrize("role", MENUS)
def test_a_link_leads_to_a_menu_of_what_is_open_to_its_role(house: House, page: Page, drawn: Drawn, role: Role) -> None:
    come_in(house, page, role, drawn)
    assert house.secrets[role] not in page.url
    # The icon's name is the first line of what an item says.
    items = page.get_by_test_id("stSidebarNavItems").get_by_role("link").all_inner_texts()
    titles = [item.strip().split("\n")[-1] for item in items]
    assert [title for title in titles if title not in RUNNING] == MENUS[role]
    expect(page.locator(".st-key-account")).to_contain_text(f"The {role} · {role}")


def test_everybody_takes_along_what_is_held_of_them(house: House, page: Page, drawn: Drawn) -> None:
    come_in(house, page, "viewer", drawn)
    page.get_by_role("button", name="My data").click()
    with page.expect_download() as taking:
        page.get_by_role("dialog").get_by_role("button", name="Take the data along").click()
    with zipfile.ZipFile(taking.value.path()) as archive:
        (person,) = json.loads(archive.read("data.json"))["people"]
    assert person["name"] == "The viewer"
    with Records(house.home) as records:
        entry = records.audit_log.list()[0]
    assert (entry.action, entry.actor_id, entry.subject) == ("download", person["id"], f"data-{person['id']}.zip")


def test_an_auditor_begins_with_the_controls(house: House, page: Page, drawn: Drawn) -> None:
    come_in(house, page, "auditor", drawn)
    expect(page.locator(".head .title strong")).to_have_text("Compliance")
    expect(page.locator(".st-key-account")).to_contain_text("The auditor · auditor")
    page.goto(f"{house.server.url}/brief")
    drawn(page)
    expect(page.locator(".head .title strong")).not_to_have_text("Brief")


@pytest.mark.parametrize(("role", "count"), [("viewer", 0), ("instructor", 1)])
def test_only_who_may_publish_finds_a_place_to_upload(
    house: House, page: Page, drawn: Drawn, role: Role, count: int
) -> None:
    come_in(house, page, role, drawn)
    page.goto(f"{house.server.url}/sources")
    drawn(page)
    expect(page.locator(".st-key-desk")).to_have_count(1)
    expect(page.locator(".upload input[type=file]")).to_have_count(count)


def test_a_page_that_is_not_open_says_so_and_shows_nothing_of_the_case(house: House, page: Page, drawn: Drawn) -> None:
    come_in(house, page, "viewer", drawn)
    page.goto(f"{house.server.url}/storyboard")
    drawn(page)
    expect(page.get_by_test_id("stAlert")).to_have_text(re.compile("Storyboard is not open to you in this workspace"))
    expect(page.locator("steerco-picture")).to_have_count(0)
    go(page, "Costs")
    expect(page.locator(".head .title strong")).to_have_text("Costs")


def test_a_stranger_is_asked_to_sign_in_on_every_address(house: House, page: Page, drawn: Drawn) -> None:
    for path in ("/", "/costs", "/sources", "/?in=halden"):
        page.goto(f"{house.server.url}{path}")
        drawn(page)
        expect(page.get_by_test_id("stAlert")).to_have_text(re.compile(SIGN_IN))
        expect(page.locator("steerco-picture")).to_have_count(0)
    expect(page.get_by_text("Halden")).to_have_count(0)


def test_signing_out_in_one_tab_ends_the_visit_in_the_other(house: House, page: Page, drawn: Drawn) -> None:
    come_in(house, page, "instructor", drawn)
    other = page.context.new_page()
    other.goto(f"{house.server.url}/costs")
    drawn(other)
    expect(other.locator(".head .title strong")).to_have_text("Costs")
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="Sign out").click()
    expect(opening.value.get_by_role("heading", name="You are signed out")).to_be_visible()
    # Not loaded anew: the connection that it has is that of somebody who was signed in.
    go(other, "Sources")
    expect(other.get_by_test_id("stAlert")).to_have_text(re.compile(SIGN_IN))
    expect(other.locator("steerco-picture")).to_have_count(0)
    other.reload()
    drawn(other)
    expect(other.get_by_test_id("stAlert")).to_have_text(re.compile(SIGN_IN))


def test_a_withdrawn_link_opens_nothing_and_an_open_tab_is_out(house: House, page: Page, drawn: Drawn) -> None:
    with Records(house.home) as records:
        secret = invite(records, "viewer")
    page.goto(house.link(secret))
    page.wait_for_url(re.compile(f"^{house.server.url}/(?!enter)"))
    drawn(page)
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie.get("name") == "steerco"]
    with Records(house.home) as records:
        signed_in = records.people.find_sign_in(str(cookie.get("value")))
        assert signed_in
        records.people.revoke_links(signed_in.person.id, "", COMMAND_LINE)
    go(page, "Costs")
    expect(page.get_by_test_id("stAlert")).to_have_text(re.compile(SIGN_IN))
    page.goto(house.link(secret))
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    expect(page.locator("#cover")).to_contain_text("This link was withdrawn. Ask your instructor for a new one.")


def test_a_made_up_link_and_one_that_was_cut_off_say_what_to_do(house: House, page: Page) -> None:
    page.goto(house.link("made-up"))
    expect(page.locator("#cover")).to_contain_text("This link opens nothing here. Ask your instructor for a new one.")
    page.goto(f"{house.server.url}/")
    page.goto(f"{house.server.url}/enter")
    expect(page.locator("#cover")).to_contain_text("Open the link that your instructor has sent you, whole.")
