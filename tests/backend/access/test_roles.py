"""Owners give roles in their products; no product and no workspace loses its last head."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client

from backend.access.models import RoleGrant
from backend.access.roles import LastOwnerError, give_role, may_curate, withdraw_roles
from backend.access.scopes import Role
from products.models import Product
from tests.admin_pages import delete, delete_listed, edit, find_page, post, send
from tests.backend.access.two_products import become
from tests.builders import build_product

PICK = "/admin/autocomplete/"
pytestmark = pytest.mark.django_db


def build_user(name: str, product: Product | None = None, role: Role = Role.VIEWER) -> User:
    """Build the login NAME, with ROLE in PRODUCT if one is given."""
    user = User.objects.create(username=name)
    if product is not None:
        RoleGrant.objects.create(user=user, product=product, role=role)
    return user


def find_roles(user: User) -> dict[str, str]:
    """Tell what USER is, by the key of the product."""
    return dict(user.role_grants.values_list("product__key", "role"))


def owner_of(product: Product) -> Client:
    """Sign in an owner of PRODUCT."""
    return become(product, Role.OWNER)


@pytest.mark.parametrize(
    ("role", "enters"),
    [
        (Role.VIEWER, False),
        (Role.CONTRIBUTOR, False),
        (Role.CURATOR, True),
        (Role.OWNER, True),
    ],
)
def test_curators_and_those_above_enter_the_admin(role: Role, *, enters: bool) -> None:
    user = build_user("ada", build_product(), role)

    assert may_curate(user) is enters


def test_administrators_enter_and_those_who_are_shut_out_or_unknown_do_not() -> None:
    above = User.objects.create(username="ada", is_superuser=True)
    gone = User.objects.create(username="bob", is_superuser=True, is_active=False)
    marked = User.objects.create(username="cyd", is_staff=True)

    asked = [may_curate(user) for user in (above, gone, marked, AnonymousUser())]

    assert asked == [True, False, False, False]


def test_an_owner_gives_and_changes_a_role() -> None:
    product, user = build_product("lighthouse"), build_user("ada")
    browser = owner_of(product)
    told = {"user": user.pk, "product": product.pk, "role": "CURATOR"}

    given = send(browser, find_page(RoleGrant, "add"), **told)
    grant = RoleGrant.objects.get(user=user)
    changed = edit(browser, grant, role="OWNER")

    assert (given.complaints, changed.complaints) == ([], [])
    assert find_roles(user) == {"lighthouse": "OWNER"}


def test_an_owner_finds_logins_by_their_names_alone() -> None:
    product = build_product()
    User.objects.create(username="ada", email="x@secret.example", first_name="Augusta")
    where = {"app_label": "access", "model_name": "rolegrant", "field_name": "user"}
    browsers = [owner_of(product), become(above=True)]

    found = [
        [row["text"] for row in browser.get(PICK, where | {"term": term}).json()["results"]]
        for browser in browsers
        for term in ("secret", "augusta", "ada")
    ]

    assert found == [[], [], ["ada"], ["ada"], ["ada"], ["ada"]]


def test_an_owner_gives_no_role_where_they_are_only_a_curator() -> None:
    product, other, user = build_product(), build_product(), build_user("ada")
    browser = owner_of(product)
    me = User.objects.latest("pk")
    RoleGrant.objects.create(user=me, product=other, role=Role.CURATOR)

    answers = [
        send(browser, find_page(RoleGrant, "add"), user=whom.pk, product=other.pk, role="OWNER")
        for whom in (me, user)
    ]

    assert [len(answer.complaints) for answer in answers] == [1, 1]
    assert find_roles(me)[other.key] == "CURATOR"
    assert find_roles(user) == {}


def test_a_curator_raises_nobody() -> None:
    product = build_product()
    browser = become(product, Role.CURATOR)
    grant = RoleGrant.objects.get()

    codes = [
        browser.post(find_page(RoleGrant, "add"), {}).status_code,
        browser.post(find_page(RoleGrant, "change", grant.pk), {"role": "OWNER"}).status_code,
        browser.get(find_page(RoleGrant, "changelist")).status_code,
    ]

    assert codes == [403, 403, 403]
    assert RoleGrant.objects.get().role == Role.CURATOR


def test_an_owner_makes_nobody_an_administrator() -> None:
    product = build_product()
    browser = owner_of(product)
    me = User.objects.get()

    answer = post(browser, find_page(User, "change", me.pk), {"is_superuser": "on"})

    assert answer.code == 403
    assert not User.objects.get().is_superuser


def test_the_last_owner_is_kept_whoever_asks() -> None:
    product = build_product()
    browsers = [owner_of(product), become(above=True)]
    grant = RoleGrant.objects.get()

    told = [
        answer.text
        for browser in browsers
        for answer in (
            edit(browser, grant, role="VIEWER"),
            delete(browser, grant),
            delete_listed(browser, grant),
        )
    ]

    assert [text for text in told if "would have no owner" not in text] == []
    assert RoleGrant.objects.get().role == Role.OWNER


def test_one_of_two_owners_may_go_and_not_both() -> None:
    product = build_product()
    ada, bob = (build_user(name, product, Role.OWNER) for name in ("ada", "bob"))
    grants = list(RoleGrant.objects.all())

    with pytest.raises(LastOwnerError):
        withdraw_roles(grants)
    withdraw_roles(grants[:1])
    with pytest.raises(LastOwnerError):
        give_role(bob, product, Role.CURATOR)

    assert (find_roles(ada), find_roles(bob)) == ({}, {product.key: "OWNER"})


def test_a_role_may_go_where_nobody_owns_anything() -> None:
    build_user("ada", build_product(), Role.CURATOR)

    withdraw_roles(list(RoleGrant.objects.all()))

    assert not RoleGrant.objects.exists()


@pytest.mark.parametrize("edits", [{"is_superuser": []}, {"is_active": []}])
def test_the_last_administrator_stays_one(edits: dict[str, list[str]]) -> None:
    browser = become(above=True)
    me = User.objects.get()
    shut = User.objects.create(username="bob", is_superuser=True, is_active=False)

    answers = [edit(browser, me, **edits), delete(browser, me), delete_listed(browser, me, shut)]

    assert all("The last administrator stays one" in answer.text for answer in answers)
    assert User.objects.filter(is_superuser=True, is_active=True).get() == me


def test_one_of_two_administrators_may_go() -> None:
    browser = become(above=True)
    other = User.objects.create(username="bob", is_superuser=True)

    assert edit(browser, other, is_superuser=[]).complaints == []
    assert not User.objects.get(username="bob").is_superuser


@pytest.mark.django_db(transaction=True)  # as a request has it: what is locked outside of one fails
def test_the_pages_for_deleting_a_login_are_shown_and_delete_outside_of_a_transaction() -> None:
    browser = become(above=True)
    me = User.objects.get()
    ada, bob = (build_user(name) for name in ("ada", "bob"))

    shown = browser.get(find_page(User, "delete", me.pk))
    listed = delete_listed(browser, me, ada)
    delete(browser, ada)
    delete_listed(browser, bob)

    assert (shown.status_code, listed.code) == (200, 200)
    assert "The last administrator stays one" in shown.content.decode()
    assert "The last administrator stays one" in listed.text
    assert list(User.objects.all()) == [me]


def test_an_owner_who_was_shut_out_is_none() -> None:
    product = build_product(name="Lighthouse")
    ada = build_user("ada", product, Role.OWNER)
    gone = build_user("bob", product, Role.OWNER)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    with pytest.raises(LastOwnerError, match="Lighthouse"):
        withdraw_roles(list(RoleGrant.objects.filter(user=ada)))

    withdraw_roles(list(RoleGrant.objects.filter(user=gone)))
    assert find_roles(ada) == {product.key: "OWNER"}


def test_a_login_that_alone_owns_a_product_is_not_shut_out() -> None:
    browser = become(above=True)
    owner = build_user("ada", build_product(name="Lighthouse"), Role.OWNER)

    answer = edit(browser, owner, is_active=[])

    assert answer.complaints == ["Lighthouse would have no owner: make somebody else one first."]
    assert User.objects.get(pk=owner.pk).is_active


def test_a_login_that_alone_owns_a_product_is_kept() -> None:
    browser = become(above=True)
    owner = build_user("ada", build_product(name="Lighthouse"), Role.OWNER)

    answer = delete(browser, owner)

    assert "Lighthouse would have no owner" in answer.text
    assert User.objects.filter(pk=owner.pk).exists()
