"""What visitors chose: kept by their sessions, and found by a token when a browser asks by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from weakref import WeakValueDictionary

from steering.state.choices import is_choice


@dataclass(kw_only=True, eq=False)
class VisitorChoices:
    """One visitor's choices (filter -> value), the page that showed them last, and the pages seen without any."""

    values: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    blank: set[str] = field(default_factory=set)
    # The ids of all drill-downs that pages have offered so far.
    drilldowns: set[str] = field(default_factory=set)
    # Whether this run is the first one on its page.
    is_new_page: bool = True
    # How often the browser has shown something else by itself, and told so.
    told: int = 0
    # The workspace that the visitor was in last; empty until one was chosen.
    place: str = ""
    # The case that is shown there; empty where nothing is.
    case: str = ""
    # Names the visitor where the browser asks by itself.
    token: str = field(default_factory=lambda: token_urlsafe(16))

    def on_page(self, page: str, query: Mapping[str, str]) -> Mapping[str, str]:
        """Return the choices for a page: those of its URL, otherwise the earlier ones.

        The menu leads to a page's bare URL, to which the page then adds the choices, and both are in the browser's
        history. Going back to a bare URL shows no choice only where the page was seen before anything was chosen.
        """
        if not query and not self.values:
            self.blank.add(page)
        elif not query and page != self.page:
            self.blank.discard(page)
        return query or ({} if page in self.blank else self.values)


class Visitors:
    """The choices of everybody who is here, by token; a visit that is over is forgotten."""

    def __init__(self) -> None:
        self._choices: WeakValueDictionary[str, VisitorChoices] = WeakValueDictionary()

    def welcome(self) -> VisitorChoices:
        """Return the choices of a new visitor: none yet."""
        choices = VisitorChoices()
        self._choices[choices.token] = choices
        return choices

    @property
    def count(self) -> int:
        """How many are here."""
        return len(self._choices)

    def place_of(self, token: str) -> str:
        """Return in which workspace a visitor was last; empty where nobody is known by this token."""
        choices = self._choices.get(token)
        return choices.place if choices else ""

    def note(self, token: str, told: int, query: Mapping[str, str]) -> None:
        """Take note of what a visitor's browser shows by itself; the next run of a page judges it as any link."""
        choices = self._choices.get(token)
        if choices is not None and told >= choices.told:
            choices.told = told
            choices.values = {name: value for name, value in query.items() if is_choice(name)}
