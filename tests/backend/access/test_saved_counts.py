"""The page of saved filters asks as often for many of them as for one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin_pages import log_in
from tests.backend.access.test_saved_filters import KEPT, keep
from tests.builders import build_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def test_the_page_of_what_is_kept_asks_as_often_for_many(browser: Client) -> None:
    counts = []
    for number in (1, 3):
        for place in range(number):
            query = f"product__id__exact={build_product().pk}&stage__exact=DISCOVERY"
            keep(browser, query, f"{number}-{place}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(KEPT)
        counts.append(len(queries))

    assert counts[0] == counts[1]
