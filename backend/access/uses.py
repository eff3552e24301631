"""Notes when tokens are used, and never lets whoever uses one fail or wait for it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from backend.access.models import Token
from products.origins import acting, find_origin

BETWEEN_NOTES: Final = timedelta(hours=1)  # each makes all tags of answers stale


def find_due(rows: Iterable[Mapping[str, Any]], *, at: datetime) -> set[int]:
    """Find the tokens among ROWS of which no use was noted within an hour AT this moment."""
    used = {row["pk"]: row["last_used_at"] for row in rows}
    return {pk for pk, last in used.items() if last is None or last <= at - BETWEEN_NOTES}


def note_use(tokens: Collection[int], *, at: datetime) -> None:
    """Note that TOKENS, by primary key, are used AT this moment.

    Where others are writing, or nothing can be written, it is left out: nobody waits for it.
    """
    if not tokens:
        return
    due = Token.objects.filter(pk__in=tokens).exclude(last_used_at__gt=at - BETWEEN_NOTES)
    with suppress(DatabaseError), _unnamed(), _impatient(), transaction.atomic():
        mine = due.order_by("pk").select_for_update(skip_locked=True)
        free = list(mine.values_list("pk", flat=True))
        Token.objects.filter(pk__in=free).update(last_used_at=at)


@contextmanager
def _unnamed() -> Iterator[None]:
    """Let what is written be nobody's: by whom it is, is just being found out, and not known yet.

    Whoever is asked now would stay nobody for all that the request writes later.
    """
    before = find_origin()
    with acting(before.interface, address=before.address):
        yield


@contextmanager
def _impatient() -> Iterator[None]:
    """Let SQLite give up at once where it would wait for its one writer."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience:d}")
