"""Owners invite to their products over GraphQL; nobody else does."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from backend.access.models import Invitation
from backend.access.scopes import Role
from tests.backend.access.people import PASSWORD, build_login, come_by
from tests.builders import build_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anyone() -> None:
    """Let nobody do more than they may."""


INVITE = """mutation ($input: InviteInput!) {
  invite(input: $input) { link isMailed errors { code path } }
}"""


def ask(browser: Client, *, headers: dict[str, str] | None = None, **given: object) -> Any:  # noqa: ANN401 -- JSON
    """Ask to invite whoever is GIVEN."""
    asked = {"query": INVITE, "variables": {"input": given}}
    return browser.post("/graphql", asked, content_type="application/json", headers=headers).json()


def come_as(role: Role | None, key: str = "p") -> Client:
    """Give a browser in which somebody who is ROLE in the product KEY has signed in."""
    browser = come_by()
    if role:
        browser.force_login(build_login("grace", role=role, product=build_product(key)))
    return browser


def test_an_owner_invites_to_their_product() -> None:
    browser = come_as(Role.OWNER)

    told = ask(browser, email="ada@house.example", product="p", role="CURATOR")
    link = told["data"]["invite"]["link"]
    guest = come_by()
    guest.get(urlsplit(link).path)
    guest.post(
        "/accounts/invitation/",
        {"username": "ada", "password1": PASSWORD, "password2": PASSWORD},
    )

    invitation = Invitation.objects.get()
    assert told["data"]["invite"]["errors"] == []
    assert (invitation.invited_by, invitation.role) == ("grace", "CURATOR")
    assert invitation.used_by is not None
    assert invitation.used_by.username == "ada"


@pytest.mark.parametrize(
    ("role", "product", "code"),
    [
        (None, "p", "UNAUTHENTICATED"),
        (Role.CURATOR, "p", "FORBIDDEN"),
        (Role.OWNER, "q", "FORBIDDEN"),
        (Role.OWNER, "nowhere", "FORBIDDEN"),
    ],
)
def test_nobody_invites_to_what_they_do_not_own(role: Role | None, product: str, code: str) -> None:
    browser = come_as(role)
    build_product("q")

    told = ask(browser, email="ada@house.example", product=product)

    assert [each["extensions"]["code"] for each in told["errors"]] == [code]
    assert not Invitation.objects.exists()


def test_what_is_no_address_is_told() -> None:
    told = ask(come_as(Role.OWNER), email="ada", product="p")

    errors = told["data"]["invite"]["errors"]
    assert errors == [{"code": "INVALID", "path": ["input", "email"]}]


@pytest.mark.parametrize("in_header", [True, False])
def test_no_secret_is_kept_under_a_key(*, in_header: bool) -> None:
    browser = come_as(Role.OWNER)
    headers = {"idempotency-key": "key-1"} if in_header else {}
    key = None if in_header else "key-1"

    told = ask(
        browser, headers=headers, email="ada@house.example", product="p", clientMutationId=key
    )

    assert [each["extensions"]["code"] for each in told["errors"]] == ["BAD_USER_INPUT"]
    assert not Invitation.objects.exists()
