"""Has messages made again: one, or all about a part of the feed, each with the id that it had."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from django.db import transaction
from django.utils.translation import gettext

from backend.feed.cursors import Cursor
from backend.feed.epochs import find_extent
from backend.feed.models import Change
from backend.integrations.webhooks.dispatching import build, enter, is_told
from backend.integrations.webhooks.endpoints import lock
from backend.integrations.webhooks.messages import Writer
from backend.integrations.webhooks.models import Delivery, Endpoint, Status
from backend.integrations.webhooks.tasks import put_deliveries
from products.chunks import split
from products.faults import RowsRefusedError

PAGE: Final = 500
MOST: Final = 10_000  # changes that are replayed at once; more of them are better read in the feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A part of the feed: behind AFTER and up to UNTIL, or what happened from SINCE to BEFORE."""

    after: Cursor | None = None
    until: Cursor | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """How many messages are sent AGAIN, and how many were left, as they were WAITING already."""

    again: int = 0
    waiting: int = 0

    def __add__(self, other: Self) -> "Replay":
        """Count both together."""
        return Replay(self.again + other.again, self.waiting + other.waiting)


@transaction.atomic
def replay(deliveries: Collection[Delivery]) -> Replay:
    """Have DELIVERIES made again, those that were delivered as well; tell how many.

    Those that wait already are left to it.
    """
    again = Replay()
    endpoints = {each.endpoint_id: each.endpoint for each in deliveries}
    for key in sorted(endpoints):
        mine = [each.pk for each in deliveries if each.endpoint_id == key]
        again += _begin_anew(lock(endpoints[key]), mine)
    return again


@transaction.atomic
def replay_range(endpoint: Endpoint, part: Range) -> Replay:
    """Have all messages for ENDPOINT about a PART of the feed made again; tell how many.

    Of what it is to be told of still, nothing is made now.

    :raises RowsRefusedError: when the part is none, too long, or not kept any more.
    """
    row = lock(endpoint)
    changes = _find(row, part)
    if len(changes) > MOST:
        told = gettext("These are more than %(most)s changes: choose fewer.") % {"most": MOST}
        raise RowsRefusedError.of("after", "TOO_MANY", told)
    again = Replay()
    for page in split(changes, PAGE):
        writer = Writer(page, row.epoch)
        mine = [build(row, each, writer, row.epoch) for each in page if is_told(row, each, writer)]
        known = Delivery.objects.filter(public_id__in=[each.public_id for each in mine])
        again += _begin_anew(row, known.values_list("pk", flat=True))
        ids = set(known.values_list("public_id", flat=True))
        again += Replay(enter(row, [each for each in mine if each.public_id not in ids]))
    return again


def _begin_anew(endpoint: Endpoint, keys: Collection[int]) -> Replay:
    """Have those deliveries with KEYS that are over made again for ENDPOINT, which is locked."""
    known = Delivery.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "status")
    chosen = [key for key, status in known if status != Status.PENDING]
    rows = Delivery.objects.filter(pk__in=chosen)
    rows.update(status=Status.PENDING, settled_at=None, failing_since=None)
    if endpoint.is_active:
        put_deliveries(endpoint, chosen)
    return Replay(len(chosen), len(known) - len(chosen))


def _find(endpoint: Endpoint, part: Range) -> list[Change]:
    """Find the changes in PART of which ENDPOINT was told, one more than may be replayed at most.

    :raises RowsRefusedError: when the part is none, or begins before all that is kept.
    """
    if (part.after is None) == (part.since is None):
        raise RowsRefusedError.of("after", "REQUIRED", gettext("Give a cursor, or a moment."))
    told = endpoint.seq if endpoint.epoch else 0  # before it has begun, it was told of nothing
    rows = Change.objects.filter(seq__lte=told)
    if part.after is not None:
        for name, cursor in _list_cursors(part):
            _check(name, cursor, endpoint)
        rows = rows.filter(seq__gt=part.after.seq)
        if part.until is not None:
            rows = rows.filter(seq__lte=part.until.seq)
    else:
        rows = rows.filter(at__gte=part.since)
        if part.before is not None:
            rows = rows.filter(at__lt=part.before)
    return list(rows.order_by("seq")[: MOST + 1])


def _list_cursors(part: Range) -> Iterator[tuple[str, Cursor]]:
    named = {"after": part.after, "until": part.until}
    return ((name, cursor) for name, cursor in named.items() if cursor is not None)


def _check(name: str, cursor: Cursor, endpoint: Endpoint) -> None:
    """Make sure that CURSOR, called NAME, is of the feed that ENDPOINT is told of, and is kept.

    :raises RowsRefusedError: when it is not.
    """
    extent = find_extent()
    if cursor.epoch != extent.epoch or endpoint.epoch != extent.epoch:
        told = gettext("This cursor is of another feed, or from before a restore.")
        raise RowsRefusedError.of(name, "INVALID", told)
    if cursor.seq < extent.pruned_to:
        told = gettext("What follows this cursor is too old to be kept.")
        raise RowsRefusedError.of(name, "INVALID", told)
