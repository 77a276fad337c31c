"""Pictures at hand: made once, bounded in bytes, the least recently used one forgotten first, also by threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from steering.frames.blocks import Notice
from steering.picture.picture import Picture, draw_blocks
from steering.state.pictures import PictureStore


def picture(name: str) -> Picture:
    """A picture of about the same size whatever its name of three characters."""
    return draw_blocks([Notice(text=name * 100)])


def size_of(one: Picture) -> int:
    return len(one.json) + len(one.gzip)


CASE = "acme"


def room_for(count: int) -> int:
    """Bytes for so many pictures, and not for one more: compressed they differ by a few bytes."""
    return int(size_of(picture("000")) * (count + 0.5))


def put(store: PictureStore, name: str) -> Picture:
    return store.put(name, lambda: picture(name), CASE)


def kept(store: PictureStore, *names: str) -> list[str]:
    """The names whose pictures are at hand. Asking uses them, in this order."""
    return [name for name in names if store.find(name, CASE)]


def test_what_was_put_is_found_by_its_name_alone() -> None:
    store = PictureStore()
    one = put(store, "one")
    assert store.find("one", CASE) is one
    assert store.find("two", CASE) is None


def test_one_that_is_at_hand_is_not_made_again() -> None:
    store = PictureStore()
    one = put(store, "one")
    assert store.put("one", lambda: picture("two"), CASE) is one


def test_one_that_can_not_be_made_leaves_nothing_behind() -> None:
    store = PictureStore()

    def fail() -> Picture:
        raise ValueError("no figures")

    try:
        store.put("one", fail, CASE)
    except ValueError:
        assert store.find("one", CASE) is None
        assert put(store, "one") == store.find("one", CASE)


def test_the_first_one_goes_when_there_is_no_more_room() -> None:
    store = PictureStore(room_for(3))
    for name in ("one", "two", "six", "ten"):
        put(store, name)
    assert kept(store, "one", "two", "six", "ten") == ["two", "six", "ten"]


def test_one_that_was_used_stays_longer() -> None:
    store = PictureStore(room_for(3))
    for name in ("one", "two", "six"):
        put(store, name)
    store.find("one", CASE)
    put(store, "two")
    put(store, "ten")
    assert kept(store, "one", "two", "six", "ten") == ["one", "two", "ten"]


def test_a_large_one_takes_the_place_of_several() -> None:
    store = PictureStore(room_for(4))
    for name in ("one", "two", "six", "ten"):
        put(store, name)
    large = draw_blocks([Notice(text=f"{number} is a number of its own") for number in range(8)])
    assert 1.5 * size_of(picture("one")) < size_of(large) < 3.5 * size_of(picture("one"))
    store.put("all", lambda: large, CASE)
    assert kept(store, "one", "two", "six", "ten")[-1] == "ten"
    assert store.find("all", CASE) is large
    assert store.find("one", CASE) is None


def test_one_that_is_larger_than_all_room_is_shown_until_the_next_one_comes() -> None:
    store = PictureStore(10)
    one = put(store, "one")
    assert store.find("one", CASE) is one
    put(store, "two")
    assert kept(store, "one", "two") == ["two"]


def test_many_threads_leave_as_much_as_there_is_room_for() -> None:
    store = PictureStore(room_for(5))
    names = [f"{number:03}" for number in range(40)]

    def work(start: int) -> list[str]:
        turned = names[start:] + names[:start]
        return [name for name in turned if put(store, name).markup != picture(name).markup]

    with ThreadPoolExecutor(8) as threads:
        wrong = [name for found in threads.map(work, range(0, 40, 5)) for name in found]
    assert wrong == []
    assert 4 <= len(kept(store, *names)) <= 6
    # Whatever the threads did, its count of bytes is right: from here it keeps five again.
    for name in ("one", "two", "six", "ten", "new"):
        put(store, name)
    assert kept(store, "one", "two", "six", "ten", "new", *names) == ["one", "two", "six", "ten", "new"]


def test_a_picture_is_found_only_in_a_case_that_shows_it() -> None:
    store = PictureStore()
    one = store.put("one", lambda: picture("one"), "acme")
    assert store.find("one", "other") is None
    assert store.put("one", lambda: picture("one"), "other") is one
    assert store.find("one", "other") is one
    assert store.cases_of("one") == {"acme", "other"}
