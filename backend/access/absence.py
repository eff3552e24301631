"""Tells a database that is out of reach from a fault: whoever asked may try again in a moment."""

import logging
from http import HTTPStatus
from typing import Any, Final, TypeVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop

from backend.access.metrics import count_loss
from backend.access.reach import is_out_of_reach

R = TypeVar("R", bound=HttpResponseBase)

ABSENT: Final = gettext_noop("The database does not answer. Try again in a moment.")
UNAVAILABLE: Final = "DATABASE_UNAVAILABLE"  # the code of such an error
RETRY_AFTER: Final = "2"  # seconds

logger = logging.getLogger("tutti.database")


def notice_absence(cause: BaseException | None) -> bool:
    """Tell whether CAUSE is that the database was not there to answer, and log it in a line."""
    found = is_out_of_reach(cause)
    if found:
        count_loss(cause, during="request")
        logger.error("the database is out of reach: %s", cause)
    return found


def has_absence(answer: Any) -> bool:  # noqa: ANN401 -- JSON
    """Tell whether ANSWER, of GraphQL, has an error that comes of it."""
    errors = answer.get("errors", ()) if isinstance(answer, dict) else ()
    return any(error.get("extensions", {}).get("code") == UNAVAILABLE for error in errors)


def tell_absence(response: R) -> R:
    """Say in RESPONSE by its status that the database is out of reach, and when to try again."""
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = RETRY_AFTER
    return response
