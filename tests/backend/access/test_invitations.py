"""Invitations by link, the whole way; each is good once, and says plainly when it is not."""

from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.access.invitations import InvitationError, Invited, accept, invite
from backend.access.models import AuditEntry, Invitation, RoleGrant
from backend.access.scopes import Role
from products.models import Product
from tests.admin_pages import find_page, log_in, send
from tests.backend.access.people import PASSWORD, build_login, come_by, find_user, lead, sign_in
from tests.builders import build_product

pytestmark = pytest.mark.django_db

HERE = "/accounts/invitation/"
FORM = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD}


def invite_ada(*products: Product, role: Role | None = Role.CURATOR, days_ago: int = 0) -> Invited:
    """Invite Ada to be ROLE in PRODUCTS, some days ago."""
    at = timezone.now() - timedelta(days=days_ago)
    return invite("ada@house.example", role=role, products=products, actor="grace", at=at)


def open_link(browser: Client, secret: str) -> Any:  # noqa: ANN401 -- the test client's own class
    """Open the link with SECRET, as a browser follows it."""
    return browser.get(f"{HERE}{secret}/", follow=True)


def find_roles(username: str) -> dict[str, str]:
    """Give the roles of USERNAME by the key of the product."""
    grants = RoleGrant.objects.filter(user__username=username)
    return dict(grants.values_list("product__key", "role"))


def test_opening_the_link_lets_one_choose_a_login_that_has_the_roles() -> None:
    first, second = build_product("p"), build_product("q")
    invited = invite_ada(first, second)
    browser = come_by()

    shown = open_link(browser, invited.secret)
    answer = browser.post(HERE, FORM)

    assert "grace invites ada@house.example" in shown.content.decode()
    assert (lead(answer), find_user(browser)) == ("/accounts/", "ada")
    assert find_roles("ada") == {"p": "CURATOR", "q": "CURATOR"}
    assert list(User.objects.values_list("email", "is_superuser")) == [("ada@house.example", False)]
    assert EmailAddress.objects.filter(verified=True).count() == 0


def test_the_log_names_who_has_accepted() -> None:
    invited = invite_ada(build_product())
    browser = come_by()
    open_link(browser, invited.secret)
    last = AuditEntry.objects.latest("pk").pk

    browser.post(HERE, FORM)

    told = AuditEntry.objects.filter(pk__gt=last)
    ada = f"user:{User.objects.get(username='ada').pk}"
    actors = {each.noun.partition(".")[2]: each.actor for each in told}
    assert (actors["invitation"], actors["rolegrant"]) == (ada, ada)
    assert {each.interface for each in told} == {"WEB"}


def test_the_secret_does_not_stay_in_the_address_nor_in_the_database() -> None:
    invited = invite_ada(build_product())

    shown = open_link(come_by(), invited.secret)

    assert shown.redirect_chain == [(HERE, HTTPStatus.FOUND)]
    kept = Invitation.objects.values_list("digest", flat=True)
    assert list(kept) == [sha256(invited.secret.encode()).hexdigest()]
    assert len(invited.secret) == 43  # 32 random bytes


def test_a_workspace_administrator_can_be_invited() -> None:
    invited = invite_ada(role=None)
    browser = come_by()
    open_link(browser, invited.secret)

    browser.post(HERE, FORM)

    ada = User.objects.get()
    assert (ada.is_superuser, ada.is_staff) == (True, True)


@pytest.mark.parametrize(("had", "has"), [(Role.VIEWER, "CURATOR"), (Role.OWNER, "OWNER")])
def test_whoever_has_a_login_accepts_with_it_and_keeps_a_higher_role(had: Role, has: str) -> None:
    product = build_product("p")
    build_login("ada", role=had, product=product)
    invited = invite_ada(product)
    browser = come_by()

    asked = open_link(browser, invited.secret)
    refused = browser.post(HERE, FORM | {"username": "eve"})
    sign_in(browser, "ada")
    browser.post(HERE)

    assert "sign in to accept" in asked.content.decode()
    assert refused.status_code == HTTPStatus.OK
    assert (find_roles("ada"), find_roles("eve")) == ({"p": has}, {})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": ""}, "required"),
        ({"username": "GRACE"}, "already exists"),
        ({"username": "anonymous"}, "can not be used"),
        ({"password2": "another"}, "match"),
        ({"password1": "12345678", "password2": "12345678"}, "too common"),
    ],
)
def test_what_is_wrong_with_a_new_login_is_told_and_the_link_stays_good(
    change: dict[str, str], told: str
) -> None:
    build_login("grace")
    browser = come_by()
    open_link(browser, invite_ada(build_product()).secret)

    answer = browser.post(HERE, FORM | change)

    assert told in answer.content.decode()
    assert Invitation.objects.filter(used_at=None).count() == 1
    assert User.objects.count() == 1


