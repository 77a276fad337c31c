"""Who follows hears the newest of each kind, without a queue, and of the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from threading import Thread
from typing import TypeVar

import pytest

from steering.stage import bus
from steering.stage.bus import Channel, Message

T = TypeVar("T")
# Seconds that something which happens at once may take on a busy machine.
PATIENCE = 30


def message(version: int, kind: str = "stage") -> Message:
    return Message(kind=kind, version=version, body=b'{"version":%d}' % version)


def run(work: Callable[[Channel], Awaitable[T]]) -> T:
    """Run some work with a channel in a loop of its own."""

    async def go() -> T:
        return await asyncio.wait_for(work(Channel()), PATIENCE)

    return asyncio.run(go())


def follow(channel: Channel, seat: str = "a") -> AsyncGenerator[bytes]:
    return channel.follow(seat, ("stage", "room"), {}, lambda: None)


def test_who_comes_later_gets_the_latest_at_once() -> None:
    async def work(channel: Channel) -> bytes:
        for version in (1, 2, 3):
            channel.publish(message(version))
        return await anext(follow(channel))

    text = run(work).decode()
    assert text == f'event: stage\nid: {bus.BOOT}-3\ndata: {{"version":3}}\n\n'


def test_what_was_seen_before_is_not_sent_again() -> None:
    async def work(channel: Channel) -> list[bytes]:
        channel.publish(message(4))
        channel.publish(message(2, "room"))
        stream = channel.follow("a", ("stage", "room"), {"stage": 4}, lambda: None)
        return [await anext(stream), await anext(stream)]

    first, second = run(work)
    assert first == f'event: room\nid: {bus.BOOT}-2\ndata: {{"version":2}}\n\n'.encode()
    assert second.startswith(b"event: beat\n")


def test_only_who_hears_a_kind_is_woken() -> None:
    async def work(channel: Channel) -> tuple[bool, bytes]:
        stream = follow(channel)
        await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        channel.publish(message(1, "desk"))
        for _ in range(5):
            await asyncio.sleep(0)
        is_woken = waiting.done()
        channel.publish(message(1, "room"))
        return is_woken, await waiting

    assert run(work) == (False, message(1, "room").event)


def test_a_message_that_cannot_be_made_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def work(_: Channel) -> bytes:
        channel = Channel("meeting-7")
        stream = follow(channel)
        await anext(stream)

        def fail() -> None:
            raise ValueError("no such figure")

        channel.publish_soon("room", fail)
        # Made in line with the one before, in a moment as well.
        channel.publish_soon("desk", lambda: channel.publish(message(1, "room")))
        answer = await anext(stream)
        while not caplog.records:
            await asyncio.sleep(0)
        return answer

    assert b"room" in run(work)
    record = caplog.records[0]
    assert "meeting-7" in record.getMessage()
    assert record.exc_info and "no such figure" in str(record.exc_info[1])


def test_an_older_message_changes_nothing() -> None:
    channel = Channel()
    channel.publish(message(5))
    channel.publish(message(4))
    assert [item.version for item in channel.latest(("stage",), {})] == [5]


def test_who_reads_slowly_misses_what_is_no_longer_so() -> None:
    async def work(channel: Channel) -> list[bytes]:
        stream = follow(channel)
        channel.publish(message(1))
        first = await anext(stream)
        for version in range(2, 500):
            channel.publish(message(version))
        return [first, await anext(stream)]

    first, second = run(work)
    assert b"-1\n" in first
    assert b"-499\n" in second


def test_a_message_from_another_thread_wakes_who_waits() -> None:
    async def work(channel: Channel) -> bytes:
        stream = follow(channel)
        assert b"beat" in await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        thread = Thread(target=channel.publish, args=(message(7),))
        thread.start()
        answer = await waiting
        thread.join()
        return answer

    assert b"-7\n" in run(work)


def test_where_nothing_happens_a_named_beat_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "BEAT_SECONDS", 0.01)

    async def work(channel: Channel) -> list[bytes]:
        channel.publish(message(3))
        stream = follow(channel)
        return [await anext(stream) for _ in range(3)]

    _, *beats = run(work)
    assert beats == [f'event: beat\ndata: {{"boot": "{bus.BOOT}", "stage": 3}}\n\n'.encode()] * 2


def test_seats_are_present_while_a_stream_of_theirs_is_open() -> None:
    async def work(channel: Channel) -> list[frozenset[str]]:
        channel.publish(message(1))
        one, other = follow(channel, "a"), follow(channel, "a")
        await anext(one)
        await anext(other)
        seen = [channel.present]
        for stream in (one, other):
            await stream.aclose()
            seen.append(channel.present)
        return seen

    assert run(work) == [frozenset({"a"}), frozenset({"a"}), frozenset()]


def test_closing_ends_every_stream() -> None:
    async def work(channel: Channel) -> int:
        streams = [follow(channel, str(number)) for number in range(20)]
        for stream in streams:
            await anext(stream)
        waiting = [asyncio.ensure_future(anext(stream, None)) for stream in streams]
        await asyncio.sleep(0)
        channel.close()
        return sum(answer is None for answer in await asyncio.gather(*waiting))

    assert run(work) == 20


def test_a_long_poll_answers_when_something_is_newer_and_not_before() -> None:
    async def work(channel: Channel) -> tuple[list[Message], list[Message]]:
        channel.publish(message(1))
        nothing = await channel.wait(("stage",), {"stage": 1}, 0.01)
        waiting = asyncio.ensure_future(channel.wait(("stage",), {"stage": 1}, PATIENCE))
        await asyncio.sleep(0)
        channel.publish(message(2))
        return nothing, await waiting

    nothing, fresh = run(work)
    assert (nothing, [item.version for item in fresh]) == ([], [2])


def test_who_polls_is_present_until_it_asks_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "POLL_GAP_SECONDS", 0)

    async def work(channel: Channel) -> list[frozenset[str]]:
        changes: list[frozenset[str]] = []
        gone = asyncio.Event()

        def note() -> None:
            changes.append(channel.present)
            if not channel.present:
                gone.set()

        channel.publish(message(1))
        polls = [asyncio.ensure_future(channel.poll("a", ("stage",), {"stage": 1}, PATIENCE, note)) for _ in range(2)]
        await asyncio.sleep(0)
        channel.publish(message(2))
        assert [[item.version for item in await poll] for poll in polls] == [[2], [2]]
        await gone.wait()
        return changes

    # Told when it comes and when it goes, not with each question.
    assert run(work) == [frozenset({"a"}), frozenset()]


def test_many_changes_within_a_moment_are_told_once() -> None:
    async def work(channel: Channel) -> list[int]:
        made: list[int] = []
        stream = follow(channel)
        assert b"beat" in await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)

        def make() -> None:
            made.append(len(made))
            channel.publish(message(len(made), "room"))

        for _ in range(100):
            channel.publish_soon("room", make)
        await waiting
        return made

    assert run(work) == [0]
