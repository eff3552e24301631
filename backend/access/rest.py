"""Answers by REST: JSON, and problems for what is refused."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from backend.access.allowances import SpentError
from backend.access.answers import write_json
from backend.access.callers import Caller, find_caller
from backend.access.errors import Code, RefusedError
from backend.access.idempotency import AnotherBodyError
from backend.access.media import JSON
from backend.access.problems import VARY, tell_problem
from backend.access.throttling import counted
from backend.access.tokens import CHALLENGE
from products.faults import RowFault, RowsRefusedError

Answer: TypeAlias = Callable[..., HttpResponseBase]

STATUSES: Final[Mapping[Code, HTTPStatus]] = {
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.CONFLICT: HTTPStatus.CONFLICT,
    Code.CURSOR_EXPIRED: HTTPStatus.GONE,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
}


def answered(method: Answer) -> Answer:
    """Answer what METHOD of a view refuses as a problem, with a status that programs know.

    The method is given whoever asks as CALLER.
    """

    @wraps(method)
    def answer(view: View, request: HttpRequest, **more: Any) -> HttpResponseBase:  # noqa: ANN401 -- what the address holds
        try:
            with override("en"):  # programs are told in one language
                return method(view, request, caller=find_caller(request), **more)
        except RefusedError as error:
            return refuse_as(error)
        except RowsRefusedError as refusal:
            return refuse_row(refusal.faults)

    return answer


def refuse_as(error: RefusedError) -> HttpResponse:
    """Refuse a request for ERROR."""
    told = dict(error.extensions or {})
    code = Code(told.pop("code"))
    status = STATUSES.get(code, HTTPStatus.BAD_REQUEST)
    if isinstance(error, AnotherBodyError):
        status = HTTPStatus.UNPROCESSABLE_ENTITY  # as the IETF's draft of Idempotency-Key has it
    response = tell_problem(status, error.message, code=code, **told)
    if isinstance(error, SpentError):
        response["Retry-After"] = str(error.wait)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = CHALLENGE
    return response


def refuse_row(faults: Sequence[RowFault]) -> HttpResponse:
    """Refuse a request that describes a row for its FAULTS, each told by its field."""
    detail = "; ".join(f"{fault.field}: {fault.message}" for fault in faults)
    told = [
        {"path": [fault.field], "code": fault.code, "message": fault.message} for fault in faults
    ]
    return tell_problem(HTTPStatus.BAD_REQUEST, detail, argument=[faults[0].field], errors=told)


def show(body: object, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """Answer with BODY, which nobody may keep on its way."""
    response = HttpResponse(write_json(body), status=status, content_type=f"{JSON}; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Vary"] = VARY
    return response


def check_json(request: HttpRequest) -> None:
    """See that REQUEST is of a kind that no page of another origin can send unasked.

    :raises RefusedError: when it is not.
    """
    if request.content_type != JSON:
        raise RefusedError(f"Send Content-Type: {JSON}.")


@method_decorator(csrf_exempt, name="dispatch")  # see `check_json`
class RestView(View):
    """Answers people and programs, and counts what they ask."""

    @counted
    def dispatch(self, request: HttpRequest, *_: Any, **more: Any) -> HttpResponseBase:  # noqa: ANN401 -- Django's signature
        """Answer REQUEST."""
        return self._answer(request, **more)

    @answered
    def _answer(self, request: HttpRequest, *, caller: Caller, **more: Any) -> HttpResponseBase:  # noqa: ANN401 -- as above
        self.admit(caller)
        return super().dispatch(request, caller=caller, **more)

    def admit(self, caller: Caller) -> None:
        """Let CALLER in: everybody, unless a view is for some alone.

        :raises RefusedError: when it is not for them.
        """
