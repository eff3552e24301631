"""Gives every error a code, and keeps what happened inside to itself."""

import logging
import re
import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DataError, OperationalError
from django.utils.translation import gettext_noop
from graphql import GraphQLError, GraphQLSyntaxError

from backend.access.absence import ABSENT, UNAVAILABLE, notice_absence
from backend.access.metrics import count_loss
from backend.access.tracing import tell_trace

MOST_ERRORS: Final = 10  # in one answer; more of them help nobody but a prober
# What a database says when others hold what is wanted: SQLite in words, PostgreSQL by number.
LOCKED: Final = "is locked"
TAKEN: Final = frozenset({"40001", "40P01", "55P03"})  # serialization, deadlock, lock timeout
# Where graphql-core found fault with the value of a variable, such as f.or[1].stage.in[0].
VARIABLE: Final = re.compile(
    r"^Variable '\$.*?' got invalid value .* at '(?P<place>[\w.\[\]]+)';", re.DOTALL
)
STEP: Final = re.compile(r"(\w+)")
SUGGESTION: Final = re.compile(r"\s*Did you mean .*$", re.DOTALL)
UNEXPECTED: Final = gettext_noop("Something went wrong here.")

logger = logging.getLogger("tutti.api")


class Code(StrEnum):
    """What went wrong, for programs."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    CONFLICT = "CONFLICT"
    CURSOR_EXPIRED = "CURSOR_EXPIRED"  # of the feed: read everything anew, and go on from its end
    RATE_LIMITED = "RATE_LIMITED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"  # what Apollo's clients look for
    DATABASE_UNAVAILABLE = UNAVAILABLE
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class RefusedError(GraphQLError):
    """An answer that the caller can mend: a CODE, a message and the place in the arguments."""

    def __init__(
        self, message: str, *, code: Code = Code.BAD_USER_INPUT, path: Iterable[str | int] = ()
    ) -> None:
        """Refuse with MESSAGE, pointing at the argument that PATH leads to."""
        place = {"argument": list(path)} if path else {}
        super().__init__(message, extensions={"code": code.value} | place)


def encode(error: GraphQLError, *, executing: bool) -> GraphQLError:
    """Turn ERROR into what a caller may read; it has come up while EXECUTING, or before."""
    if "code" in (error.extensions or {}):
        return error
    if isinstance(error, GraphQLSyntaxError):
        return _rewrite(error, Code.GRAPHQL_PARSE_FAILED, error.message)
    cause = error.original_error
    if cause is None and error.path is None and not executing:
        return _rewrite(error, Code.GRAPHQL_VALIDATION_FAILED, error.message)
    if cause is None or isinstance(cause, GraphQLError):
        return _rewrite(error, Code.BAD_USER_INPUT, error.message, **_locate(error.message))
    if notice_absence(cause):
        return _rewrite(error, Code.DATABASE_UNAVAILABLE, ABSENT)
    return _mask(error, cause)


def _locate(message: str) -> dict[str, list[str | int]]:
    """Find the place in a variable that MESSAGE finds fault with; nothing when it is none."""
    found = VARIABLE.search(message)
    if found is None:
        return {}
    steps = STEP.findall(found["place"])
    return {"variable": [int(step) if step.isdecimal() else step for step in steps]}


def _mask(error: GraphQLError, cause: Exception) -> GraphQLError:
    match cause:
        case PermissionDenied():
            return _rewrite(error, Code.FORBIDDEN, "This is not open to you.")
        case ObjectDoesNotExist():
            return _rewrite(error, Code.NOT_FOUND, "There is no such thing.")
        case RecursionError():
            return _rewrite(error, Code.BAD_USER_INPUT, "This is nested too deeply.")
        case DataError() | OverflowError():
            return _rewrite(error, Code.BAD_USER_INPUT, "A value is out of range.")
        case OperationalError() if _is_busy(cause):
            return _rewrite(error, Code.CONFLICT, "The database is busy; try again.")
    return _rewrite(
        error, Code.INTERNAL_SERVER_ERROR, UNEXPECTED, incident=log_incident(cause), **tell_trace()
    )


def log_incident(cause: Exception) -> str:
    """Log CAUSE, which nobody expected, and give the id under which it stands in the log."""
    count_loss(cause, during="request")
    incident = uuid.uuid4().hex
    logger.error("unexpected error %s", incident, exc_info=cause)
    return incident


def _is_busy(cause: OperationalError) -> bool:
    """Tell whether CAUSE came about because others are writing, so that trying again helps."""
    return LOCKED in str(cause) or getattr(cause.__cause__, "sqlstate", None) in TAKEN


def _rewrite(error: GraphQLError, code: Code, message: str, **more: object) -> GraphQLError:
    return GraphQLError(
        SUGGESTION.sub("", message),
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code.value} | more,
    )
