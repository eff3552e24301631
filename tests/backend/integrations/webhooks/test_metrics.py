"""Operators see how endpoints are, and how much waits."""

import pytest
from django.utils import timezone

from backend.integrations.webhooks.endpoints import pause
from backend.integrations.webhooks.metrics import Readings
from tests.backend.integrations.webhooks.working import build_endpoint, work
from tests.builders import build_team

pytestmark = pytest.mark.django_db


def test_endpoints_and_what_waits_are_told() -> None:
    build_endpoint("http://127.0.0.1:9/")
    build_team()
    work()
    pause(build_endpoint("http://127.0.0.1:9/", name="Rests").endpoint, at=timezone.now())

    told = {
        (sample.name, sample.labels.get("standing")): sample.value
        for family in Readings().collect()
        for sample in family.samples
    }

    assert told == {
        ("tutti_webhook_endpoints", "active"): 1,
        ("tutti_webhook_endpoints", "paused"): 1,
        ("tutti_webhook_endpoints", "disabled"): 0,
        ("tutti_webhook_deliveries_pending", None): 1,
    }
