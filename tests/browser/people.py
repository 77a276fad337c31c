"""Browsers of people, kept for the next test: scripts that are compiled already stay, and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

# All pages of a person are one process, which lives as long as one of them: with it the scripts of Streamlit and
# plotly.js, which take a processor most of the time that a page needs to open.
FLAG = "--process-per-site"

SETTINGS = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}

# A place on the site of every server of ours; nobody is asked for it.
SITE = "http://127.0.0.1/"

# With an icon of its own: Chromium would ask the site for one, and tell the test that nobody answers.
BLANK = "<link rel=icon href=data:,>"

# So many people wait between two tests, each with some memory; who else is wanted comes anew.
KEPT = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class Person:
    """A browser with cookies of its own, and the blank page that keeps its process."""

    context: BrowserContext
    keeper: Page

    def forget(self) -> None:
        """Close all pages, and drop all that they and the test have left behind."""
        for page in self.context.pages:
            if page is not self.keeper:
                page.close()
        self.context.set_offline(False)
        self.context.clear_permissions()
        self.context.set_storage_state({})


@dataclass(kw_only=True)
class People:
    """Who is there: those of the test that runs, and those who wait for the next one."""

    browser: Browser
    patience: float
    waiting: list[Person] = field(default_factory=list)

    def call(self) -> Person:
        """Somebody who waits, the first of them first, or somebody new."""
        if self.waiting:
            return self.waiting.pop(0)
        context = self.make()
        keeper = context.new_page()
        keeper.route("**", lambda route: route.fulfill(content_type="text/html", body=BLANK))
        keeper.goto(SITE)
        keeper.unroute_all()
        return Person(context=context, keeper=keeper)

    def make(self, **options: Any) -> BrowserContext:
        """A browser for one test alone."""
        size = ViewportSize(width=1280, height=720)
        context = self.browser.new_context(**{"viewport": size, "color_scheme": "light", **SETTINGS, **options})
        context.set_default_timeout(self.patience)
        return context

    def dismiss(self, people: list[Person]) -> None:
        """Take back those of a test, in the order in which they came."""
        for place, person in enumerate(people):
            if len(self.waiting) < KEPT:
                person.forget()
                self.waiting.insert(place, person)
            else:
                person.context.close()
