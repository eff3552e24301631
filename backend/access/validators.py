"""Tells a caller who has an answer already that it has not changed, without answering again.

A tag is made of the question and of the state of the database before it is answered. On PostgreSQL
the state is the snapshot: it differs after every transaction that wrote anything, whoever wrote it
and however. An answer reads the state of its tag or a later one; if a later one, no question will
ever meet the tag again. Nothing that is answered depends on the clock; see `docs/decisions/0016`.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import get_language

from backend.access.callers import find_caller

# A crash may lose what was committed without waiting for the disk, and give its numbers again to
# something else: the start of the server and that of its statistics, which a crash wipes, differ.
SNAPSHOT: Final = """
    SELECT pg_current_snapshot()::text, pg_postmaster_start_time(),
        pg_stat_get_bgwriter_stat_reset_time(), oid
    FROM pg_database WHERE datname = current_database()
"""
ROOT: Final = Path(__file__).resolve().parents[2]


def describe_release() -> str:
    """Describe what this process is made of: its code, its packages, and the settings that show."""
    made = sha256()
    for package in ("backend", "products", "stakeholders"):
        for file in sorted((ROOT / package).rglob("*.*")):
            if file.suffix in {".py", ".toml", ".mo"}:
                made.update(file.read_bytes())
    packages = sorted(each.name for place in sys.path for each in Path(place).glob("*.dist-info"))
    told = (settings.LIMITS, settings.LIMIT_TOKENS, settings.LANGUAGES, settings.SMALLEST_GROUP)
    made.update(json.dumps([sys.version, packages, *told]).encode())
    return made.hexdigest()


RELEASE: Final = describe_release()


class CommitWatch:
    """Watches a SQLite database for commits of anyone, by a connection that never writes.

    The number that SQLite gives counts for that connection only, so what is read here is good for
    one process.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._watcher: BaseDatabaseWrapper | None = None
        self._token = ""

    def read(self) -> str:
        """Read the state of the database that this thread uses."""
        with self._lock:
            watcher = self._follow()
            with watcher.cursor() as cursor:
                cursor.execute("PRAGMA data_version")
                return f"{self._token} {cursor.fetchone()[0]}"

    def close(self) -> None:
        """Stop watching."""
        if self._watcher is not None:
            self._watcher.close()
        self._watcher = None

    def _follow(self) -> BaseDatabaseWrapper:
        if self._watcher is None or self._watcher.settings_dict != connection.settings_dict:
            self.close()
            self._watcher = connection.copy()
            self._watcher.inc_thread_sharing()
            self._token = token_hex()
        return self._watcher


WATCH: Final = CommitWatch()


def read_state() -> str | None:
    """Read the state of the database, or None where no state tells what will be read.

    That is so within a transaction, which may have written what nobody else sees yet.
    """
    if connection.in_atomic_block:
        return None
    if connection.vendor == "sqlite":
        return WATCH.read()
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT)
        return " ".join(map(str, cursor.fetchone()))


def make_tag(request: HttpRequest, *question: object) -> str | None:
    """Make the tag of the answer to REQUEST, a GET that asks QUESTION, or None where it has none.

    It is weak: a proxy may compress what it stands for.
    """
    state = read_state() if request.method == "GET" else None
    if state is None:
        return None
    # The asker is read after the state: an answer may tell what stands in that row.
    made = json.dumps([RELEASE, state, *describe_asker(request), request.path, *question])
    return f'W/"{sha256(made.encode()).hexdigest()}"'


def describe_asker(request: HttpRequest) -> tuple[object, ...]:
    """Describe who sends REQUEST, as far as the answer depends on it."""
    caller = find_caller(request)
    return caller.key, caller.name, caller.sight, get_language()


def has_tag(request: HttpRequest, tag: str) -> bool:
    """Tell whether whoever sent REQUEST has the answer with TAG, by a tag that is weak or not."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return tag.removeprefix("W/") in {each.removeprefix("W/") for each in known}
