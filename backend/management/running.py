"""Runs a worker as a process that stops when it is asked to."""

import logging
import os
import signal
from collections.abc import Iterable

from backend.management.beside import watch_parent
from backend.queue.stopping import Stop
from backend.queue.working import work_lanes


def run_worker(names: Iterable[str], *, parent: int | None) -> None:
    """Work off tasks of the kinds NAMES until a signal, or until the process PARENT is gone.

    It may end this process: a thread that neither ends nor says how far it is holds up nothing.
    """
    stop = Stop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop.ask)
    if parent is not None:
        watch_parent(parent, stop.ask)
    work_lanes(names, stop=stop)
    if stop.held or stop.has_failed:
        logging.shutdown()
        os._exit(int(stop.has_failed))
