"""Removes files that are old, and all of them when somebody is erased."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from backend.integrations.exports.files import remove, sweep
from backend.integrations.exports.models import Export, Status
from backend.queue.daily import daily
from backend.queue.kinds import Turn

NAME: Final = "exports.tidy"
TOLD_DAYS: Final = 30  # for which it is told that there was an export
AT_ONCE: Final = 500


def register_tidying() -> None:
    """Have old files removed each day."""
    daily(NAME, tidy)


def tidy(turn: Turn) -> None:
    """Remove files that have expired, exports that are long over, and what belongs to nobody."""
    done = 0
    while number := clear(at=turn.clock()):
        turn.beat(done=(done := done + number))
    sweep(at=turn.clock())


def clear(*, at: datetime) -> int:
    """Remove some files that have expired AT that moment, and some old rows; tell how many."""
    expired = Export.objects.ready().filter(expires_at__lte=at).order_by("pk")
    rows = list(expired[:AT_ONCE])
    number = Export.objects.filter(pk__in=[each.pk for each in rows], status=Status.DONE).update(
        status=Status.GONE
    )
    remove(rows)
    ended = Q(finished_at__lt=at - timedelta(days=TOLD_DAYS))
    over = Export.objects.filter(ended, status__in=(Status.GONE, Status.FAILED)).order_by("pk")
    keys = list(over.values_list("pk", flat=True)[:AT_ONCE])
    return number + Export.objects.filter(pk__in=keys).delete()[0]


def forget_all() -> None:
    """Remove all files, as they may tell of somebody who is erased; unwritten ones are begun anew.

    In one statement: one that becomes ready meanwhile is seen as it is then.
    """
    ready = When(status=Status.DONE, then=Value(Status.GONE.value))
    live = Export.objects.exclude(status=Status.GONE)
    if live.update(round=F("round") + 1, status=Case(ready, default=F("status"))):
        transaction.on_commit(_remove_gone, robust=True)


def _remove_gone() -> None:
    remove(Export.objects.filter(status=Status.GONE).only("public_id", "format"))
    sweep(at=timezone.now())
