"""Measures what it takes to know who asks, what they may see and what they have left.

`python -m tests.benchmarks.table --only access postgres://USER@HOST/postgres` asks the canonical
question of `answering.py` in one process, through all that a worker runs behind its sockets: as it
is, and with all of access taken out. Both are asked in turns.
"""

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any, Final, TypeAlias
from unittest.mock import patch

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

import backend.wsgi  # noqa: F401 -- a worker collects garbage as it says
from backend.access import callers, throttling
from backend.access.callers import Caller
from backend.access.scopes import EVERY_SCOPE
from backend.api import limits
from tests.benchmarks.competitors.questions import CANONICAL, OURS

ASKED: Final = 40  # times in a turn
TURNS: Final = 40
# What stands between a request and the view for the sake of access alone.
GATES: Final = frozenset(
    {
        "backend.access.headers.GuardPages",
        "allauth.account.middleware.AccountMiddleware",
        "backend.access.audit_origins.tell_origins",
        "backend.access.factor_gate.AskSecondFactor",
    }
)
TRUSTED: Final = Caller(key="benchmark", name="benchmark", everywhere=EVERY_SCOPE)
BODY: Final = json.dumps({"query": CANONICAL}).encode()

Ask: TypeAlias = Callable[[], bytes]


def measure(runs: int) -> list[tuple[float, float]]:
    """Give, RUNS times, the median seconds of an answer as it is, and without access."""
    with override_settings(PUBLIC_READ=True, COST_PER_HOUR_ANONYMOUS=10**12):
        handler = WSGIHandler()
        with open_house():
            bare = WSGIHandler()
        if _ask(handler) != _ask(bare):
            raise SystemExit("The answers differ.")
        return [_measure_once(handler, bare) for _ in range(runs)]


@contextmanager
def open_house() -> Iterator[None]:
    """Let everybody see everything meanwhile, uncounted, and ask nobody who they are."""
    left = [name for name in settings.MIDDLEWARE if name not in GATES]
    with ExitStack() as stack:
        stack.enter_context(override_settings(MIDDLEWARE=left))
        stack.enter_context(patch.object(callers, "_identify", lambda _request: TRUSTED))
        stack.enter_context(patch.object(limits, "charge", _let_pass))
        stack.enter_context(patch.object(throttling, "_settle", _pass_uncounted))
        stack.enter_context(patch.object(throttling, "_tell", lambda response, _: response))
        yield


def _let_pass(*_arguments: object) -> None:
    """Count nothing."""


def _pass_uncounted(request: object, _response: object) -> None:
    """Note that there is nothing to be told of what is left."""
    setattr(request, throttling.KEPT, None)


def _measure_once(handler: WSGIHandler, bare: WSGIHandler) -> tuple[float, float]:
    """Give the medians of HANDLER, and of BARE in an open house, of many turns each."""
    guarded, free = list[float](), list[float]()
    for _ in range(TURNS):
        guarded.append(_time(handler))
        with open_house():
            free.append(_time(bare))
    return median(guarded), median(free)


def _time(handler: WSGIHandler) -> float:
    """Give the seconds of one answer of HANDLER, over a whole turn."""
    started = time.perf_counter()
    for _ in range(ASKED):
        _ask(handler)
    return (time.perf_counter() - started) / ASKED


def _ask(handler: WSGIHandler) -> bytes:
    """Ask HANDLER as a server does, and give the answer.

    :raises SystemExit: when it is refused.
    """
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": OURS,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(BODY)),
        "wsgi.input": io.BytesIO(BODY),
        "wsgi.url_scheme": "https",
    }
    told = list[str]()
    response = handler(environ, lambda status, _headers, _trouble=None: told.append(status))
    body = b"".join(response)
    response.close()
    if not told[0].startswith("200"):
        raise SystemExit(f"{told[0]}: {body[:200]!r}")
    return body
