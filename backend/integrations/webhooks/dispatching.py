"""Follows the feed, and writes a delivery for each change and each endpoint that is told of it.

Where an endpoint has come to stands in its row, and is written together with its deliveries, by
whoever holds the task: one who was taken for dead writes nothing more. An endpoint that is paused,
or has much that waits, stays where it is and is told later; if that is gone from the feed by then,
it is told so.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count

from backend.feed.cursors import Cursor, StaleCursorError
from backend.feed.epochs import find_extent
from backend.feed.models import Change
from backend.feed.reading import find_end, read_changes
from backend.feed.stamping import stamp
from backend.integrations.webhooks.messages import RESYNC, Writer, write_resync
from backend.integrations.webhooks.models import Delivery, Endpoint, EndpointQuerySet, Status
from backend.integrations.webhooks.successions import follow_tokens, has_strays
from backend.integrations.webhooks.tasks import put_deliveries
from backend.queue.kinds import LaterError, Turn

PAGE: Final = 500  # changes that are read at once
MOST_WAITING: Final = 2_000  # deliveries of one endpoint, before it is told of more
PAUSE: Final = timedelta(seconds=1)  # between two looks at the feed


def dispatch(turn: Turn) -> None:
    """Tell endpoints of what has happened; then have TURN come again, while there are any.

    :raises LaterError: when there are.
    :raises LeaseLostError: when another worker has taken over.
    """
    while _go_round(turn):
        turn.beat()
    with turn.guard():
        # Whoever adds one now waits for the row of this task: see `wake`.
        if not Endpoint.objects.active().exists():
            turn.finish()
            return
    raise LaterError(PAUSE)


def _go_round(turn: Turn) -> bool:
    """Lead the endpoints at each place in the feed on by a page; tell whether any has moved."""
    _begin(turn)
    if has_strays():
        with turn.guard():
            follow_tokens(at=turn.clock())
    counts = Delivery.objects.filter(status=Status.PENDING).values("endpoint").order_by()
    full = counts.annotate(number=Count("pk")).filter(number__gte=MOST_WAITING)
    ready = Endpoint.objects.active().exclude(pk__in=list(full.values_list("endpoint", flat=True)))
    places = ready.order_by("-seq", "epoch").values_list("epoch", "seq").distinct()
    moved = [_lead(turn, Cursor(epoch, seq), ready) for epoch, seq in places]  # each of them
    return any(moved)


def _begin(turn: Turn) -> None:
    """Find the place in the feed of endpoints that were added since: what follows is news there."""
    fresh = Endpoint.objects.active().filter(epoch="")
    if not fresh.exists():
        return
    stamp()
    extent = find_extent()
    with turn.guard():
        for endpoint in _hold(fresh):
            news = Change.objects.filter(pk__gt=endpoint.seq, seq__isnull=False).order_by("seq")
            first = news.values_list("seq", flat=True).first()
            _move(endpoint, Cursor(extent.epoch, extent.end if first is None else first - 1))


def _lead(turn: Turn, cursor: Cursor, ready: EndpointQuerySet) -> bool:
    """Tell those READY at CURSOR of what follows it; tell whether anything does."""
    here = ready.filter(epoch=cursor.epoch, seq=cursor.seq)
    try:
        page = read_changes(cursor, limit=PAGE)
    except StaleCursorError:
        _lead_anew(turn, here, find_end())
        return True
    if page.cursor == cursor:
        return False
    writer = Writer(page.changes, cursor.epoch)
    with turn.guard():
        for endpoint in _hold(here):
            mine = [each for each in page.changes if is_told(endpoint, each, writer)]
            enter(endpoint, [build(endpoint, each, writer, cursor.epoch) for each in mine])
            _move(endpoint, page.cursor)
    return True


def _lead_anew(turn: Turn, here: EndpointQuerySet, end: Cursor) -> None:
    """Tell those HERE, where something is missing, to resync, and lead them to END."""
    with turn.guard():
        for endpoint in _hold(here):
            message = Delivery(
                endpoint=endpoint,
                public_id=endpoint.name_message(f"resync {end}"),
                type=RESYNC,
                body=write_resync(end, at=turn.clock()),
            )
            enter(endpoint, [message])
            _move(endpoint, end)


def _hold(here: EndpointQuerySet) -> Iterator[Endpoint]:
    """Lock those endpoints that are HERE still, and are sent to."""
    yield from here.order_by("pk").select_for_update()


def _move(endpoint: Endpoint, cursor: Cursor) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(epoch=cursor.epoch, seq=cursor.seq)


def is_told(endpoint: Endpoint, change: Change, writer: Writer) -> bool:
    """Tell whether ENDPOINT gets a message about CHANGE, as WRITER names it."""
    is_here = endpoint.product_id is None or endpoint.product_id == change.product_id
    return is_here and endpoint.gets(writer.name(change))


def build(endpoint: Endpoint, change: Change, writer: Writer, epoch: str) -> Delivery:
    """Build the delivery about CHANGE of EPOCH for ENDPOINT, as WRITER writes it."""
    place = Cursor(epoch, change.seq or 0)
    return Delivery(
        endpoint=endpoint,
        public_id=endpoint.name_message(str(place)),
        type=writer.name(change),
        epoch=place.epoch,
        seq=place.seq,
        body=writer.write(change),
    )


def enter(endpoint: Endpoint, deliveries: Collection[Delivery]) -> int:
    """Write DELIVERIES for ENDPOINT, but for those that there are, and have them made.

    Tell how many there are to make.
    """
    Delivery.objects.bulk_create(deliveries, batch_size=PAGE, ignore_conflicts=True)
    ids = [each.public_id for each in deliveries]
    rows = Delivery.objects.filter(public_id__in=ids, status=Status.PENDING).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    put_deliveries(endpoint, keys)
    return len(keys)
