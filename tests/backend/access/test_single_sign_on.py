"""Single sign-on: an issuer on this machine vouches for people, and no further than it may."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.access.audit_models import AuditEntry
from backend.access.audit_reading import tell_all
from backend.access.callers import find_caller
from backend.access.invitations import invite
from backend.access.issuing import SHELL
from backend.access.models import RoleGrant
from backend.access.scopes import Role, Scope
from tests.backend.access.fake_issuer import FakeIssuer
from tests.backend.access.people import PASSWORD, build_login, come_by, find_user, lead, sign_in
from tests.builders import build_product

pytestmark = pytest.mark.django_db

START = "/accounts/oidc/sso/login/"


def go_by_issuer(browser: Client, **query: str) -> Any:  # noqa: ANN401 -- the test client's own class
    """Go to the issuer and come back, as a browser does; give the answer to coming back."""
    sent_on = browser.get(START, query)
    back = requests.get(sent_on.headers["Location"], allow_redirects=False, timeout=10)
    place = urlsplit(back.headers["Location"])
    return browser.get(f"{place.path}?{place.query}")


def find_roles() -> dict[str, str]:
    """Give all roles, by login and product."""
    grants = RoleGrant.objects.values_list("user__username", "product__key", "role")
    return {f"{name} {key}": role for name, key, role in grants}


@pytest.mark.usefixtures("issuer")
def test_people_of_a_domain_join_with_the_role_and_products_that_are_set() -> None:
    build_product("p")
    build_product("q")
    browser = come_by()

    answer = go_by_issuer(browser)

    assert (lead(answer), find_user(browser)) == ("/", "ada")
    assert find_roles() == {"ada p": "CONTRIBUTOR"}
    assert EmailAddress.objects.get().verified
    assert not User.objects.get().has_usable_password()


@pytest.mark.usefixtures("issuer")
def test_whoever_has_joined_comes_back_to_the_same_login() -> None:
    go_by_issuer(come_by())
    browser = come_by()

    go_by_issuer(browser)

    assert (find_user(browser), User.objects.count()) == ("ada", 1)


@pytest.mark.usefixtures("issuer")
def test_an_account_at_an_issuer_is_logged_without_what_the_issuer_said() -> None:
    for _ in range(2):
        go_by_issuer(come_by())

    noun = AuditEntry.objects.filter(noun="socialaccount.socialaccount")
    (told,) = tell_all(noun)

    assert (told["action"], told["after"]["uid"]) == ("CREATED", SocialAccount.objects.get().uid)
    assert told["after"].keys() == {"user_id", "provider", "uid"}


@pytest.mark.parametrize(
    "change",
    [
        {"email": "eve@else.example"},
        {"email": "eve@sub.house.example"},
        {"email_verified": False},
        {"email_verified": None},
    ],
)
def test_others_do_not_join(issuer: FakeIssuer, change: dict[str, object]) -> None:
    issuer.claims |= change
    browser = come_by()

    answer = go_by_issuer(browser)

    assert "There is no sign-up here" in answer.content.decode()
    assert (find_user(browser), User.objects.count()) == ("", 0)


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_account_connects_to_a_login_only_by_an_address_that_both_have_verified(
    issuer: FakeIssuer, *, is_verified: bool
) -> None:
    user = build_login("ada")
    EmailAddress.objects.update(verified=is_verified)
    browser = come_by()

    go_by_issuer(browser)

    assert issuer.asked.count("/token") == 1
    assert find_user(browser) == ("ada" if is_verified else "")
    assert SocialAccount.objects.filter(user=user).count() == is_verified
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.usefixtures("issuer")
def test_an_address_that_somebody_has_written_down_as_their_second_opens_nothing() -> None:
    eve = build_login("eve")
    EmailAddress.objects.create(user=eve, email="ada@house.example", verified=False)
    browser = come_by()

    answer = go_by_issuer(browser)

    assert "There is no sign-up here" in answer.content.decode()
    assert (find_user(browser), User.objects.count()) == ("", 1)


def test_an_address_that_the_issuer_has_not_verified_opens_no_login(issuer: FakeIssuer) -> None:
    build_login("ada")
    EmailAddress.objects.update(verified=True)
    issuer.claims["email_verified"] = False
    browser = come_by()

    go_by_issuer(browser)

    assert find_user(browser) == ""


@pytest.mark.usefixtures("issuer")
def test_whoever_is_signed_in_connects_the_account_themselves() -> None:
    build_login("ada")
    browser = come_by()
    sign_in(browser, "ada")

    asked = go_by_issuer(browser, process="connect")
    browser.post(asked.headers["Location"], {"password": PASSWORD})
    later = come_by()
    go_by_issuer(later)

    assert find_user(later) == "ada"


def test_an_invitation_lets_in_whoever_the_issuer_knows(issuer: FakeIssuer) -> None:
    issuer.claims["email"] = "ada@else.example"
    product = build_product("q")
    now = timezone.now()
    invited = invite("a@b.example", role=Role.OWNER, products=[product], by=SHELL, at=now)
    browser = come_by()
    browser.get(f"/accounts/invitation/{invited.secret}/", follow=True)

    go_by_issuer(browser, next="/accounts/invitation/")

    invited.invitation.refresh_from_db()
    assert find_roles() == {"ada q": "OWNER"}
    assert invited.invitation.used_by == User.objects.get()


@pytest.mark.usefixtures("issuer")
def test_an_issuer_answers_for_the_second_factor(settings: Settings) -> None:
    settings.REQUIRE_MFA = True
    product = build_product("p")
    browser = come_by()
    go_by_issuer(browser)
    RoleGrant.objects.update(role=Role.CURATOR)

    request = browser.get("/accounts/").wsgi_request

    assert find_caller(request).may(Scope.WRITE_CATALOGUE, product.pk)


@pytest.mark.parametrize("fault", ["audience", "subject"])
def test_a_token_that_is_for_another_or_of_another_is_refused(
    issuer: FakeIssuer, fault: str
) -> None:
    if fault == "audience":
        issuer.audience = "another-client"
    else:
        issuer.told = {"sub": "43"}
    browser = come_by()

    answer = go_by_issuer(browser)

    assert (find_user(browser), User.objects.count()) == ("", 0)
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def test_nobody_comes_back_with_a_state_of_another_browser(issuer: FakeIssuer) -> None:
    sent_on = come_by().get(START)
    back = requests.get(sent_on.headers["Location"], allow_redirects=False, timeout=10)
    place = urlsplit(back.headers["Location"])
    browser = come_by()

    browser.get(f"{place.path}?{place.query}")

    assert (find_user(browser), issuer.asked.count("/token")) == ("", 0)


@pytest.mark.usefixtures("issuer")
def test_the_way_there_proves_itself() -> None:
    query = parse_qs(urlsplit(come_by().get(START).headers["Location"]).query)

    assert query["code_challenge_method"] == ["S256"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
