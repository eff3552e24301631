"""Draws the secrets that messages are signed with, keeps them sealed, and signs with them.

Receivers check signatures by the Standard Webhooks specification, with one secret that they were
given. While one takes over from another both sign, so that nobody has to change over at a moment.
"""

import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from standardwebhooks import Webhook

from backend.access.sealing import seal, unseal
from backend.integrations.webhooks.models import Delivery, Endpoint

PREFIX: Final = "whsec_"
BYTES: Final = 32
OVERLAP: Final = timedelta(hours=24)  # for which the old secret signs beside the new one


def draw_secret(draw: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Draw a secret from what DRAW gives, as the specification writes one."""
    return PREFIX + b64encode(draw(BYTES)).decode()


def give_secret(endpoint: Endpoint) -> str:
    """Give ENDPOINT, which is not saved, its first secret; tell it, which nobody can again."""
    text = draw_secret()
    endpoint.secret = seal(text)
    return text


def rotate(endpoint: Endpoint, *, at: datetime) -> str:
    """Give ENDPOINT, which is not saved, another secret AT a moment; tell it.

    The one until now signs as well for a day; one from before that no longer.
    """
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, at + OVERLAP
    return give_secret(endpoint)


def write_headers(delivery: Delivery, *, at: datetime) -> dict[str, str]:
    """Write the headers that go with the body of DELIVERY when it is sent AT a moment."""
    signing = (Webhook(secret) for secret in _list_secrets(delivery.endpoint, at))
    signatures = [each.sign(delivery.message_id, at, delivery.body) for each in signing]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Tutti",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _list_secrets(endpoint: Endpoint, at: datetime) -> Iterator[str]:
    """List the secrets that sign for ENDPOINT AT a moment, the newest first."""
    yield unseal(endpoint.secret)
    if endpoint.old_secret_until is not None and at < endpoint.old_secret_until:
        yield unseal(endpoint.old_secret)
