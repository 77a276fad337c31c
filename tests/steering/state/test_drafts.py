"""Drafts of all visitors: found under their token and kind alone, the one changed longest ago forgotten first."""

from __future__ import annotations

from steering.state.drafts import DraftStore


def test_a_draft_is_found_under_its_token_as_what_it_is() -> None:
    store = DraftStore()
    store.put("a", "text")
    assert store.find("a", str) == "text"
    assert store.find("a", int) is None
    assert store.find("b", str) is None
    store.put("a", "later")
    assert store.find("a", str) == "later"
    store.drop("a")
    store.drop("a")
    assert store.find("a", str) is None


def test_only_so_many_are_kept() -> None:
    store = DraftStore(most=2)
    for token in ("a", "b", "a", "c"):
        store.put(token, token)
    assert [store.find(token, str) for token in ("a", "b", "c")] == ["a", None, "c"]
