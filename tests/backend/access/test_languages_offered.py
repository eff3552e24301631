"""Which pages offer the choice of a language: all that can be asked for at their address."""

from collections.abc import Callable

import pytest
from django.test import Client

from backend.integrations.webhooks.models import Endpoint
from products.models import Product
from tests.admin_pages import find_page, log_in
from tests.backend.access.people import come_by

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/?next=/admin/"


def find_offer(page: str) -> str:
    """Give where the choice of a language on PAGE leads, if there is one."""
    _before, _mark, offer = page.partition('<form class="languages"')
    return offer.partition('name="next" value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("browser", "page", "sent"),
    [
        (log_in, "/admin/products/product/add/", {"key": ""}),
        (log_in, "/admin/access/fileimport/import/", {"stages": "DISCOVER"}),
        (come_by, SIGN_IN, {"login": "ada", "password": "wrong"}),
    ],
    ids=["row", "import", "sign in"],
)
def test_a_form_that_is_to_be_corrected_still_offers_languages(
    browser: Callable[[], Client], page: str, sent: dict[str, str]
) -> None:
    answer = browser().post(page, sent)

    assert answer.status_code == 200
    assert find_offer(answer.content.decode()) == page
    assert Product.objects.count() == 0


def test_a_secret_that_is_shown_once_does_not_vanish_by_a_choice() -> None:
    browser = log_in()
    sent = {"name": "sink", "url": "https://hooks.example/", "kinds": ["score.changed"]}

    answer = browser.post(find_page(Endpoint, "add"), sent)

    assert "New secrets" in answer.content.decode()
    assert find_offer(answer.content.decode()) == ""
