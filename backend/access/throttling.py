"""Bounds what each caller may spend in an hour, and how often anyone may fail to sign in.

A request counts with its cost, as `cost` measures it, and with one at least, whatever becomes of
it. What costs more than one is counted before it is run. See `docs/decisions/0023`.
"""

from collections.abc import Callable
from functools import wraps
from json import dumps
from time import time
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from backend.access.addresses import find_address
from backend.access.allowances import WINDOW, Allowance, SpentError, count
from backend.access.callers import Caller, find_anyone, find_caller
from backend.access.errors import RefusedError
from backend.access.media import JSON, negotiate
from backend.access.metrics import REFUSED

LEAST: Final = 1  # what a request costs that was not measured, or measured as nothing
COST: Final = "cost"
TOKEN: Final = "token"  # noqa: S105 -- the kind of an attempt
KEPT: Final = "_tutti_allowance"
SHOWN: Final = "_tutti_allowance_shown"
UNAUTHORIZED: Final = 401
TOO_MANY: Final = 429


def name_payer(request: HttpRequest, caller: Caller | None = None) -> str:
    """Name whose allowance REQUEST of CALLER is counted against; strangers' is their address's."""
    caller = caller or find_caller(request)
    return caller.key if caller.is_known else f"address:{find_address(request)}"


def charge(request: HttpRequest, cost: int, caller: Caller | None = None) -> Allowance:
    """Let whoever sends REQUEST, or CALLER, pay its COST, or what any request costs at least.

    :raises SpentError: when they have less left.
    :raises RefusedError: when nobody has as much.
    """
    caller = caller or find_caller(request)
    limit = settings.COST_PER_HOUR if caller.is_known else settings.COST_PER_HOUR_ANONYMOUS
    cost = max(LEAST, cost)
    if cost > limit:
        told = f"This query is too large: cost {cost}, and {limit} is all that you have in an hour."
        raise RefusedError(told)
    allowance = count(f"{COST}:{name_payer(request, caller)}", cost, limit=limit, at=time())
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
            _settle(request, response)
        except SpentError as error:
            response = _refuse(request, error)
        except (
            DatabaseError,
            InterfaceError,
        ):  # nobody can find out who asks, and the response has told of it
            return response
        return _tell(response, getattr(request, KEPT))

    return answer


def _settle(request: HttpRequest, response: HttpResponseBase) -> None:
    """Count REQUEST, which was answered with RESPONSE, unless that was done before it was run.

    Whoever shows a token that is not good is a stranger, and has tried to guess one.

    :raises SpentError: when that is too much.
    """
    if response.status_code == UNAUTHORIZED:
        charge(request, LEAST, find_anyone())
        count_attempt(find_address(request), TOKEN)
    elif find_allowance(request) is None:
        charge(request, LEAST)


def _refuse(request: HttpRequest, error: SpentError) -> HttpResponse:
    """Refuse REQUEST for ERROR, in the form of a GraphQL answer."""
    media = negotiate(request.headers.get("accept", "")) or JSON
    told = {"Vary": "Accept", "Retry-After": str(error.wait)}
    body = dumps({"errors": [error.formatted]})
    return HttpResponse(body, f"{media}; charset=utf-8", TOO_MANY, headers=told)


def _tell(response: HttpResponseBase, allowance: Allowance) -> HttpResponseBase:
    """Tell in the headers of RESPONSE what is left of ALLOWANCE, as the IETF's draft has it."""
    response["RateLimit-Policy"] = f'"{COST}";q={allowance.limit};w={WINDOW};qu="{COST}"'
    if allowance.left is not None:
        response["RateLimit"] = f'"{COST}";r={allowance.left};t={allowance.wait}'
    if allowance.is_spent:
        response.status_code = TOO_MANY
        response["Retry-After"] = str(allowance.wait)
    return response
