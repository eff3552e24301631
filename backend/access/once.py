"""Answers a request that comes again under its Idempotency-Key as it was answered before."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, cast

from cross_web import HTTPException
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from strawberry.django.views import TemporalHttpResponse
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData

from backend.access.callers import name_caller
from backend.access.errors import Code
from backend.access.idempotency import (
    LONGEST_KEY,
    AnotherBodyError,
    Claim,
    clear_expired,
    find_answered,
    is_key,
    keep_answer,
    take_fingerprint,
)
from backend.access.models import IdempotencyKey
from backend.access.views import OUTCOME, WireView, refuse

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')  # a string of a structured header
UNPROCESSABLE: Final = 422
# What a second try may mend; an answer with one of them is given, and not kept.
PASSING: Final = frozenset(
    {Code.INTERNAL_SERVER_ERROR.value, Code.CONFLICT.value, Code.DATABASE_UNAVAILABLE.value}
)
ATTEMPT: Final = "_tutti_attempt"


@dataclass
class Attempt:
    """One request on its way, and what has become of its mutations so far."""

    claim: Claim | None = None
    executed: bool = False  # a mutation was run
    repeated: bool = False  # one was answered as before
    mismatched: bool = False  # a key stood for something else
    secret: bool = False  # its answer tells what nobody may keep
    answer: Any = None

    @property
    def is_replay(self) -> bool:
        """Tell whether all that it did had been done before."""
        return self.repeated and not self.executed

    @property
    def is_final(self) -> bool:
        """Tell whether its mutations are through, so that a second try could change nothing.

        An answer with a secret never is: a second try puts another together, without it.
        """
        codes = {e.get("extensions", {}).get("code") for e in self.answer.get("errors", ())}
        written = self.executed or self.repeated
        return (
            written
            and not self.secret
            and self.answer.get("data") is not None
            and not codes & PASSING
        )


def find_attempt(request: HttpRequest) -> Attempt:
    """Find out how far REQUEST has come."""
    found: Attempt | None = getattr(request, ATTEMPT, None)
    if found is None:
        found = Attempt()
        setattr(request, ATTEMPT, found)
    return found


def read_claim(request: HttpRequest, data: GraphQLRequestData) -> Claim | None:
    """Read under which key REQUEST asks for DATA; None when it has no key, or only looks.

    :raises HTTPException: when the header holds no key.
    """
    text = request.headers.get(HEADER)
    if text is None or request.method != "POST":
        return None
    quoted = QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    if not (key.isascii() and is_key(key)) or (text.startswith('"') and not quoted):
        told = f"{HEADER} takes 1 to {LONGEST_KEY} printable ASCII characters, bare or in quotes."
        raise HTTPException(400, told)
    return Claim(name_caller(request), key, take_fingerprint(vars(data)))


class OnceView(WireView):
    """Answers GraphQL requests; one that comes again under its key has no second effect."""

    def run(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- strawberry's signature
        """Answer REQUEST, or repeat what it was answered before."""
        attempt = find_attempt(request)
        attempt.claim = read_claim(request, self.data)
        try:
            kept = attempt.claim and find_answered(attempt.claim, at=timezone.now())
        except AnotherBodyError as error:
            return refuse(UNPROCESSABLE, error.message, media=None, code=Code.CONFLICT)
        if kept:
            attempt.repeated = True
            return self._repeat(kept, attempt)
        response = cast("HttpResponse", super().run(request, *args, **kwargs))
        return self._settle(response, attempt)

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: TemporalHttpResponse,  # type: ignore[override]  # -- strawberry names its base
    ) -> HttpResponseBase:
        """Make the response, and note what is in it."""
        find_attempt(self.request).answer = response_data
        return super().create_response(response_data, sub_response)

    def _settle(self, response: HttpResponse, attempt: Attempt) -> HttpResponseBase:
        """Keep what is answered in RESPONSE to ATTEMPT, unless another has come first."""
        if attempt.mismatched:
            response.status_code = UNPROCESSABLE
            setattr(response, OUTCOME, UNPROCESSABLE)
        kept = None
        if attempt.claim and attempt.is_final:
            # All is done and noted, whatever becomes of this; a second try puts it together anew.
            with suppress(OperationalError):
                kept = keep_answer(
                    attempt.claim,
                    response.content.decode(),
                    language=get_language() or "",
                    at=timezone.now(),
                )
        if attempt.executed:
            clear_expired(at=timezone.now())
        return self._repeat(kept, attempt) if kept else _mark(response, attempt)

    def _repeat(self, kept: IdempotencyKey, attempt: Attempt) -> HttpResponseBase:
        """Give the answer that was KEPT, byte by byte."""
        response = self.create_response(json.loads(kept.answer), TemporalHttpResponse())
        if kept.language:
            response["Content-Language"] = kept.language
        return _mark(response, attempt)


def _mark(response: HttpResponseBase, attempt: Attempt) -> HttpResponseBase:
    """Say in RESPONSE whether ATTEMPT did nothing that had not been done before."""
    if attempt.is_replay:
        response[REPLAYED] = "true"
    return response
