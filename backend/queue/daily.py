"""Has work done once a day: asked for by whichever worker comes first, done as a task."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from backend.queue.kinds import Work, register
from backend.queue.models import Daily
from backend.queue.putting import put

LEASE: Final = timedelta(minutes=10)
ATTEMPTS: Final = 5

DAILIES: Final[set[str]] = set()


def daily(name: str, work: Work) -> None:
    """Have WORK done once a day as tasks of the kind NAME, whose key is the day, in UTC.

    Where it may take more than ten minutes it calls `Turn.beat` meanwhile.
    """
    register(name, work, lease=LEASE, attempts=ATTEMPTS)
    DAILIES.add(name)


def put_dailies(names: Collection[str], *, at: datetime) -> list[str]:
    """Put what is to be done on the day AT, of the kinds NAMES; tell what nobody had put before."""
    return [name for name in sorted(DAILIES.intersection(names)) if _put(name, at)]


def _put(name: str, at: datetime) -> bool:
    """Put the work NAME of the day AT, unless anybody has; tell whether nobody had."""
    today = at.date()
    if Daily.objects.filter(name=name, asked_date__gte=today).exists():
        return False
    with transaction.atomic():
        eve = Daily(name=name, asked_date=today - timedelta(days=1))
        Daily.objects.bulk_create([eve], ignore_conflicts=True)
        # Whoever else comes now waits for this row, and then finds that it was asked for.
        if not Daily.objects.filter(name=name, asked_date__lt=today).update(asked_date=today):
            return False
        put(name, {}, key=today.isoformat())
    return True
