"""Messages are signed so that standard receivers know them, also while secrets change over."""

from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from backend.integrations.webhooks.endpoints import rotate_secret
from backend.integrations.webhooks.models import Endpoint
from backend.integrations.webhooks.signing import draw_secret
from backend.integrations.webhooks.testing import ping
from backend.integrations.webhooks.tidying import clear
from tests.backend.integrations.webhooks.receivers import Message, receiving
from tests.backend.integrations.webhooks.working import build_endpoint, open_message

pytestmark = pytest.mark.django_db


def test_a_secret_is_written_as_the_specification_says() -> None:
    assert draw_secret(lambda size: b"\0" * size) == f"whsec_{'A' * 43}="


def test_a_secret_is_kept_sealed() -> None:
    added = build_endpoint("http://127.0.0.1:9/")
    row = Endpoint.objects.values().get()

    assert added.secret.startswith("whsec_")
    assert not [value for value in row.values() if added.secret[6:] in str(value)]


def receive_both(later: timedelta) -> tuple[str, str, Message]:
    """Rotate a secret, and send LATER; give the old secret, the new one, and the message."""
    with receiving() as receiver:
        added = build_endpoint(receiver.url)
        rotated = rotate_secret(added.endpoint, at=timezone.now() - later)
        ping(rotated.endpoint, at=timezone.now())
    return added.secret, rotated.secret, receiver.messages[0]


def test_both_secrets_sign_after_a_rotation() -> None:
    old, new, message = receive_both(timedelta(hours=23))

    assert open_message(message, old) == open_message(message, new)
    assert len(message.headers["webhook-signature"].split(" ")) == 2


def test_after_a_day_the_new_secret_signs_alone() -> None:
    old, new, message = receive_both(timedelta(hours=25))

    open_message(message, new)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(message.body, message.headers)


def test_a_secret_that_signs_no_more_is_forgotten() -> None:
    added = build_endpoint("http://127.0.0.1:9/")
    rotate_secret(added.endpoint, at=timezone.now())

    clear(at=timezone.now() + timedelta(hours=23))
    kept = Endpoint.objects.get().old_secret
    clear(at=timezone.now() + timedelta(hours=25))

    assert (bool(kept), Endpoint.objects.get().old_secret) == (True, "")


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_what_was_changed_on_the_way_is_refused(name: str) -> None:
    with receiving() as receiver:
        added = build_endpoint(receiver.url)
        ping(added.endpoint, at=timezone.now())
    (message,) = receiver.messages
    forged = message.headers | {name: message.headers[name][:-1] + "0"}
    if forged == message.headers:
        forged[name] = forged[name][:-1] + "1"

    with pytest.raises(WebhookVerificationError):
        Webhook(added.secret).verify(message.body, forged)
