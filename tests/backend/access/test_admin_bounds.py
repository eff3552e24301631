"""Every page of the admin, whichever models there are, asks few queries and loads no long list."""

from collections.abc import Iterator

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    ForeignKeyRawIdWidget,
    RelatedFieldWidgetWrapper,
)
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.access.scopes import Role
from products.admin import paging, picking
from products.admin.paging import MOST_BESIDE, MOST_COUNTED
from products.models import Feature, Objective, Product
from stakeholders.models import Preference
from tests.admin_pages import find_page, log_in
from tests.admin_rows import fill, find_first
from tests.backend.access.two_products import become
from tests.builders import (
    build_feature,
    build_group,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20  # a page asks fewer
MOST_BEFORE_DELETING = (
    45  # one that lists what goes along asks each model for it, and for hidden rows
)
MODELS = tuple(admin.site._registry)  # noqa: SLF001 -- there is no public way to list the pages
EACH_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def list_pages(model: type[Model]) -> Iterator[str]:
    """Yield the addresses of all pages of MODEL, of which there is a row."""
    lists = find_page(model, "changelist")
    yield from (lists, f"{lists}?q=a%20b%20c", find_page(model, "add"))
    row = find_first(model)
    yield from (find_page(model, page, row.pk) for page in ("change", "delete", "history"))


def count_queries(browser: Client, page: str) -> int:
    """Tell how many queries PAGE costs, once everything else is warm."""
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        browser.get(page)
    return len(captured)


@pytest.mark.parametrize("is_administrator", [True, False], ids=["administrator", "curator"])
@EACH_MODEL
def test_every_page_asks_few_queries(model: type[Model], *, is_administrator: bool) -> None:
    fill(3)
    mine = Product.objects.order_by("pk")[0]
    browser = log_in() if is_administrator else become(mine, Role.CURATOR)

    asked = {page: count_queries(browser, page) for page in list_pages(model)}

    assert {
        page: number
        for page, number in asked.items()
        if number >= (MOST_BEFORE_DELETING if page.endswith("/delete/") else MOST_QUERIES)
    } == {}


@pytest.mark.parametrize("is_administrator", [True, False], ids=["administrator", "curator"])
def test_a_merge_is_shown_beforehand_with_few_queries(*, is_administrator: bool) -> None:
    product, person = build_product(), build_stakeholder()
    into, feature = (build_feature(product=product) for _ in range(2))
    for each in (into, feature):
        build_preference(person, each)
        each.objectives.add(build_objective(product=product))
    browser = log_in() if is_administrator else become(product, Role.CURATOR)

    page = f"{reverse('admin:feature_merge', args=[feature.pk])}?into={into.pk}"

    assert count_queries(browser, page) < MOST_QUERIES


@EACH_MODEL
def test_no_relation_is_chosen_from_a_box_of_all_rows(model: type[Model]) -> None:
    fill(1)
    request = RequestFactory().get("/")
    request.user = User.objects.create(username="above", is_superuser=True)
    page = admin.site.get_model_admin(model)
    if not page.has_add_permission(request) and not page.has_change_permission(request):
        return  # nothing is chosen there
    beside = page.get_inline_instances(request, find_first(model))
    forms_shown = [page.get_form(request), *(part.get_formset(request).form for part in beside)]

    boxes = [
        name
        for form in forms_shown
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ModelChoiceField) and not is_searched(field.widget)
        if name not in {"DELETE", "id"}
    ]

    assert boxes == []


def is_searched(widget: forms.Widget) -> bool:
    """Tell whether WIDGET searches for rows, or shows none."""
    inner = widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
    return inner.is_hidden or isinstance(inner, AutocompleteMixin | ForeignKeyRawIdWidget)


def test_a_long_list_is_counted_no_further_than_anybody_turns_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 3)
    person = build_stakeholder()
    for _ in range(5):
        build_preference(person, build_feature())
    browser = log_in()

    with CaptureQueriesContext(connection) as captured:
        shown = browser.get(find_page(Preference, "changelist")).content.decode()

    assert "3 preferences or more" in shown
    assert "3 results or more" in shown
    assert not [each["sql"] for each in captured if "COUNT(" in each["sql"].upper()]


def test_an_action_on_all_of_a_list_is_refused_where_nobody_counted_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 3)
    for key in ("one", "two", "three"):
        build_objective(key)
    first = Objective.objects.order_by("pk")[0]
    sent = {"action": "delete_selected", "_selected_action": [str(first.pk)], "post": "yes"}

    answer = log_in().post(
        find_page(Objective, "changelist"), sent | {"select_across": "1"}, follow=True
    )

    assert "too many to act on at once" in answer.content.decode()
    assert Objective.objects.count() == 3


def test_a_list_is_searched_by_what_its_rows_hang_on() -> None:
    radar, other = build_feature("radar", "Conflict radar"), build_feature("other")
    olga, grace = build_stakeholder("Olga"), build_stakeholder("Grace")
    wanted = build_preference(olga, radar)
    build_preference(olga, other)
    build_preference(grace, radar)

    page = log_in().get(find_page(Preference, "changelist") + "?q=olga+'conflict+radar'")

    assert list(page.context["cl"].queryset) == [wanted]


def test_a_filter_by_many_rows_is_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MOST_LISTED", 2)
    wanted, *others = [build_feature(product=build_product()) for _ in range(3)]
    address = f"{find_page(Feature, 'changelist')}?product__id__exact={wanted.product_id}&q=feat"

    shown = log_in().get(address)

    text = shown.content.decode()
    assert list(shown.context["cl"].queryset) == [wanted]
    assert 'name="product__id__exact"' in text
    assert 'data-field-name="product"' in text
    assert '<input type="hidden" name="q" value="feat">' in text
    assert f'<option value="{wanted.product_id}" selected>' in text
    assert f'<option value="{others[0].product_id}"' not in text


def test_a_facet_by_many_rows_takes_the_row_that_was_searched_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picking, "MOST_LISTED", 2)
    build_group()
    backed, person = build_feature("backed"), build_stakeholder()
    build_feature("silent")
    for each in range(12):
        build_preference(build_stakeholder(f"p{each}", team=person.team), backed)
    lists = find_page(Feature, "changelist")
    browser = log_in()

    found = browser.get(f"{lists}?backed_by__group={person.team_id}").context["cl"].queryset
    named = person.team
    assert named is not None
    same = browser.get(f"{lists}?backed_by__group={named.public_id}").context["cl"].queryset
    none = browser.get(f"{lists}?backed_by__group=0").context["cl"].queryset

    assert (list(found), list(same), list(none)) == ([backed], [backed], [])


def test_rows_beside_another_are_no_more_than_a_page_shows_well() -> None:
    product = build_product()
    for number in range(MOST_BESIDE + 2):
        build_objective(f"objective-{number}", product=product)

    shown = log_in().get(find_page(Product, "change", product.pk)).content.decode()

    assert f'name="objectives-{MOST_BESIDE - 1}-title"' in shown
    assert f'name="objectives-{MOST_BESIDE}-title"' not in shown
    assert "There are more than are shown here" in shown
    assert MOST_COUNTED == 1_000


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_before_a_login_is_deleted_brings_its_own_transaction() -> None:
    browser = log_in()
    ada = User.objects.create(username="ada")

    assert browser.get(find_page(User, "delete", ada.pk)).status_code == 200
