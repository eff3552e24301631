"""Keeps a command of manage.py running beside this process: one that dies is started again."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from threading import Event, RLock, Thread
from typing import Final

from django.conf import settings

FIRST_PAUSE: Final = 1.0  # seconds before it is started again; then twice as long each time
LONGEST_PAUSE: Final = 30.0
STEADY: Final = 60.0  # seconds that it has to live, for the pause to be short again
AGAIN: Final = "The process of `%s` %s; it is started again in %g s."

logger = logging.getLogger("tutti.serve")


class Companion:
    """A process that runs COMMAND until it is asked to stop; meanwhile it is replaced if it dies.

    What is served goes on without it, so however often it dies, nothing else is ended.
    """

    def __init__(self, command: Sequence[str]) -> None:
        """Start it; what is typed at the terminal does not reach it."""
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        self._name = command[0]
        # The settings were checked when this process started, which takes as long as all the rest.
        self._words = [*manage, *command, "--skip-checks", "--beside", str(os.getpid())]
        self._asked = Event()
        self._lock = RLock()  # it is asked to stop by signals too, whatever they interrupt
        self._process = self._start()
        self._watcher = Thread(target=self._watch, name=f"beside {self._name}", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Ask it to stop; to ask again changes nothing."""
        with self._lock:
            self._asked.set()
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Give it so many SECONDS to end, once it was asked; then it is killed."""
        self._watcher.join(max(seconds, 0))
        if self._watcher.is_alive():
            self._process.kill()
            self._watcher.join()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._words, start_new_session=True)  # noqa: S603 -- nothing of it comes from outside

    def _watch(self) -> None:
        """Start it again whenever it has died."""
        pause = FIRST_PAUSE
        while not self._asked.is_set():
            began = time.monotonic()
            status = self._process.wait()
            if self._asked.is_set():
                return
            if time.monotonic() - began >= STEADY:
                pause = FIRST_PAUSE
            logger.error(AGAIN, self._name, describe_end(status), pause)
            self._asked.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            self._replace()

    def _replace(self) -> None:
        """Start it anew, unless it was asked to stop; where that fails, it is tried again later."""
        with self._lock:
            if self._asked.is_set():
                return
            try:
                self._process = self._start()
            except OSError:  # such as too many processes; the one that is dead counts on
                logger.exception("The process of `%s` cannot be started.", self._name)


def describe_end(status: int) -> str:
    """Describe how a process has ended, which left STATUS as Python tells it."""
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:  # a signal without a name
        return f"was ended by signal {-status}"
