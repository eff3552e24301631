"""The address of a page for a new row may fill it in, and cannot break it."""

import pytest
from django.db.models import Model

from products.models import Decision, Insight
from stakeholders.models import Champion, Preference
from tests.admin_pages import find_page, log_in
from tests.builders import build_feature

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["x", "9" * 30, "-1", "", "٣"])
@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Decision, "feature"),
        (Champion, "feature"),
        (Preference, "feature"),
        (Insight, "features"),
    ],
)
def test_what_is_no_row_is_left_out(model: type[Model], field: str, value: str) -> None:
    page = log_in().get(f"{find_page(model, 'add')}?{field}={value}")

    assert page.status_code == 200


def test_a_row_that_is_there_is_filled_in() -> None:
    feature = build_feature("Conflict radar")

    page = log_in().get(f"{find_page(Decision, 'add')}?feature={feature.pk}")

    assert f'<option value="{feature.pk}" selected>Conflict radar</option>' in page.content.decode()
