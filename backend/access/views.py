"""GraphQL over HTTP, as the draft specification has it: JSON in, one of two media types out."""

import json
from typing import Any, Final

from cross_web import HTTPException
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, UnreadablePostError
from django.http.response import HttpResponseBase
from strawberry.django.context import StrawberryDjangoContext
from strawberry.django.views import GraphQLView, TemporalHttpResponse
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.types import ExecutionResult

from backend.access.absence import ABSENT, has_absence, notice_absence, tell_absence
from backend.access.answers import write_json
from backend.access.callers import find_caller
from backend.access.documents import find_document
from backend.access.errors import UNEXPECTED, Code, RefusedError, log_incident
from backend.access.media import GRAPHQL, JSON, negotiate
from backend.access.reading import drain, read_asked
from backend.access.throttling import counted, was_shown
from backend.access.tokens import CHALLENGE, TokenRefusedError
from backend.access.tracing import tell_trace
from backend.access.validators import has_tag, make_tag

# Data beside errors: 2xx by the draft, which suggests this number for it.
PARTIAL_SUCCESS: Final = 294
FORBIDDEN: Final = 403
VARY: Final = "Accept, Accept-Language, Authorization, Cookie"


class WireView(GraphQLView[StrawberryDjangoContext, None]):
    """Answers GraphQL requests, and refuses in the same form what is none."""

    subscription_protocols = ()
    graphql_ide = None
    data: GraphQLRequestData  # of the one request that this view was made for

    @counted
    def dispatch(self, request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponseBase:
        """Answer in the form that was asked for, or say which there are."""
        media = negotiate(request.headers.get("accept", ""))
        if request.method not in {"GET", "POST"}:
            return refuse(405, "Use GET or POST.", media=media, allow="GET, POST")
        if media is None:
            return refuse(406, f"Accept {GRAPHQL} or {JSON}.", media=None)
        return self._answer(request, media)

    def should_render_graphql_ide(self, _request: object) -> bool:
        """Show no page: whoever is here has come to ask."""
        return False

    def _answer(self, request: HttpRequest, media: str) -> HttpResponseBase:
        """Answer REQUEST in MEDIA, also when it cannot be read or something unexpected happens."""
        try:
            return self._answer_asked(request, media)
        except RequestDataTooBig:
            drain(request)
            return refuse(413, "This request is too large.", media=media)
        except UnicodeDecodeError:
            return refuse(400, "The request is not UTF-8.", media=media)
        except (SuspiciousOperation, UnreadablePostError):
            return refuse(400, "The request cannot be read.", media=media)
        except HTTPException as error:
            return _refuse_as(error, media=media)
        except Exception as error:  # noqa: BLE001 -- whatever it is, callers read JSON
            return _fail(error, media=media)

    def _answer_asked(self, request: HttpRequest, media: str) -> HttpResponseBase:
        """Answer what REQUEST asks for in MEDIA."""
        try:
            find_caller(request)  # before anything that they ask is looked at
            asked = read_asked(request)
            self.data = GraphQLRequestData(
                query=find_document(asked, request),
                variables=asked.variables,
                operation_name=asked.operation_name,
                extensions=asked.extensions,
            )
        except TokenRefusedError as error:
            return refuse_token(error, media=media)
        except RefusedError as error:
            answer = self.process_result(request, ExecutionResult(data=None, errors=[error]))
            return _label(self.create_response(answer, self.get_sub_response(request)), media)
        return self._answer_changed(request, media)

    def _answer_changed(self, request: HttpRequest, media: str) -> HttpResponseBase:
        """Answer REQUEST in MEDIA, or say that it has the answer already."""
        tag = make_tag(request, media, vars(self.data))
        if tag is not None and has_tag(request, tag):
            return _mark(HttpResponseNotModified(), tag)
        response = _label(self.run(request=request), media)
        good = not hasattr(response, OUTCOME) and not was_shown(request)
        return _mark(response, tag) if tag is not None and good else response

    def parse_http_body(self, _request: object) -> GraphQLRequestData:
        """Give what was read already."""
        return self.data

    def process_result(self, request: HttpRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Leave `data` out when nothing was executed."""
        answer: Any = super().process_result(request, result)
        if result.data is None and result.errors and all(not e.path for e in result.errors):
            answer.pop("data", None)
        return answer  # type: ignore[no-any-return]  # -- a dict without its data

    def encode_json(self, data: object) -> str | bytes:
        """Write DATA as JSON, the same whichever way it was completed."""
        return write_json(data)

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: TemporalHttpResponse,  # type: ignore[override]  # -- strawberry names its base
    ) -> HttpResponseBase:
        """Say by the status whether it went well, wholly or in part; `_label` has the last word."""
        response = super().create_response(response_data, sub_response)
        if isinstance(response_data, dict) and response_data.get("errors"):
            executed = "data" in response_data
            setattr(response, OUTCOME, PARTIAL_SUCCESS if executed else 400)
            if has_absence(response_data):
                setattr(response, OUTCOME, tell_absence(response).status_code)
        return response


OUTCOME: Final = "_tutti_outcome"


def _label(response: HttpResponseBase, media: str) -> HttpResponseBase:
    """Name the media type; of what was executed, a client of plain JSON always reads status 200."""
    response["Content-Type"] = f"{media}; charset=utf-8"
    response["Vary"] = VARY
    outcome = getattr(response, OUTCOME, 200)
    if media == GRAPHQL and outcome != 200:  # noqa: PLR2004 -- OK
        response.status_code = outcome
        if outcome == PARTIAL_SUCCESS:
            response.reason_phrase = "Partial Success"
    return response


def _mark(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Let callers keep RESPONSE, and ask by its TAG whether it still holds."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = VARY
    return response


def _refuse_as(error: HTTPException, *, media: str) -> HttpResponse:
    """Refuse a request for what strawberry says of it in ERROR, with the status that fits."""
    if "not allowed when using GET" in error.reason:
        return refuse(405, "Send mutations by POST.", media=media, allow="POST")
    code = Code.FORBIDDEN if error.status_code == FORBIDDEN else Code.BAD_USER_INPUT
    return refuse(error.status_code, error.reason, media=media, code=code)


def _fail(error: Exception, *, media: str) -> HttpResponse:
    """Say that a request could not be answered for ERROR, which nobody expected."""
    if notice_absence(error):
        code = Code.DATABASE_UNAVAILABLE
        return tell_absence(refuse(503, ABSENT, media=media, code=code))
    code, incident = Code.INTERNAL_SERVER_ERROR, log_incident(error)
    return refuse(500, UNEXPECTED, media=media, code=code, incident=incident, **tell_trace())


def refuse_token(error: TokenRefusedError, *, media: str | None) -> HttpResponse:
    """Refuse a request for its token, as ERROR says, and ask for a good one."""
    response = refuse(401, error.message, media=media, code=Code.UNAUTHENTICATED)
    response["WWW-Authenticate"] = CHALLENGE
    return response


def refuse(
    status: int,
    message: str,
    *,
    media: str | None,
    allow: str = "",
    code: Code = Code.BAD_USER_INPUT,
    **more: str,
) -> HttpResponse:
    """Refuse a request with STATUS, MESSAGE, CODE and MORE, in the form of a GraphQL answer."""
    told = word_refusal(message, code=code, **more)
    response = HttpResponse(told, status=status, content_type=f"{media or JSON}; charset=utf-8")
    response["Vary"] = VARY
    if allow:
        response["Allow"] = allow
    return response


def word_refusal(message: str, *, code: Code = Code.BAD_USER_INPUT, **more: str) -> str:
    """Write MESSAGE with CODE and MORE in the form of a GraphQL answer."""
    return json.dumps({"errors": [{"message": message, "extensions": {"code": code} | more}]})
