"""Refuses requests by REST as RFC 9457 has it."""

import json
from typing import Final

from django.http import HttpResponse

from backend.access.errors import Code

PROBLEM: Final = "application/problem+json"
VARY: Final = "Authorization, Cookie"


def tell_problem(
    status: int, detail: str, *, code: Code = Code.BAD_USER_INPUT, **more: object
) -> HttpResponse:
    """Refuse with STATUS, as RFC 9457 has it: DETAIL for people, CODE and MORE for programs."""
    told = {"type": "about:blank", "status": status, "code": code.value, "detail": detail}
    response = HttpResponse(json.dumps(told | more), status=status, content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    response["Vary"] = VARY
    return response
