"""Makes one attempt at a delivery, and writes down what came of it.

A message is sent before that is written, so it may come twice: with the same id. Between that and
the next attempt a worker may die, and another begins again.
"""

import time
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from backend.integrations.webhooks.endpoints import stop
from backend.integrations.webhooks.metrics import count
from backend.integrations.webhooks.models import Delivery, Endpoint, Reason, Standing, Status
from backend.integrations.webhooks.notices import tell_stopped
from backend.integrations.webhooks.sending import Answer, Fault, Wire, send
from backend.integrations.webhooks.signing import write_headers
from backend.integrations.webhooks.tasks import ATTEMPTS
from backend.queue.kinds import TryAgainError, Turn
from backend.queue.models import Task


def lay_wire() -> Wire:
    """Give what messages are sent by, as the settings have it."""
    return Wire(allowed=settings.WEBHOOK_ALLOW, with_http=settings.DEBUG)


def deliver(turn: Turn, *, wire: Wire | None = None) -> None:
    """Make one attempt at the delivery that TURN is about, over WIRE.

    :raises TryAgainError: when it came to nothing, and there are attempts left.
    :raises LeaseLostError: when another worker has taken it over.
    """
    delivery = _find(turn)
    if delivery is None:
        return
    answer, took = attempt(delivery, wire or lay_wire(), at=turn.clock())
    is_last = turn.attempt >= ATTEMPTS or answer.fault == Fault.GONE
    with turn.guard():
        endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
        if endpoint is not None:
            at = turn.clock()
            note(delivery, answer, took=took, at=at, is_last=is_last)
            _judge(endpoint, delivery, answer, at=at, is_last=is_last)
        if answer.is_good or is_last or endpoint is None:
            turn.finish()
            return
    raise TryAgainError(answer.fault or "")


def _find(turn: Turn) -> Delivery | None:
    """Find the delivery that TURN is about; without one that is to be made now, finish TURN.

    That of an endpoint which is not sent to waits until it is. Whoever lets it go on, or has it
    made again, holds the row of the endpoint: so they find this task over, and put another, or it
    is found here what they have written.
    """
    delivery = _read(turn)
    if delivery is None or not _is_due(delivery):
        with turn.guard():
            if delivery is not None:
                list(Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id))
                delivery = _read(turn)
            if delivery is None or not _is_due(delivery):
                turn.finish()
                return None
    return delivery


def _read(turn: Turn) -> Delivery | None:
    rows = Delivery.objects.select_related("endpoint")
    return rows.filter(pk=turn.payload["delivery"]).first()


def _is_due(delivery: Delivery) -> bool:
    return delivery.status == Status.PENDING and delivery.endpoint.is_active


def give_up(task: Task) -> None:
    """Give up the delivery that TASK is about: somebody dropped it, or its workers died."""
    rows = Delivery.objects.filter(pk=task.payload["delivery"], status=Status.PENDING)
    rows.update(status=Status.FAILED, settled_at=timezone.now())


def attempt(delivery: Delivery, wire: Wire, *, at: datetime) -> tuple[Answer, int]:
    """Send DELIVERY over WIRE, AT a moment; give what came of it, and its milliseconds."""
    begun = time.monotonic()
    headers = write_headers(delivery, at=at)
    url, body = delivery.endpoint.url, delivery.body.encode()
    answer = send(url, body, headers, wire=wire, at=begun)
    return answer, round((time.monotonic() - begun) * 1_000)


def note(delivery: Delivery, answer: Answer, *, took: int, at: datetime, is_last: bool) -> None:
    """Note that DELIVERY met with ANSWER, which TOOK milliseconds, AT a moment."""
    is_over = answer.is_good or is_last
    good, failed = Status.DELIVERED, Status.FAILED
    status = (good if answer.is_good else failed) if is_over else Status.PENDING
    Delivery.objects.filter(pk=delivery.pk).update(
        status=status,
        attempts=F("attempts") + 1,
        code=answer.code,
        fault=answer.fault or "",
        excerpt=answer.excerpt,
        duration=took,
        attempted_at=at,
        failing_since=None if answer.is_good else delivery.failing_since or at,
        settled_at=at if is_over else None,
    )
    transaction.on_commit(partial(count, answer, status), robust=True)


def _judge(
    endpoint: Endpoint, delivery: Delivery, answer: Answer, *, at: datetime, is_last: bool
) -> None:
    """Let ENDPOINT, whose row is locked, rest where ANSWER to DELIVERY says that it should.

    It has failed for as long as a delivery is tried when nothing was taken since its first attempt.
    """
    if answer.is_good:
        if endpoint.failing_since is not None:
            Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
        return
    if endpoint.failing_since is None:
        endpoint.failing_since = at
        endpoint.save(update_fields=["failing_since", "updated_at"])
    if not endpoint.is_active:
        return
    if answer.fault == Fault.GONE:
        stop(endpoint, Standing.DISABLED, Reason.GONE, at=at)
    elif is_last and endpoint.failing_since <= (delivery.failing_since or at):
        stop(endpoint, Standing.PAUSED, Reason.FAILING, at=at)
    else:
        return
    transaction.on_commit(partial(tell_stopped, endpoint), robust=True)
