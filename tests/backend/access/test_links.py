"""Links go out by mail where that works, and are never lost where it does not."""

import pytest
from pytest_django.fixtures import Settings

from backend.access.models import Invitation
from tests.admin_pages import find_page, log_in, send
from tests.builders import build_product

pytestmark = pytest.mark.django_db


def test_a_mail_server_that_fails_takes_no_link_away(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nobody listens
    product = build_product("p")
    page = find_page(Invitation, "add")

    shown = send(log_in(), page, email="ada@house.example", role="VIEWER", products=[product.pk])

    assert '<code id="link">' in shown.text
    assert "could not be mailed" in caplog.text
