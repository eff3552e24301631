"""Shares an answer among the streams that ask for the same one at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Sharing(Generic[T]):
    """Answers that are being worked out, by what tells them from others.

    None is kept once it is there: whoever asks later may have to be told something newer.
    """

    def __init__(self) -> None:
        """Begin with nothing to share."""
        self._tasks: dict[Hashable, asyncio.Task[T]] = {}

    async def get(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """Give what WORK comes to, or what is on its way under KEY already.

        Who stops waiting stops nobody else.
        """
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(_run(work))
            task.add_done_callback(lambda _: self._tasks.pop(key, None))
        return await asyncio.shield(task)


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    return await work()
