"""What holds for a whole cohort, each person in a browser: rolled back after a look, and approved by another one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from steering.actors import COMMAND_LINE
from steering.records import Records
from steering.records.cohorts import NewMember
from tests.browser.test_sources import bring, press
from tests.browser.test_whole_path import (
    AFTER,
    BEFORE,
    COHORT,
    HEADER,
    enter_by_link,
    expect_adoption,
    group_of,
    make_cohort,
)
from tests.members import invite
from tests.pages import case_folders
from tests.server import Server, start

Drawn = Callable[[Page], None]
Open = Callable[..., Page]
Rerun = Callable[[Page], AbstractContextManager[None]]
TWO_TEAMS = HEADER + "2026-10,T1,Claims,Care,1,scaled,30,4\n2026-10,T2,Billing,Care,1,pilot,8,1\n"
FOR_ALL = f"All of {COHORT} (2 workspaces)"


@dataclass(frozen=True, kw_only=True)
class Classroom:
    """A running app with a cohort of two groups, and the secrets of the links of who is in it."""

    server: Server
    instructor: str
    colleague: str
    learner: str

    def enter(self, page: Page, secret: str, path: str, group: str, drawn: Drawn) -> Page:
        """Open a link, and then a page in the workspace of a group."""
        enter_by_link(page, self.server, secret)
        return self.visit(page, path, group, drawn)

    def visit(self, page: Page, path: str, group: str, drawn: Drawn) -> Page:
        """Open a page in the workspace of a group."""
        page.goto(f"{self.server.url}/{path}?in={group}")
        drawn(page)
        return page


@pytest.fixture
def classroom(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Classroom]:
    """Parametrised with whether the cohort asks that somebody else approve what one proposes."""
    case, home = case_folders.one_row(tmp_path / "case"), tmp_path / "home"
    home.mkdir()
    autumn = make_cohort(home, case, needs_approval=request.param)
    with Records(home) as records:
        (member,) = records.cohorts.add(autumn, [NewMember(name="Colleague", role="instructor")], COMMAND_LINE)
        colleague = records.people.make_link(member.person.id, autumn, COMMAND_LINE)
        instructor = invite(records, "instructor", autumn)
        learner = invite(records, "presenter", autumn, group=group_of("presenter"))
    server = start(home=home, case=case, log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
    yield Classroom(server=server, instructor=instructor, colleague=colleague, learner=learner)
    server.stop()


def bring_for_all(page: Page, rerun: Rerun) -> None:
    """Bring a file to Sources and say that it is for the whole cohort."""
    bring(page, "october.csv", TWO_TEAMS, rerun)
    expect(page.get_by_text("october.csv can be published: 2 rows.")).to_be_visible()
    with rerun(page):
        page.get_by_text(FOR_ALL).click()


def row_of(place: Page | Locator, table: str, title: str) -> Locator:
    return place.locator(f"[data-place={table}]").get_by_role("row").filter(has_text=title)


@pytest.mark.parametrize("classroom", [False], indirect=True)
def test_a_whole_cohort_is_rolled_back_after_a_look_at_what_changes(
    classroom: Classroom, open_page: Open, drawn: Drawn, rerun: Rerun
) -> None:
    instructor = classroom.enter(open_page(), classroom.instructor, "sources", "red", drawn)
    learner = classroom.enter(open_page(), classroom.learner, "adoption", "red", drawn)
    bring_for_all(instructor, rerun)
    with rerun(instructor):
        instructor.locator(".st-key-publish button").click()
    expect(instructor.get_by_text(f"for 2 workspaces of {COHORT}").first).to_be_visible()
    expect_adoption(learner, AFTER, drawn)

    with rerun(instructor):
        instructor.locator(".st-key-roll-back button").click()
    dialog = instructor.get_by_role("dialog")
    with rerun(instructor):
        dialog.get_by_text(FOR_ALL).click()
    for title in ("Red", "Blue"):
        row = row_of(dialog, "roll-back-places", title)
        expect(row).to_contain_text("october.csv")
        expect(row).not_to_contain_text("stays as it is")
    expect(dialog.get_by_text("Figures before and after").first).to_be_visible()

    with rerun(instructor):
        dialog.locator(".st-key-confirm-roll-back button").click()
    expect(dialog).to_have_count(0)
    expect(instructor.get_by_text(f"for 2 workspaces of {COHORT}").first).to_be_visible()
    expect_adoption(learner, BEFORE, drawn)
    # Nobody has opened the workspace of the other group yet: it has what it began with.
    classroom.visit(instructor, "adoption", "blue", drawn)
    expect(instructor.get_by_role("heading", name=BEFORE, level=1)).to_be_visible()


@pytest.mark.parametrize("classroom", [True], indirect=True)
def test_a_publication_waits_for_another_person_who_sees_it_and_approves(
    classroom: Classroom, open_page: Open, drawn: Drawn, rerun: Rerun
) -> None:
    author = classroom.enter(open_page(), classroom.instructor, "sources", "red", drawn)
    learner = classroom.enter(open_page(), classroom.learner, "adoption", "red", drawn)
    bring_for_all(author, rerun)
    expect(author.get_by_text("asks that somebody else approve what is published").first).to_be_visible()
    press(author, "Propose", rerun)
    expect(author.get_by_text(re.compile("^Proposed")).first).to_be_visible()
    waiting = author.locator(".st-key-waiting")
    expect(waiting).to_contain_text("You have proposed it, so somebody else has to approve it.")
    expect(waiting.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(waiting.get_by_role("button", name="Approve and publish")).to_have_count(0)
    expect_adoption(learner, BEFORE, drawn)

    colleague = classroom.enter(open_page(), classroom.colleague, "sources", "red", drawn)
    waiting = colleague.locator(".st-key-waiting")
    expect(waiting).to_contain_text("october.csv")
    expect(waiting).to_contain_text("proposed by The instructor")
    expect(waiting).to_contain_text(f"for all of {COHORT}")
    expect(waiting.get_by_text("Figures before and after").first).to_be_visible()
    press(colleague, "Approve and publish", rerun)
    expect(colleague.get_by_text("Approved and published").first).to_be_visible()
    expect(colleague.locator(".st-key-waiting")).to_have_count(0)
    row = row_of(colleague, "history", "october.csv").first
    expect(row).to_contain_text("The instructor")
    expect(row).to_contain_text("Colleague")
    expect_adoption(learner, AFTER, drawn)
