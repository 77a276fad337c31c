"""What a visitor's browser shows by itself is known to the next run, by a token that nobody else has."""

from __future__ import annotations

import gc

from steering.state.visitors import Visitors


def test_the_next_run_goes_on_from_what_the_browser_shows() -> None:
    visitors = Visitors()
    visitor = visitors.welcome()
    visitors.note(visitor.token, 1, {"as_of": "2026-08", "unit": "Claims", "theme": "dark"})
    assert visitor.told == 1
    assert visitor.on_page("kpis", {}) == {"as_of": "2026-08", "unit": "Claims"}
    assert visitor.on_page("kpis", {"unit": "Digital"}) == {"unit": "Digital"}, "what a link says counts"


def test_what_was_told_before_does_not_come_over_what_was_told_later() -> None:
    visitors = Visitors()
    visitor = visitors.welcome()
    visitors.note(visitor.token, 2, {"unit": "Digital"})
    visitors.note(visitor.token, 1, {"unit": "Claims"})
    assert (visitor.told, visitor.values) == (2, {"unit": "Digital"})


def test_visitors_do_not_disturb_each_other_and_strangers_nobody() -> None:
    visitors = Visitors()
    first, second = visitors.welcome(), visitors.welcome()
    assert first.token != second.token
    visitors.note(first.token, 1, {"unit": "Claims"})
    visitors.note("guessed", 1, {"unit": "Digital"})
    assert (first.values, second.values) == ({"unit": "Claims"}, {})


def test_who_has_left_is_forgotten() -> None:
    visitors = Visitors()
    token = visitors.welcome().token
    gc.collect()
    visitors.note(token, 1, {"unit": "Claims"})
    assert visitors.count == 0
