"""`manage.py deliver` makes the deliveries that are due."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tests.backend.integrations.webhooks.receivers import HERE, receiving
from tests.backend.integrations.webhooks.working import build_endpoint
from tests.builders import build_team


@pytest.mark.django_db
def test_what_is_due_is_delivered(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = HERE
    out = StringIO()
    with receiving() as receiver:
        build_endpoint(receiver.url)
        build_team()
        call_command("deliver", "--until-empty", stdout=out)

    assert (out.getvalue(), len(receiver.messages)) == ("Attempts: 1\n", 1)
