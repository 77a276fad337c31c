"""Views are made once for all who ask, few at a time, and never for more than can wait."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from threading import Event, Lock

import pytest

from steering.errors import SteercoError
from steering.web.views import AT_A_TIME, WAITING, ViewMaker

Answer = Coroutine[None, None, bytes | None]
# Seconds in which whatever is awaited here has to happen on a busy machine.
PATIENCE = 30


class Work:
    """Makes views when it is let, and counts."""

    def __init__(self) -> None:
        self.let = Event()
        self.lock = Lock()
        self.calls: list[str] = []
        self.under_way = self.most = 0

    def ask(
        self, maker: ViewMaker, page: str, query: str, values: Mapping[str, str]
    ) -> Coroutine[None, None, bytes | None]:
        return maker.view((page, query), lambda: self.make(page, values))

    def make(self, page: str, query: Mapping[str, str]) -> bytes:
        with self.lock:
            self.calls.append(f"{page} {query.get('n', '')}".strip())
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            assert self.let.wait(PATIENCE)
            if page == "broken":
                raise SteercoError("It can't be shown.")
            return page.encode()
        finally:
            with self.lock:
                self.under_way -= 1


async def begun(work: Work, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(work.calls) < count:
            await asyncio.sleep(0)


def test_all_who_ask_for_the_same_get_one_made_for_them() -> None:
    async def run() -> None:
        work = Work()
        maker = ViewMaker()
        tasks = [asyncio.create_task(work.ask(maker, "costs", "as_of=2026-10", {})) for _ in range(20)]
        await begun(work, 1)
        work.let.set()
        assert await asyncio.gather(*tasks) == [b"costs"] * 20
        assert work.calls == ["costs"]
        assert await work.ask(maker, "costs", "as_of=2026-10", {}) == b"costs"
        assert work.calls == ["costs", "costs"], "what is finished is asked for again: the snapshot keeps it"

    asyncio.run(run())


def test_few_are_made_at_a_time_and_who_comes_when_too_many_wait_is_told() -> None:
    async def run() -> None:
        work = Work()
        maker = ViewMaker()
        most = AT_A_TIME + WAITING
        tasks = [asyncio.create_task(work.ask(maker, "costs", f"n={n}", {"n": str(n)})) for n in range(most)]
        await begun(work, AT_A_TIME)
        assert await work.ask(maker, "costs", "n=one more", {}) is None
        again = asyncio.create_task(work.ask(maker, "costs", "n=0", {}))
        work.let.set()
        assert await asyncio.gather(*tasks, again) == [b"costs"] * (most + 1)
        assert work.most == AT_A_TIME
        assert sorted(work.calls) == sorted(f"costs {n}" for n in range(most))
        assert await work.ask(maker, "costs", "n=one more", {}) == b"costs", "there is room again"

    asyncio.run(run())


def test_an_error_is_everybodys_and_is_not_kept() -> None:
    async def run() -> None:
        work = Work()
        work.let.set()
        maker = ViewMaker()
        results = await asyncio.gather(*(work.ask(maker, "broken", "", {}) for _ in range(3)), return_exceptions=True)
        assert [str(result) for result in results] == ["It can't be shown."] * 3
        with pytest.raises(SteercoError):
            await work.ask(maker, "broken", "", {})

    asyncio.run(run())


def test_one_who_leaves_does_not_end_the_work_for_the_others() -> None:
    async def run() -> None:
        work = Work()
        maker = ViewMaker()
        leaver, stayer = (asyncio.create_task(work.ask(maker, "costs", "", {})) for _ in range(2))
        await begun(work, 1)
        leaver.cancel()
        work.let.set()
        assert await stayer == b"costs"
        assert leaver.cancelled() or isinstance(leaver.exception(), asyncio.CancelledError)

    asyncio.run(run())
