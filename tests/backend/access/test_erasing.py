"""Whoever erases somebody closes their login: nobody closes one that is above them."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from backend.access.callers import Caller
from backend.access.erasing import erase_people
from backend.access.issuing import SHELL
from backend.access.models import RoleGrant
from backend.access.roles import LastHeadError
from backend.access.scopes import Role, Scope
from products.models import Product
from stakeholders.models import Stakeholder
from tests.admin_pages import delete, delete_listed, edit
from tests.backend.access.two_products import become
from tests.builders import build_product, build_stakeholder

pytestmark = pytest.mark.django_db

TOKEN = Caller(key="token:t", name="t", everywhere=frozenset({Scope.WRITE_CATALOGUE}))
INVALID = "Select a valid choice. That choice is not one of the available choices."


def build_person(
    product: Product | None = None, role: Role = Role.VIEWER, *, above: bool = False
) -> Stakeholder:
    """Build somebody whose login has ROLE in PRODUCT, if in any, or stands ABOVE all."""
    person = build_stakeholder()
    person.login = User.objects.create(username="ada", is_superuser=above)
    person.save()
    if product is not None:
        RoleGrant.objects.create(user=person.login, product=product, role=role)
    return person


@pytest.mark.parametrize("above", [True, False])
def test_a_token_erases_nobody_who_has_a_role(above: bool) -> None:  # noqa: FBT001 -- a parameter
    person = build_person(None if above else build_product(), above=above)
    User.objects.create(username="bob", is_superuser=True)

    with pytest.raises(PermissionDenied):
        erase_people([person.pk], by=TOKEN, actor="t")

    assert Stakeholder.objects.get().login == User.objects.get(username="ada", is_active=True)


def test_a_token_erases_somebody_whose_login_has_no_role() -> None:
    person = build_person()

    assert erase_people([person.pk], by=TOKEN, actor="t") == 1

    assert not User.objects.get().is_active


@pytest.mark.parametrize("above", [True, False])
def test_nobody_erases_the_last_who_owns_or_administers(above: bool) -> None:  # noqa: FBT001 -- a parameter
    person = build_person(None if above else build_product(), Role.OWNER, above=above)

    with pytest.raises(LastHeadError):
        erase_people([person.pk], by=SHELL, actor="shell")

    assert Stakeholder.objects.exists()
    successor = User.objects.create(username="bob", is_superuser=above)
    for grant in RoleGrant.objects.all():
        RoleGrant.objects.create(user=successor, product=grant.product, role=Role.OWNER)
    assert erase_people([person.pk], by=SHELL, actor="shell") == 1


def test_the_admin_says_who_is_the_last() -> None:
    person = build_person(build_product(name="Lighthouse"), Role.OWNER)
    browser = become(above=True)

    told = [delete(browser, person).text, delete_listed(browser, person).text]

    assert ["Lighthouse would have no owner" in text for text in told] == [True, True]
    assert Stakeholder.objects.exists()


@pytest.mark.parametrize("above", [True, False])
def test_an_owner_links_nobody_to_a_login_that_is_above_them(above: bool) -> None:  # noqa: FBT001 -- a parameter
    mine, other, person = build_product(), build_product(), build_stakeholder()
    login = User.objects.create(username="ada", is_superuser=above)
    RoleGrant.objects.create(user=login, product=other)

    answer = edit(become(mine, Role.OWNER), person, login=login.pk)

    assert answer.complaints == [INVALID]
    assert Stakeholder.objects.get().login is None
    assert edit(become(above=True), person, login=login.pk).complaints == []


def test_an_owner_links_somebody_to_a_login_of_their_product() -> None:
    mine, person = build_product(), build_stakeholder()
    login = User.objects.create(username="ada")
    RoleGrant.objects.create(user=login, product=mine)

    assert edit(become(mine, Role.OWNER), person, login=login.pk).complaints == []

    assert Stakeholder.objects.get().login == login


def test_an_owner_edits_somebody_who_is_above_them_and_leaves_their_login() -> None:
    mine, person = build_product(), build_person(above=True)

    answer = edit(become(mine, Role.OWNER), person, title="Countess", login="")

    assert answer.complaints == []
    assert Stakeholder.objects.get().title == "Countess"
    assert Stakeholder.objects.get().login == person.login
