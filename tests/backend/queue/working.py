"""Kinds of work for tests, which write down what they have done; and a worker as a process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from backend.queue.kinds import KINDS, Turn, Work, register
from backend.queue.leasing import lease
from backend.queue.stopping import Stop

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
PATIENCE = 120  # seconds; a machine that is busy starts slowly
# What each process begins with: `go` has tasks of the kind "slow" done by a function.
BEGIN = """
import time
from datetime import timedelta
import django
django.setup()
from django.db import connection
from backend.queue.kinds import LeaseLostError, register
from backend.queue.models import Daily, Task
from backend.queue.putting import put
from backend.queue.working import work_off
from backend.management.running import run_worker
def tell(*words):
    print(*words, flush=True)
def go(work, seconds=1):
    register("slow", work, lease=timedelta(seconds=seconds), attempts=3)
def tell_task():
    task = Task.objects.get(kind="slow")
    tell(task.status, task.attempt, task.fence)
"""


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        """Begin at NOW."""
        self.now = NOW

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def move(self, by: timedelta) -> None:
        """Go on BY so much."""
        self.now += by


@contextmanager
def work_of(name: str, work: Work, **terms: Any) -> Iterator[None]:  # noqa: ANN401 -- as register takes them
    """Have WORK done as tasks of the kind NAME meanwhile."""
    known = dict(KINDS)
    register(name, work, **{"lease": LEASE, "attempts": 3, **terms})
    try:
        yield
    finally:
        KINDS.clear()
        KINDS.update(known)


def do_nothing(_turn: Turn) -> None:
    """Do nothing."""


def take(name: str, clock: Clock) -> Turn:
    """Lease the task of the kind NAME that is due on CLOCK."""
    turn = lease([name], stop=Stop(), clock=clock)
    assert turn is not None
    return turn


def find_address(tmp_path: Path) -> str:
    """Give the address of the test's database for other processes; on SQLite that of a copy."""
    if connection.vendor == "postgresql":
        of = connection.settings_dict
        return f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    file = tmp_path / "tutti.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    return f"sqlite:///{file}"


@contextmanager
def start(script: str, address: str, sign: str = "") -> Iterator["subprocess.Popen[str]"]:
    """Run SCRIPT on the database at ADDRESS meanwhile, once it has told SIGN, and end it."""
    environment = {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "backend.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", f"{BEGIN}\n{script}"],
        cwd=ROOT,
        env=os.environ | environment | {"DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert not sign or process.stdout.readline().strip() == sign
        yield process
    finally:
        process.kill()
        process.communicate()


def run(script: str, address: str) -> list[str]:
    """Run SCRIPT on the database at ADDRESS to its end; give the lines that it told."""
    with start(script, address) as process:
        told, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return told.splitlines()
