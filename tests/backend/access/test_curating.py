"""What is looked after follows from scopes: all that a curator may, in the product of the row."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser, User
from django.test import override_settings

from backend.access.callers import Caller
from backend.access.curating import (
    find_curator,
    find_held,
    follow,
    is_many,
    may,
    may_pick,
    show,
)
from backend.access.models import RoleGrant
from backend.access.scopes import EVERY_SCOPE, SCOPES, Role, Scope
from products.looking import looking, shown
from products.models import Feature, Product
from stakeholders.models import Group, Stakeholder
from tests.admin_pages import find_page
from tests.backend.access.two_products import become
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

ABOVE = Caller(key="user:1", name="ada", everywhere=EVERY_SCOPE)


def call(**products: frozenset[Scope]) -> Caller:
    """Describe somebody who has scopes in PRODUCTS, by key."""
    keys = dict(Product.objects.values_list("key", "pk"))
    held = {keys[name]: scopes for name, scopes in products.items()}
    return Caller(key="user:1", name="ada", products=held)


def test_a_curator_reads_all_that_the_admin_shows() -> None:
    assert SCOPES[Role.CURATOR] >= {Scope.READ_PEOPLE, Scope.READ_COMMERCIAL}


@pytest.mark.django_db
@pytest.mark.parametrize("missing", sorted(SCOPES[Role.CURATOR]))
def test_whoever_lacks_any_of_a_curators_scopes_is_shown_nothing(missing: Scope) -> None:
    feature = build_feature(product=build_product("lighthouse"))
    build_team()
    caller = call(lighthouse=SCOPES[Role.CURATOR] - {missing})

    assert not show(Feature.objects.all(), caller).exists()
    assert not show(Group.objects.all(), caller).exists()
    assert not may(caller, "change", Feature, feature)


@pytest.mark.django_db
def test_rows_are_of_the_products_that_are_curated() -> None:
    mine = build_feature(product=build_product("lighthouse"))
    other = build_feature(product=build_product("pier"))
    caller = call(lighthouse=SCOPES[Role.CURATOR], pier=SCOPES[Role.VIEWER])

    assert list(show(Feature.objects.all(), caller)) == [mine]
    assert [may(caller, "change", Feature, row) for row in (mine, other, None)] == [
        True,
        False,
        True,
    ]


@pytest.mark.django_db
def test_what_nobody_has_thought_about_is_for_administrators() -> None:
    build_product("lighthouse")
    caller = call(lighthouse=SCOPES[Role.OWNER])
    LogEntry.objects.create(user=User.objects.create(username="ada"), action_flag=1)

    assert [may(who, "view", LogEntry) for who in (caller, ABOVE)] == [False, True]
    assert [show(LogEntry.objects.all(), who).count() for who in (caller, ABOVE)] == [0, 1]


@pytest.mark.django_db
def test_owners_choose_among_logins_and_read_none() -> None:
    build_product("lighthouse")
    people = [call(lighthouse=SCOPES[role]) for role in (Role.CURATOR, Role.OWNER)]

    assert [may_pick(caller, User) for caller in people] == [False, True]
    assert [may(caller, "view", User) for caller in people] == [False, False]


@pytest.mark.django_db
def test_public_reading_makes_nobody_a_curator() -> None:
    user = User.objects.create(username="ada")
    RoleGrant.objects.create(user=user, product=build_product(), role=Role.CONTRIBUTOR)

    with override_settings(PUBLIC_READ=True):
        people = [find_curator(user), find_curator(AnonymousUser())]

    assert [find_held(caller, Role.CURATOR) for caller in people] == [frozenset(), frozenset()]


@pytest.mark.django_db
def test_nothing_is_shown_until_it_is_known_who_looks() -> None:
    product = build_product()

    before = list(shown(Product.objects.all()))
    with looking(lambda rows: rows):
        meanwhile = list(shown(Product.objects.all()))
    after = list(shown(Product.objects.all()))

    assert (before, meanwhile, after) == ([], [product], [])


@pytest.mark.django_db
def test_what_is_counted_beside_a_person_is_what_is_looked_after() -> None:
    mine, other = build_product("lighthouse"), build_product("pier")
    person = build_stakeholder()
    for product in (mine, other, other):
        build_preference(person, build_feature(product=product))

    told = [
        browser.get(find_page(Stakeholder, "change", person.pk)).content.decode()
        for browser in (become(mine, Role.CURATOR), become(above=True))
    ]

    counts = [re.findall(r">(\d+) (preferences?|preference events?)<", text) for text in told]
    assert counts == [
        [("1", "preference"), ("1", "preference event")],
        [("3", "preferences"), ("3", "preference events")],
    ]


@pytest.mark.django_db
def test_products_are_found_along_every_path() -> None:
    feature, team = build_feature(product=build_product("lighthouse")), build_team()
    both = [feature.product, build_product("pier")]
    team.products.set(both)
    keys = {product.pk for product in both}

    found = [
        follow(feature, "product"),
        follow(feature, "product__pk"),
        follow(team, "products"),
        follow(Group(), "products"),
    ]

    assert found == [{feature.product_id}, {feature.product_id}, keys, set()]
    assert [is_many(Group, "products"), is_many(Feature, "product")] == [True, False]
