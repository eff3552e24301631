"""Streams that ask for the same answer at the same time share it."""

import asyncio

import pytest

from backend.api.sharing import Sharing


class Desk:
    """Counts how often it was asked, and answers when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.ready = asyncio.Event()

    async def answer(self) -> int:
        """Answer with how often it was asked, once it is ready."""
        self.asked += 1
        number = self.asked
        await self.ready.wait()
        return number


def test_who_asks_for_the_same_at_once_shares_an_answer() -> None:
    async def ask() -> tuple[list[int], int]:
        desk, sharing = Desk(), Sharing[int]()
        waiting = [asyncio.create_task(sharing.get("same", desk.answer)) for _ in range(3)]
        await asyncio.sleep(0)
        desk.ready.set()
        return await asyncio.gather(*waiting), desk.asked

    assert asyncio.run(ask()) == ([1, 1, 1], 1)


def test_who_asks_later_or_for_something_else_gets_an_answer_of_their_own() -> None:
    async def ask() -> list[int]:
        desk, sharing = Desk(), Sharing[int]()
        desk.ready.set()
        first = await sharing.get("same", desk.answer)
        later = await sharing.get("same", desk.answer)
        return [first, later, await sharing.get("other", desk.answer)]

    assert asyncio.run(ask()) == [1, 2, 3]


def test_who_stops_waiting_stops_nobody_else() -> None:
    async def ask() -> int:
        desk, sharing = Desk(), Sharing[int]()
        leaving = asyncio.create_task(sharing.get("same", desk.answer))
        staying = asyncio.create_task(sharing.get("same", desk.answer))
        await asyncio.sleep(0)
        leaving.cancel()
        desk.ready.set()
        return await staying

    assert asyncio.run(ask()) == 1


def test_a_failure_is_shared_and_not_kept() -> None:
    async def fail() -> int:
        raise ValueError

    async def ask() -> int:
        desk, sharing = Desk(), Sharing[int]()
        desk.ready.set()
        with pytest.raises(ValueError, match=r"^$"):
            await sharing.get("same", fail)
        return await sharing.get("same", desk.answer)

    assert asyncio.run(ask()) == 1
