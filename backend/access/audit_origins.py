"""Lets the database know who is writing: by each request, and on each connection."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

import psycopg
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from backend.access.addresses import find_address
from backend.access.audit_watching import WATCHED
from backend.access.callers import ANYONE, find_caller, is_unsettled
from products.naming import mentions
from products.origins import (
    TELL_ORIGIN,
    Interface,
    Origin,
    acting,
    find_batch_moment,
    find_origin,
    is_in_batch,
    open_batch,
)

INTERFACES: Final = {"/graphql": Interface.GRAPHQL, "/admin/": Interface.ADMIN}
TABLES: Final = frozenset(watch.table for watch in WATCHED)
WRITES: Final = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)|\s*(WITH)\b', re.IGNORECASE
)
TELL: Final = f"SELECT {TELL_ORIGIN}"
FORGETS: Final = "ROLLBACK TO SAVEPOINT"  # and with the rest what the database was told meanwhile
TOLD: Final = "_tutti_told"  # the attribute of a connection that keeps what its transaction knows


def tell_origins(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:  # noqa: ANN401 -- a middleware
    """Let what each request writes be known as its own."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        interface = next(
            (each for start, each in INTERFACES.items() if request.path.startswith(start)),
            Interface.WEB,
        )
        with acting_for(request, interface):
            return get_response(request)

    return respond


def acting_for(request: HttpRequest, interface: Interface) -> AbstractContextManager[None]:
    """Let what is written meanwhile come from whoever sends REQUEST, through INTERFACE."""
    return acting(interface, address=find_address(request), actor=lambda: _name(request))


def _name(request: HttpRequest) -> str:
    """Name whoever sends REQUEST; nobody where nobody has said so."""
    if is_unsettled(request):  # that a token is used is noted before anybody can be named
        return ""
    key = find_caller(request).key
    return "" if key == ANYONE else key


def listen(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Get a CONNECTION that was opened to tell its database who is writing."""
    vars(connection).pop(TOLD, None)
    if connection.vendor == "sqlite":
        create: Any = connection.connection.create_function
        create("tutti_origin", 1, _give_part)
        create("tutti_in_batch", 0, is_in_batch)
        create("tutti_opens_batch", 0, open_batch)
        create("tutti_moment", 0, find_batch_moment)
        create("tutti_mentions", 2, mentions, deterministic=True)
    if tell not in connection.execute_wrappers:
        connection.execute_wrappers.append(tell)


def _give_part(place: int) -> str:
    origin = find_origin()
    return (origin.actor, origin.interface.value, origin.address)[place]


def tell(
    execute: Callable[..., Any],
    sql: Any,  # noqa: ANN401 -- Django's signature
    params: Any,  # noqa: ANN401 -- as above
    many: bool,  # noqa: FBT001 -- as above
    context: dict[str, Any],
) -> Any:  # noqa: ANN401 -- as above
    """Let EXECUTE run SQL, before which the database learns who is writing if it does not know.

    Reading costs nothing, and who only speaks tells so with the locks that are taken first.
    """
    database = context["connection"]
    text = sql if isinstance(sql, str) else ""
    if database.vendor == "postgresql":
        _follow(database, text)
    if text.startswith("SELECT") or not _is_watched(text):
        return execute(sql, params, many, context)
    origin = find_origin()
    _ = origin.text  # found out here: a function of SQLite's can ask the database nothing
    if database.vendor != "postgresql" or vars(database).get(TOLD) is origin:
        return execute(sql, params, many, context)
    if not database.in_atomic_block:  # the setting lasts as long as the statement's transaction
        with transaction.atomic(using=database.alias):
            _tell(database, origin)
            return execute(sql, params, many, context)
    _tell(database, origin)
    return execute(sql, params, many, context)


def _follow(database: BaseDatabaseWrapper, text: str) -> None:
    """Keep in mind what the transaction of DATABASE knows, before it is asked TEXT."""
    known = vars(database)
    if text.startswith(TELL):
        known[TOLD] = find_origin()
    elif TOLD in known and (text.startswith(FORGETS) or _is_idle(database)):
        del known[TOLD]


def _is_idle(database: Any) -> bool:  # noqa: ANN401 -- the stubs know no psycopg
    status = database.connection.info.transaction_status
    return bool(status == psycopg.pq.TransactionStatus.IDLE)


def _is_watched(text: str) -> bool:
    """Tell whether TEXT may write to a table that is watched."""
    found = WRITES.match(text)
    return found is not None and (found[2] is not None or found[1] in TABLES)


def _tell(database: BaseDatabaseWrapper, origin: Origin) -> None:
    with database.cursor() as cursor:
        cursor.execute(TELL, [origin.text])
    vars(database)[TOLD] = origin
