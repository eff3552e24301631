"""GraphQL over HTTP, as the draft specification has it: JSON in, one of two media types out."""

import json
from typing import Any, Final

from cross_web import HTTPException
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from strawberry.django.context import StrawberryDjangoContext
from strawberry.django.views import GraphQLView, TemporalHttpResponse
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from backend.access.answers import write_json
from backend.access.errors import Code

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
MEDIA: Final = {GRAPHQL: (GRAPHQL,), JSON: (JSON, "application/*", "*/*")}
# Data beside errors: 2xx by the draft, which suggests this number for it.
PARTIAL_SUCCESS: Final = 294
CHUNK: Final = 64 * 1024  # bytes
MOST_DRAINED: Final = 16 * 1024 * 1024  # bytes


def negotiate(accept: str) -> str | None:
    """Choose the media type that ACCEPT likes best, the first named where it likes two alike."""
    chosen, best = None if accept.strip() else JSON, 0.0
    for part in accept.split(","):
        wanted, *parameters = (bit.strip().lower() for bit in part.split(";"))
        quality = _read_quality(parameters)
        media = next((media for media, names in MEDIA.items() if wanted in names), None)
        if media is not None and quality > best:
            chosen, best = media, quality
    return chosen


def _read_quality(parameters: list[str]) -> float:
    given = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0


class WireView(GraphQLView[StrawberryDjangoContext, None]):
    """Answers GraphQL requests, and refuses in the same form what is none."""

    subscription_protocols = ()
    graphql_ide = None

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
        """Answer REQUEST in MEDIA, also when it cannot be read."""
        try:
            return _label(self.run(request=request), media)
        except UnicodeDecodeError:
            return refuse(400, "The request is not UTF-8.", media=media)
        except RequestDataTooBig:
            _drain(request)
            return refuse(413, "This request is too large.", media=media)
        except HTTPException as error:
            return _refuse_as(error, media=media)

    def decode_json(self, data: str | bytes) -> object:
        """Read DATA as JSON.

        :raises HTTPException: when it is none, or nested too deeply, or no object at the top.
        """
        try:
            body: object = json.loads(data)
        except (UnicodeDecodeError, RecursionError, ValueError) as error:
            raise HTTPException(400, "The request is not JSON that can be read.") from error
        if not isinstance(body, dict):
            raise HTTPException(400, "The request has to be one JSON object.")
        if not isinstance(body.get("operationName"), str | None):
            raise HTTPException(400, "operationName has to be a text.")
        return body

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
        return response


OUTCOME: Final = "_tutti_outcome"


def _drain(request: HttpRequest) -> None:
    """Read on for a while, or the answer would be lost to a caller who is still sending."""
    for _ in range(MOST_DRAINED // CHUNK):
        if not request.read(CHUNK):
            break


def _label(response: HttpResponseBase, media: str) -> HttpResponseBase:
    """Name the media type; a client that asked for plain JSON always reads status 200."""
    response["Content-Type"] = f"{media}; charset=utf-8"
    response["Vary"] = "Accept"
    outcome = getattr(response, OUTCOME, 200)
    if media == GRAPHQL and outcome != 200:  # noqa: PLR2004 -- OK
        response.status_code = outcome
        if outcome == PARTIAL_SUCCESS:
            response.reason_phrase = "Partial Success"
    return response


def _refuse_as(error: HTTPException, *, media: str) -> HttpResponse:
    """Refuse a request for what strawberry says of it in ERROR, with the status that fits."""
    if "not allowed when using GET" in error.reason:
        return refuse(405, "Send mutations by POST.", media=media, allow="POST")
    if error.reason == "Unsupported content type":
        return refuse(415, f"Send {JSON}.", media=media)
    return refuse(error.status_code, error.reason, media=media)


def refuse(status: int, message: str, *, media: str | None, allow: str = "") -> HttpResponse:
    """Refuse a request with STATUS and MESSAGE, in the form of a GraphQL answer."""
    answer = {"errors": [{"message": message, "extensions": {"code": Code.BAD_USER_INPUT}}]}
    response = HttpResponse(
        json.dumps(answer), status=status, content_type=f"{media or JSON}; charset=utf-8"
    )
    response["Vary"] = "Accept"
    if allow:
        response["Allow"] = allow
    return response
