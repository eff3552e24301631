"""Sends a message that is only a test, at once."""

from datetime import datetime

from django.db import transaction

from backend.integrations.webhooks.delivering import attempt, lay_wire, note
from backend.integrations.webhooks.messages import PING, write_message
from backend.integrations.webhooks.models import Delivery, Endpoint
from backend.integrations.webhooks.sending import Wire


def ping(endpoint: Endpoint, *, at: datetime, wire: Wire | None = None) -> Delivery:
    """Send a test to ENDPOINT, paused or not, and give what became of it AT that moment.

    It is tried once, and stands in the log; whether the endpoint is sent to does not hang on it.
    """
    body = write_message(PING, {"endpoint": str(endpoint.public_id)}, at=at)
    delivery = Delivery(endpoint=endpoint, type=PING, body=body)
    answer, took = attempt(delivery, wire or lay_wire(), at=at)
    with transaction.atomic():
        delivery.save()
        note(delivery, answer, took=took, at=at, is_last=True)
    delivery.refresh_from_db()
    return delivery
