"""Whoever wants messages sent again is told of each that is not, and why."""

from uuid import uuid4

import pytest
from django.utils import timezone

from backend.integrations.webhooks.endpoints import pause
from backend.integrations.webhooks.models import Delivery, Status
from tests.backend.integrations.webhooks.test_admin import DELIVERIES, URL, enter, say
from tests.backend.integrations.webhooks.working import build_endpoint
from tests.builders import build_product

pytestmark = pytest.mark.django_db


def test_what_is_not_sent_again_is_told_with_the_reason() -> None:
    product = build_product()
    endpoint = build_endpoint(URL, product=product).endpoint
    waiting, failed, quiet = (
        Delivery.objects.create(
            endpoint=endpoint,
            public_id=uuid4(),
            type="test.ping",
            body="{}",
            status=status,
            settled_at=over,
        )
        for status, over in ((Status.PENDING, None), *[(Status.FAILED, timezone.now())] * 2)
    )

    def send_again(*deliveries: Delivery) -> list[str]:
        keys = [each.pk for each in deliveries]
        asked = {"action": "send_again", "_selected_action": keys}
        return say(enter(product).post(DELIVERIES, asked))

    left, mixed = send_again(waiting), send_again(waiting, failed)
    pause(endpoint, at=timezone.now())
    paused = send_again(quiet)

    already = "Messages that are not sent twice, as they wait for their next attempt already: 1."
    again = "Messages that are sent again: 1."
    assert (left, mixed) == ([already], [again, already])
    assert paused == [again, "CRM gets nothing now: resume it, and what waits is sent."]
