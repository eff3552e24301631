"""Receivers on this machine may be reached."""

import pytest
from pytest_django.fixtures import Settings

from tests.backend.integrations.webhooks.receivers import HERE


@pytest.fixture(autouse=True)
def _this_machine_is_allowed(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = HERE
