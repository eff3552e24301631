"""The facets of the admin find what the FilterSets of the APIs find."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from products.admin.facets import Facet
from products.models import Feature
from stakeholders.feature_filters import FeatureFilterSet
from stakeholders.models import Group, Stakeholder
from tests.admin_pages import find_page, log_in
from tests.world import build_world

pytestmark = pytest.mark.django_db

FACETS = {
    str(facet.parameter_name): facet
    for facet in admin.site.get_model_admin(Feature).list_filter
    if isinstance(facet, type) and issubclass(facet, Facet)
}


@pytest.fixture(scope="module", autouse=True)
def _built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 -- makes the database
    """Build the world once: nothing here writes to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_world()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def browser() -> Client:
    return log_in()


def list_keys(browser: Client, query: str) -> set[str]:
    """Give the keys of the features that the admin lists for QUERY."""
    rows: QuerySet[Feature] = (
        browser.get(f"{find_page(Feature, 'changelist')}?{query}").context["cl"].queryset
    )
    return {row.key for row in rows}


def test_the_facets_of_features_are_filters_of_the_apis() -> None:
    assert list(FACETS) == [
        "open",
        "heard",
        "contested",
        "provisional",
        "has_champion",
        "backed_by__group",
        "objected_by__group",
    ]
    assert FACETS.keys() <= FeatureFilterSet.base_filters.keys()


@pytest.mark.parametrize("name", [name for name in FACETS if "group" not in name])
@pytest.mark.parametrize("value", ["true", "false"])
def test_yes_and_no_find_what_the_filter_set_finds(browser: Client, name: str, value: str) -> None:
    found = FeatureFilterSet({name: value}, queryset=Feature.objects.all()).qs

    assert list_keys(browser, f"{name}={value}") == {row.key for row in found}


def test_features_are_found_by_the_group_that_backs_them_or_objects(browser: Client) -> None:
    group = Group.objects.get(key="sales").public_id

    assert list_keys(browser, f"backed_by__group={group}") == {"offline"}
    assert list_keys(browser, f"objected_by__group={group}") == {"dark_mode", "sso"}


def test_a_duplicate_cannot_be_chosen_any_more(browser: Client) -> None:
    assert "double" not in list_keys(browser, "open=true")
    assert "double" in list_keys(browser, "open=false")


@pytest.mark.parametrize(
    "query", ["contested=perhaps", "backed_by__group=zzz", "backed_by__group=%00"]
)
def test_a_choice_that_is_none_is_ignored_or_lists_nothing(browser: Client, query: str) -> None:
    everything = {feature.key for feature in Feature.objects.all()}

    assert list_keys(browser, query) == (everything if "contested" in query else set())


def test_a_facet_offers_every_group_by_name(browser: Client) -> None:
    page = browser.get(find_page(Feature, "changelist")).context["cl"]
    (offered,) = [
        spec.lookup_choices
        for spec in page.filter_specs
        if getattr(spec, "parameter_name", "") == "backed_by__group"
    ]

    groups = Group.objects.order_by("name")
    assert offered == [(str(group.public_id), group.name) for group in groups]


def test_people_are_found_by_whether_they_have_a_voice(browser: Client) -> None:
    page = find_page(Stakeholder, "changelist")

    shown = browser.get(f"{page}?{QueryDict('active=false').urlencode()}").context["cl"]

    assert [row.name for row in shown.queryset] == ["gone"]