def test_a_link_is_good_once() -> None:
    invited = invite_ada(build_product())
    first, second = come_by(), come_by()
    for each in (first, second):
        open_link(each, invited.secret)
    first.post(HERE, FORM)

    answer = second.post(HERE, FORM | {"username": "eve"})

    assert (answer.status_code, "used already" in answer.content.decode()) == (410, True)
    assert [user.username for user in User.objects.all()] == ["ada"]


def test_of_two_who_accept_at_once_one_is_refused() -> None:
    invited = invite_ada(build_product())
    ada, eve = build_login("ada"), build_login("eve")
    accept(invited.invitation, ada, at=timezone.now())

    with pytest.raises(InvitationError, match="used already"):
        accept(invited.invitation, eve, at=timezone.now())

    assert find_roles("eve") == {}


@pytest.mark.parametrize(("days_ago", "secret"), [(8, ""), (0, "guessed")])
def test_a_link_that_is_expired_or_unknown_says_so(days_ago: int, secret: str) -> None:
    invited = invite_ada(build_product(), days_ago=days_ago)
    browser = come_by()

    shown = open_link(browser, secret or invited.secret)
    answer = browser.post(HERE, FORM)

    told = "There is no such invitation" if secret else "has expired"
    assert [told in each.content.decode() for each in (shown, answer)] == [True, True]
    assert (shown.status_code, User.objects.count()) == (410, 0)
    assert Session.objects.exists() == (not secret)


def test_without_a_link_the_page_lets_nobody_in() -> None:
    invite_ada(build_product())

    answer = come_by().post(HERE, FORM)

    assert (answer.status_code, User.objects.count()) == (410, 0)


@pytest.mark.parametrize(("email", "role"), [("ada", Role.VIEWER), ("a@b.example", None)])
def test_what_cannot_be_sent_is_refused(email: str, role: Role | None) -> None:
    products = [build_product()]

    with pytest.raises(InvitationError):
        invite(email, role=role, products=products, actor="grace", at=timezone.now())

    assert not Invitation.objects.exists()


def test_the_database_keeps_roles_and_administrators_apart() -> None:
    invite_ada(build_product())

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(is_administrator=True)


def test_the_command_prints_a_link_that_lets_in() -> None:
    build_product("p")
    out = StringIO()

    call_command("invite", "ada@house.example", product=["p"], role="OWNER", stdout=out)
    browser = come_by()
    browser.get(urlsplit(out.getvalue().strip()).path)
    browser.post(HERE, FORM)

    assert find_roles("ada") == {"p": "OWNER"}


def test_the_command_refuses_what_it_does_not_know() -> None:
    with pytest.raises(CommandError, match="no product 'q'"):
        call_command("invite", "ada@house.example", product=["q"])
    with pytest.raises(CommandError, match="Name a product"):
        call_command("invite", "ada@house.example")


def test_the_admin_shows_the_link_once_and_mails_it(settings: Settings) -> None:
    settings.SENDS_MAIL = True
    product = build_product("p")
    browser = log_in()
    page = find_page(Invitation, "add")

    shown = send(browser, page, email="ada@house.example", role="CURATOR", products=[product.pk])
    link = shown.text.partition('<code id="link">')[2].partition("</code>")[0]
    invitation = Invitation.objects.get()
    again = browser.get(find_page(Invitation, "change", invitation.pk)).content.decode()

    assert invitation.digest == sha256(link.rstrip("/").rpartition("/")[2].encode()).hexdigest()
    assert [(each.to, link in each.body) for each in mail.outbox] == [(["ada@house.example"], True)]
    assert (link in again, invitation.invited_by) == (False, "curator")


def test_the_admin_asks_for_products_or_the_workspace() -> None:
    answer = send(log_in(), find_page(Invitation, "add"), email="ada@house.example")

    assert answer.complaints == ["Choose products, or a workspace administrator: one of the two."]
    assert not Invitation.objects.exists()
