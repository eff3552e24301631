"""Tells what starts and watches processes whether this one lives, and whether it is of use.

Probes come before everything else: they are sent to an address and not to a name, and know nothing
of HTTPS. Whoever asks learns no more than they could see from outside.

The database is asked in a thread, on a connection of its own, and not waited for beyond a deadline:
a server that is frozen, or gone without a word, never says that it will not answer.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from json import dumps
from threading import Lock, Thread
from time import monotonic
from typing import Final

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from backend.access.counters import find_counters
from backend.access.media import JSON
from backend.access.metrics import count_loss

LIVE: Final = "/livez"
READY: Final = "/readyz"
DEADLINE: Final = 2.0  # seconds for the database to answer, which mostly takes a few thousandths
MEMORY: Final = 1.0  # seconds for which a finding is told again: probes are open to everyone
MOST_HANGING: Final = 8  # looks that wait for a database; then no more begin
HEADERS: Final = {"Cache-Control": "no-store", "Server": "Tutti"}
# What a connection that was cut off silently is given up after, so that no look waits for ever.
IMPATIENT: Final = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
NO_ANSWER: Final = f"The database has not answered within {DEADLINE:.0f} seconds."
NO_CONNECTION: Final = "The database takes no connection, or does not answer."
UNAPPLIED: Final = "{} migrations are not applied; the first is {}."
REDIS: Final = {None: "none", True: "answers", False: "out of reach: requests go on uncounted"}

logger = logging.getLogger("tutti.probes")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look has found: the REASONS why this process is of no use now, and how REDIS is."""

    reasons: tuple[str, ...] = ()
    redis: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The STATUS and the BODY that a probe is answered with."""

    status: HTTPStatus
    body: str


class Lookout:
    """Looks when it is asked: never twice at a time, unless the first look has come to nothing."""

    def __init__(self, look: Callable[[], Finding], *, clock: Callable[[], float]) -> None:
        """Find out by LOOK, and tell the time by CLOCK, in seconds."""
        self._look = look
        self._clock = clock
        self._lock = Lock()
        self._latest: Future[Finding] | None = None
        self._began = 0.0
        self._hanging: list[Future[Finding]] = []

    def ask(self) -> Finding:
        """Tell what is found, or was a moment ago; no later than the deadline."""
        with self._lock:
            latest = self._latest
            age = self._clock() - self._began
            if latest is None or age >= (MEMORY if latest.done() else DEADLINE):
                latest, age = self._begin(latest), 0.0
        try:
            return latest.result(max(0.0, DEADLINE - age))
        except TimeoutError:
            return Finding((NO_ANSWER,))

    def _begin(self, latest: Future[Finding] | None) -> Future[Finding]:
        """Begin to look, unless too many looks hang: then the LATEST stays."""
        self._hanging = [each for each in self._hanging if not each.done()]
        if latest is not None and len(self._hanging) >= MOST_HANGING:
            return latest
        self._latest, self._began = Future(), self._clock()
        self._hanging.append(self._latest)
        Thread(target=self._find, args=(self._latest,), daemon=True).start()
        return self._latest

    def _find(self, future: "Future[Finding]") -> None:
        try:
            future.set_result(self._look())
        except BaseException as error:  # noqa: BLE001 -- it rises where it is asked for
            future.set_exception(error)


def look() -> Finding:
    """Look whether the database answers, has all tables that this code knows, and how Redis is."""
    connection = connections["default"].copy()
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"] |= IMPATIENT
    try:
        missing = find_unapplied(connection)
    except Error as error:
        count_loss(error, during="probe")
        logger.warning("not ready, the database does not answer: %s", error)
        reasons: tuple[str, ...] = (NO_CONNECTION,)
    else:
        reasons = (UNAPPLIED.format(len(missing), missing[0]),) if missing else ()
    finally:
        connection.close()
    return Finding(reasons, REDIS[find_counters().answers()])


def find_unapplied(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the migrations of this code that the database behind CONNECTION has not seen."""
    if not MigrationRecorder(connection).has_table():
        return _name(find_known())
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return _name(find_known() - set(cursor.fetchall()))


def _name(migrations: frozenset[tuple[str, str]]) -> list[str]:
    return [".".join(each) for each in sorted(migrations)]


@lru_cache
def find_known() -> frozenset[tuple[str, str]]:
    """Find the migrations that this code comes with, by app and name."""
    return frozenset(MigrationLoader(None).disk_migrations)


watch = Lookout(look, clock=monotonic)


def answer_probe(path: str) -> Answer | None:
    """Answer what asks at PATH; None where no probes are answered."""
    if path == LIVE:
        return Answer(HTTPStatus.OK, dumps({"live": True}))
    if path != READY:
        return None
    found = watch.ask()
    told = {"ready": not found.reasons, "reasons": found.reasons, "redis": found.redis}
    status = HTTPStatus.SERVICE_UNAVAILABLE if found.reasons else HTTPStatus.OK
    return Answer(status, dumps({name: told[name] for name in told if told[name] != ""}))


class AnswerProbes:
    """Answers probes before anything looks at what else a request may be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before GET_RESPONSE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer REQUEST, which mostly is no probe."""
        answer = answer_probe(request.path_info)
        if answer is None:
            return self.get_response(request)
        return HttpResponse(answer.body, JSON, answer.status, headers=HEADERS)
