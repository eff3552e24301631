"""Tells where the feed begins and ends, and begins a new epoch when places mean something else.

After a restore, lines that somebody has read can be gone, and their places be given to others. So
each cursor names its epoch, and a restore begins another. PostgreSQL tells a restore by itself:
into another cluster, another database or a table made anew, and one that leads to a new timeline.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import connection

ORIGIN: Final = {
    "postgresql": "CASE WHEN NOT pg_is_in_recovery() THEN concat_ws('/',"
    " (SELECT system_identifier FROM pg_control_system()),"
    " (SELECT oid FROM pg_database WHERE datname = current_database()),"
    " CAST('change_log' AS regclass)::oid, left(pg_walfile_name(pg_current_wal_lsn()), 8)) END",
    "sqlite": "NULL",  # a file does not know that it was copied
}
# A database without an epoch has just been made.
_READ: Final = """
SELECT epoch.name, epoch.pruned_to, epoch.origin, {origin},
    (SELECT max(seq) FROM change_log WHERE seq IS NOT NULL),
    EXISTS (SELECT 1 FROM change_log WHERE seq IS NULL)
FROM (SELECT 1) here LEFT JOIN feed_epoch epoch ON epoch.id = 1
"""
# Of several who see at once that an epoch is over, one begins the next.
_BEGIN: Final = """
INSERT INTO feed_epoch (id, name, origin, pruned_to, began_at)
VALUES (1, %s, %s, 0, CURRENT_TIMESTAMP)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, origin = excluded.origin, began_at = excluded.began_at
WHERE {condition}
"""

draw_name: Final[Callable[[], str]] = partial(secrets.token_hex, 6)


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is of the feed in EPOCH: what lies behind PRUNED_TO, and up to END.

    There IS_MORE that has no place yet.
    """

    epoch: str
    pruned_to: int
    end: int
    is_more: bool


def find_extent(draw: Callable[[], str] = draw_name) -> Extent:
    """Find out what there is of the feed; after a restore, begin an epoch, with a name to DRAW."""
    name, pruned_to, origin, here, end, is_more = _read()
    if name is None or (here is not None and origin != here):
        _begin(draw(), here or "", condition="feed_epoch.origin <> excluded.origin")
        name, pruned_to, origin, here, end, is_more = _read()
    return Extent(name, pruned_to, max(end or 0, pruned_to), is_more=bool(is_more))


def renew_epoch(draw: Callable[[], str] = draw_name) -> str:
    """Begin a new epoch, so that all cursors so far are refused; give the name that was DRAWN."""
    here = _read()[3]
    name = draw()
    _begin(name, here or "", condition="TRUE")
    return name


def _read() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(origin=ORIGIN[connection.vendor]))
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def _begin(name: str, origin: str, *, condition: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN.format(condition=condition), [name, origin])
