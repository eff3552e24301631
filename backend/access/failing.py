"""Says that something is refused, missing or broken: in a line, without a database or a trace."""

import sys
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import (
    get_language_bidi,
    get_language_from_request,
    gettext,
    gettext_noop,
    override,
)

from backend.access.absence import ABSENT, notice_absence, tell_absence
from backend.access.errors import UNEXPECTED, Code
from backend.access.media import negotiate
from backend.access.problems import tell_problem
from backend.access.views import refuse

REST: Final = ("/feed", "/scores", "/exports", "/hooks")  # what these refuse, they tell as problems
PAGE: Final = (
    '<!doctype html>\n<html lang="{language}" dir="{direction}">\n'
    '<head><meta charset="utf-8"><title>{title} | Tutti</title></head>\n<body>\n'
    '<h1>{title}</h1>\n<p>{sentence}</p>\n<p><a href="/">Tutti</a></p>\n</body>\n</html>\n'
)
TITLES: Final = {
    HTTPStatus.BAD_REQUEST: gettext_noop("Bad Request"),
    HTTPStatus.FORBIDDEN: gettext_noop("Forbidden"),
    HTTPStatus.NOT_FOUND: gettext_noop("Not Found"),
    HTTPStatus.INTERNAL_SERVER_ERROR: gettext_noop("Internal Server Error"),
    HTTPStatus.SERVICE_UNAVAILABLE: gettext_noop("Service Unavailable"),
}
UNREADABLE: Final = gettext_noop("The request cannot be read.")


def refuse_early(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django names it
    """Refuse REQUEST for what came up before any view."""
    return _tell(request, HTTPStatus.BAD_REQUEST, UNREADABLE, code=Code.BAD_USER_INPUT)


def forbid(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django names it
    """Refuse REQUEST, which is not for whoever sent it."""
    sentence = gettext_noop("You may not do this here. Somebody who gives roles can change that.")
    return _tell(request, HTTPStatus.FORBIDDEN, sentence, code=Code.FORBIDDEN)


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django says why; a forger need not know
    """Refuse REQUEST, which may have been sent by a page of another origin."""
    sentence = gettext_noop(
        "This was not sent from a page of Tutti that is still open: load it again."
    )
    return _tell(request, HTTPStatus.FORBIDDEN, sentence, code=Code.FORBIDDEN)


def miss(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django names it
    """Say that there is nothing at the address of REQUEST."""
    sentence = gettext_noop("There is nothing here.")
    return _tell(request, HTTPStatus.NOT_FOUND, sentence, code=Code.NOT_FOUND)


def fail(request: HttpRequest) -> HttpResponse:
    """Say that REQUEST could not be answered, and nothing of why but that the database is away."""
    if notice_absence(sys.exception()):
        code = Code.DATABASE_UNAVAILABLE
        return tell_absence(_tell(request, HTTPStatus.SERVICE_UNAVAILABLE, ABSENT, code=code))
    code = Code.INTERNAL_SERVER_ERROR
    return _tell(request, HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED, code=code)


def _tell(request: HttpRequest, status: HTTPStatus, sentence: str, *, code: Code) -> HttpResponse:
    """Say SENTENCE in the form of the address of REQUEST: to programs in English."""
    if request.path.startswith("/graphql"):
        media = negotiate(request.headers.get("accept", ""))
        return refuse(status, sentence, media=media, code=code)
    if request.path.startswith(REST):
        return tell_problem(status, sentence, code=code)
    language = get_language_from_request(request)  # it may have failed before that was chosen
    with override(language):
        page = format_html(
            PAGE,
            language=language,
            direction="rtl" if get_language_bidi() else "ltr",
            title=gettext(TITLES.get(status, status.phrase)),
            sentence=gettext(sentence),
        )
    return HttpResponse(page, status=status)
