"""Reads from the environment how the log is written, and writes it.

A line is JSON for machines, or coloured for people who watch. Whatever writes it, Django and the
servers included, it says when, how grave, who says so, and for which request. What it must not say
is cut here, once for all: paths, which may hold the secret of a link, and what PostgreSQL quotes of
a row.
"""

import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from traceback import format_tb
from typing import Any, Final

import orjson
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from backend.env import EnvironmentVariableError

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS: Final = ("json", "console")
# They have handlers and levels of their own, or would say what `tutti.requests` says already.
OTHERS: Final = {
    "django": "WARNING",
    "django.request": "ERROR",
    "_granian": "WARNING",
    "granian.access": "WARNING",
    "uvicorn": "WARNING",
    "uvicorn.error": "WARNING",
    "uvicorn.access": "WARNING",
}
# Behind its message PostgreSQL quotes rows, and within it what it could not read.
QUOTED: Final = re.compile(r"\s*\n(?:DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+):.*", re.DOTALL)
UNREADABLE: Final = re.compile(r'(invalid [\w ]+ for [\w ]+: )".*"', re.DOTALL)
NO_ROUTE: Final = "(no route)"
BETWEEN: Final = "\nbefore that:\n"  # an exception and the one that it came from

structlog.configure(
    processors=[structlog.stdlib.filter_by_level, ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def read_logging(*, debug: bool, source: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read LOG_LEVEL and LOG_FORMAT as settings of Python's logging; DEBUG is for people.

    :raises EnvironmentVariableError: when one is none that there is.
    """
    level = _choose("LOG_LEVEL", LEVELS, "INFO", source)
    form = _choose("LOG_FORMAT", FORMATS, FORMATS[debug], source)
    loggers = {name: {"level": least, "handlers": []} for name, least in OTHERS.items()}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "backend.logs.make_formatter", "form": form}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {**loggers, "tutti": {"level": level, "handlers": []}},
    }


def _choose(name: str, known: tuple[str, ...], default: str, source: Mapping[str, str]) -> str:
    word = source.get(name, "").strip() or default
    found = next((each for each in known if each.lower() == word.lower()), None)
    if found is None:
        raise EnvironmentVariableError(f"{name} is {word!r}; write one of {', '.join(known)}.")
    return found


def make_formatter(form: str) -> ProcessorFormatter:
    """Make what writes lines in FORM."""
    last: Processor = structlog.processors.JSONRenderer(serializer=_write_json)
    if form == "console":
        plain = structlog.dev.plain_traceback
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
    return ProcessorFormatter(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper("iso", utc=True),
            name_route,
            tell_exception,
            ProcessorFormatter.remove_processors_meta,
            last,
        ]
    )


def _write_json(line: object, **_: object) -> str:
    return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def find_route(request: object) -> str:
    """Find the route that REQUEST has taken, in which stands no more than names of what it gave."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else NO_ROUTE


def name_route(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Put the route where Django writes the path of a request into a LINE; cut what is quoted."""
    record: logging.LogRecord = line["_record"]
    text = str(line["event"])
    request = getattr(record, "request", None)
    path = getattr(request, "path", "")
    if len(path) > 1:
        text = text.replace(path, find_route(request))
    line["event"] = cut(text)
    return line


def tell_exception(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Write into LINE where an exception was raised, and the message without what is quoted."""
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["exception"] = BETWEEN.join(_tell_chain(error))
    return line


def _tell_chain(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield f"{''.join(format_tb(each.__traceback__))}{type(each).__name__}: {cut(str(each))}"
        left += each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        left.append(each.__cause__ or (None if each.__suppress_context__ else each.__context__))


def cut(text: str) -> str:
    """Cut from TEXT what PostgreSQL quotes of the rows and values that it was given."""
    return UNREADABLE.sub(r'\1"..."', QUOTED.sub("", text))
