"""Serves the streams beside another server, in a process that ends with this one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final

from django.conf import settings
from django.core.management.base import CommandError

from backend.access.checks import is_ours

LAST_WORDS: Final = 5  # seconds; then the process is killed
PAUSE: Final = 0.5  # seconds


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
def streams_beside(host: str) -> Iterator[None]:
    """Serve streams on HOST meanwhile; what is typed at the terminal does not reach them."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "stream"]
    process = subprocess.Popen(  # noqa: S603 -- nothing of it comes from outside
        [*command, "--host", host, "--beside", str(os.getpid())], start_new_session=True
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def watch_parent(parent: int, stop: Callable[[], None]) -> None:
    """Call STOP when the process PARENT, which started this one, is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PAUSE)
        stop()

    Thread(target=watch, daemon=True).start()
