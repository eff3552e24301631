"""Endpoints, and workers that tell them what has happened, for the tests."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from standardwebhooks import Webhook

from backend.access.issuing import SHELL
from backend.integrations.webhooks.endpoints import Added, Order, add
from backend.integrations.webhooks.tasks import DELIVER, DISPATCH
from backend.queue.working import work_off
from products.models import Product
from tests.backend.integrations.webhooks.receivers import Message


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=timezone.now)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def move(self, time: timedelta) -> None:
        """Let TIME go by."""
        self.now += time


def build_endpoint(
    url: str, *, product: Product | None = None, types: tuple[str, ...] = (), name: str = "CRM"
) -> Added:
    """Add an endpoint at URL, told of PRODUCT or of all."""
    key = product.pk if product else None
    return add(Order(name=name, url=url, product=key, types=types), by=SHELL)


def work(clock: Clock | None = None) -> Clock:
    """Tell endpoints of all that has happened, and make all deliveries that are due by CLOCK."""
    clock = clock or Clock()
    clock.move(timedelta(seconds=2))
    work_off([DISPATCH], until_empty=True, clock=clock)
    work_off([DELIVER], until_empty=True, clock=clock)
    return clock


def open_message(message: Message, secret: str) -> dict[str, Any]:
    """Read MESSAGE as a receiver does, who checks by SECRET that it is from here.

    :raises WebhookVerificationError: when it is not.
    """
    told: dict[str, Any] = Webhook(secret).verify(message.body, message.headers)
    assert json.loads(message.body) == told
    return told
