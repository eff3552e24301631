"""Bounds what each caller may spend in an hour, and how often anyone may fail to sign in.

A request counts with its cost, as `cost` measures it, and with one at least, whatever becomes of
it. It is counted before it is run, in one step with the question whether there was enough left; so
no number of processes lets more through than there is. See `docs/decisions/0023`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from json import dumps
from math import ceil
from time import time
from typing import Any, Final
from zlib import crc32

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from backend.access.addresses import find_address
from backend.access.callers import find_caller
from backend.access.counters import find_counters
from backend.access.errors import Code, RefusedError
from backend.access.media import JSON, negotiate
from backend.access.metrics import REFUSED

WINDOW: Final = 3_600  # seconds
LEAST: Final = 1  # what a request costs that was not measured, or measured as nothing
COST: Final = "cost"
KEPT: Final = "_tutti_allowance"
SHOWN: Final = "_tutti_allowance_shown"
TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody may spend in an hour: the LIMIT, the COST of this request, and what is LEFT.

    LEFT is None where nobody can tell, as Redis is out of reach. Seconds are counted since 1970.
    """

    limit: int
    cost: int
    left: int | None
    is_spent: bool
    asked_at: float
    resets_at: float

    @property
    def wait(self) -> int:
        """Give the seconds until all of it is there again."""
        return ceil(self.resets_at - self.asked_at)


class SpentError(RefusedError):
    """Says that somebody has used up their allowance, and for how many seconds to WAIT."""

    def __init__(self, message: str, *, wait: int) -> None:
        """Refuse with MESSAGE, and tell programs the same."""
        super().__init__(message, code=Code.RATE_LIMITED)
        self.extensions = {"code": Code.RATE_LIMITED.value, "retryAfter": wait}
        self.wait = wait


def count(key: str, cost: int, *, limit: int, at: float, alone: bool = False) -> Allowance:
    """Take COST from what KEY has left of LIMIT in the hour around AT, if it is enough.

    Everyone's hour begins at another moment, so that not all come back at once. ALONE counts in
    this process where Redis is out of reach; else nothing is counted there.
    """
    number, gone = divmod(at + crc32(key.encode()) % WINDOW, WINDOW)
    name, counters = f"{key}:{number:.0f}", find_counters()
    used = counters.add(name, cost, expiry=WINDOW)
    if used is None and alone:
        used = counters.memory.incr(name, WINDOW, cost)
    is_spent = used is not None and used > limit
    if is_spent and used is not None:
        # Taken back, as it was not used. Until then others may be refused, but never let through.
        counters.add(name, -cost, expiry=WINDOW)
        used -= cost
    left = None if used is None else max(0, limit - used)
    return Allowance(limit, cost, left, is_spent, at, at + WINDOW - gone)


def name_payer(request: HttpRequest) -> str:
    """Name whose allowance REQUEST is counted against; strangers are told apart by address."""
    caller = find_caller(request)
    return caller.key if caller.is_known else f"address:{find_address(request)}"


def charge(request: HttpRequest, cost: int) -> Allowance:
    """Let whoever sends REQUEST pay its COST, or what any request costs at least.

    :raises SpentError: when they have less left.
    :raises RefusedError: when nobody has as much.
    """
    known = find_caller(request).is_known
    limit = settings.COST_PER_HOUR if known else settings.COST_PER_HOUR_ANONYMOUS
    cost = max(LEAST, cost)
    if cost > limit:
        told = f"This query is too large: cost {cost}, and {limit} is all that you have in an hour."
        raise RefusedError(told)
    allowance = count(f"{COST}:{name_payer(request)}", cost, limit=limit, at=time())
    setattr(request, KEPT, allowance)
    if allowance.is_spent:
        REFUSED.labels(COST).inc()
        told = f"This costs {cost}, and {allowance.left} of {limit} for an hour are left."
        raise SpentError(f"{told} Try again in {allowance.wait} seconds.", wait=allowance.wait)
    return allowance


def count_attempt(address: str, kind: str) -> None:
    """Count a failed attempt of KIND, such as a wrong token, from ADDRESS.

    Where Redis is out of reach each process counts by itself: guessing never becomes free.

    :raises SpentError: when there were too many within an hour.
    """
    limit = settings.ATTEMPTS_PER_HOUR
    allowance = count(f"{kind}:{address}", 1, limit=limit, at=time(), alone=True)
    if allowance.is_spent:
        REFUSED.labels(kind).inc()
        told = f"Too many attempts: try again in {allowance.wait} seconds."
        raise SpentError(told, wait=allowance.wait)


def show_allowance(request: HttpRequest) -> Allowance | None:
    """Give what was counted of REQUEST, to be shown in its answer, which then holds but once."""
    setattr(request, SHOWN, True)
    return find_allowance(request)


def was_shown(request: HttpRequest) -> bool:
    """Tell whether the answer to REQUEST shows what is left, so that it must not be kept."""
    return hasattr(request, SHOWN)


def find_allowance(request: HttpRequest) -> Allowance | None:
    """Find what was counted of REQUEST; None when nothing was yet."""
    found: Allowance | None = getattr(request, KEPT, None)
    return found


def counted(dispatch: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Count each request that the method DISPATCH of a view answers, and say what is left."""

    @wraps(dispatch)
    def answer(
        view: Any,  # noqa: ANN401 -- any view
        request: HttpRequest,
        *arguments: Any,  # noqa: ANN401 -- whatever Django gives it
        **named: Any,  # noqa: ANN401 -- as above
    ) -> HttpResponseBase:
        response = dispatch(view, request, *arguments, **named)
        try:
            allowance = find_allowance(request) or charge(request, LEAST)
        except SpentError as error:
            response = _refuse(request, error)
            allowance = getattr(request, KEPT)
        except DatabaseError:  # nobody can find out who asks, and the response has told of it
            return response
        return _tell(response, allowance)

    return answer


def _refuse(request: HttpRequest, error: SpentError) -> HttpResponse:
    """Refuse REQUEST for ERROR, in the form of a GraphQL answer."""
    media = negotiate(request.headers.get("accept", "")) or JSON
    body = dumps({"errors": [error.formatted]})
    return HttpResponse(body, content_type=f"{media}; charset=utf-8", headers={"Vary": "Accept"})


def _tell(response: HttpResponseBase, allowance: Allowance) -> HttpResponseBase:
    """Tell in the headers of RESPONSE what is left of ALLOWANCE, as the IETF's draft has it."""
    response["RateLimit-Policy"] = f'"{COST}";q={allowance.limit};w={WINDOW};qu="{COST}"'
    if allowance.left is not None:
        response["RateLimit"] = f'"{COST}";r={allowance.left};t={allowance.wait}'
    if allowance.is_spent:
        response.status_code = TOO_MANY
        response["Retry-After"] = str(allowance.wait)
    return response
