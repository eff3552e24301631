"""Runs streams and a worker beside a server, in processes that end with this one."""

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Final

from django.conf import settings
from django.core.management.base import CommandError

from backend.access.checks import is_ours
from backend.management.companions import Companion

LAST_WORDS: Final = 9.5  # seconds since they were first asked; then the processes are killed
PAUSE: Final = 0.5  # seconds


def check_ports(host: str, names: Iterable[str]) -> None:
    """Make sure that the ports in the settings NAMES are free on HOST, and may be opened there.

    :raises CommandError: when one is not, or may not, or others could reach HOST in DEBUG.
    """
    for name in names:
        check_port(host, name)


def check_port(host: str, name: str) -> None:
    """Make sure that the port in the setting NAME is free on HOST, and may be opened there.

    :raises CommandError: when it is not, or may not.
    """
    check_host(host)
    port = getattr(settings, name)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port}: {error.strerror}; set {name}.") from error


def check_host(host: str) -> None:
    """Make sure that nobody but this machine reaches HOST while DEBUG is on.

    :raises CommandError: when others could: errors are told in full.
    """
    if settings.DEBUG and not is_ours(host):
        raise CommandError(f"DEBUG is on: {host} may be reached by others. Set SECRET_KEY instead.")


@contextmanager
def beside(*commands: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Keep COMMANDS of manage.py running meanwhile, each in a process that ends with this one.

    What is given asks them to stop, and may be called again.
    """
    companions = [Companion(command) for command in commands]
    asked: list[float] = []

    def stop() -> None:
        asked.append(time.monotonic())
        for companion in companions:
            companion.stop()

    try:
        yield stop
    finally:
        stop()
        for companion in companions:
            companion.wait(asked[0] + LAST_WORDS - time.monotonic())


def watch_parent(parent: int, stop: Callable[[], None]) -> None:
    """Call STOP when the process PARENT, which started this one, is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PAUSE)
        stop()

    Thread(target=watch, daemon=True).start()
