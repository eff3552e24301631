"""Rows are narrowed by what callers may, and what nobody thought about is seen by nobody."""

import pytest
from django.contrib.auth.models import User

from backend.access.callers import Caller
from backend.access.scopes import EVERY_SCOPE, SCOPES, Role, Scope
from backend.access.sight import may, see
from backend.access.smallness import hides_counts, is_small
from products.models import Feature, Product
from stakeholders.models import Stakeholder
from tests.builders import build_feature, build_stakeholder

pytestmark = pytest.mark.django_db

ADMINISTRATOR = Caller(key="user:1", name="root", everywhere=EVERY_SCOPE)


def test_rows_without_a_rule_are_shown_to_nobody() -> None:
    with pytest.raises(KeyError):
        see(User.objects.all(), ADMINISTRATOR)


def test_a_role_shows_the_rows_of_its_product() -> None:
    mine, other = build_feature(), build_feature()
    caller = Caller(key="user:2", name="a", products={mine.product_id: SCOPES[Role.VIEWER]})

    assert [set(see(model.objects.all(), caller)) for model in (Feature, Product)] == [
        {mine},
        {mine.product},
    ]
    assert [may(caller, Scope.READ_ALIGNMENT, row) for row in (mine, other)] == [True, False]


@pytest.mark.parametrize(
    ("scope", "brings"),
    [
        (Scope.READ_PEOPLE, True),
        (Scope.READ_COMMERCIAL, True),
        (Scope.WRITE_CATALOGUE, True),
        (Scope.WRITE_PREFERENCES, False),
        (Scope.ADMIN_WEBHOOKS, False),
    ],
)
def test_some_scopes_bring_sight_of_the_catalogue(scope: Scope, *, brings: bool) -> None:
    feature = build_feature()
    caller = Caller(key="token:1", name="t", products={feature.product_id: frozenset({scope})})

    assert see(Feature.objects.all(), caller).exists() == brings
    assert caller.may(Scope.READ_ALIGNMENT, feature.product_id) == brings


def test_people_are_seen_by_who_may_read_of_people_anywhere() -> None:
    build_stakeholder()
    feature = build_feature()
    roles = {role: {feature.product_id: SCOPES[role]} for role in Role}

    found = {
        role: see(Stakeholder.objects.all(), Caller(key="u", name="u", products=where)).exists()
        for role, where in roles.items()
    }

    assert found == {
        Role.VIEWER: False,
        Role.CONTRIBUTOR: False,
        Role.CURATOR: True,
        Role.OWNER: True,
    }


def test_who_may_read_of_people_is_shown_counts_of_any_group() -> None:
    feature = build_feature()
    where = {feature.product_id: SCOPES[Role.VIEWER]}

    assert hides_counts(feature, Caller(key="u", name="u", products=where))
    assert not hides_counts(feature, ADMINISTRATOR)
    assert [is_small({"voices": number}) for number in (2, 3)] == [True, False]


def test_callers_who_see_the_same_are_told_apart_by_nothing_else() -> None:
    one = Caller(key="user:1", name="a", products={1: SCOPES[Role.VIEWER], 2: frozenset()})
    two = Caller(key="user:2", name="b", products={1: SCOPES[Role.VIEWER]})

    assert one.sight == two.sight
    assert one.sight != ADMINISTRATOR.sight
