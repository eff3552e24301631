"""Runs the workers that answer queries, mutations and the admin; one that dies is replaced."""

import signal
from collections.abc import Callable
from types import FrameType
from typing import Final

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

THREADS: Final = 4  # requests that a worker answers at once, each with a database connection
CONNECTIONS: Final = 1_024  # that a worker keeps open; those that are idle take no thread
LAST_ANSWERS: Final = 8  # seconds that workers have for what they have begun; then they are killed


def run_workers(host: str, *, number: int, on_stop: Callable[[], None]) -> None:
    """Let NUMBER workers answer on HOST until this process is told to stop.

    ON_STOP is called as soon as that is; then the workers take nothing more, and answer what they
    have begun. Where a worker dies so soon after its start that the next would die too, all stop:
    whoever has started this process then sees that it failed.
    """
    server = Server(
        "backend.wsgi:application",
        address=host,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=number,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=LAST_ANSWERS,
    )
    server.on_startup(lambda: _hear_first(on_stop))
    server.serve()


def _hear_first(on_stop: Callable[[], None]) -> None:
    """Have ON_STOP called before whatever listens to the signals by which a process is stopped."""
    for each in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(each)

        def hear(number: int, frame: FrameType | None, then: object = before) -> None:
            on_stop()
            if callable(then):
                then(number, frame)

        signal.signal(each, hear)
