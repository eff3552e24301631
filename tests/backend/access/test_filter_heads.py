"""Filters are headed by what they narrow by, in every language as it is said there."""

import pytest
from django.test import Client

from products.models import Feature
from tests.admin_pages import find_page, log_in
from tests.builders import build_feature, build_preference, build_stakeholder

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


@pytest.mark.parametrize(
    ("language", "head"),
    [("en", "Whether it is open"), ("de", "Ob es offen ist"), ("en", "Stage"), ("en", "Product")],
)
def test_a_filter_is_headed_by_what_it_narrows_by(
    browser: Client, language: str, head: str
) -> None:
    build_feature()
    build_feature()

    page = browser.get(
        find_page(Feature, "changelist"), headers={"accept-language": language}
    ).content.decode()

    assert f"<summary> {head} </summary>" in page
    assert ("<summary> By " in page, "<summary> Nach " in page) == (False, False)


def test_the_sign_of_a_stance_stands_before_its_number(browser: Client) -> None:
    feature = build_feature()
    build_preference(build_stakeholder(), feature)

    page = browser.get(find_page(Feature, "change", feature.pk)).content.decode()

    for sign in ("-2", "-1", "0", "+1", "+2"):
        assert f'<bdi dir="ltr">{sign}</bdi></th>' in page
