"""Lets people come by as a browser does, sign in, and prove who they are."""

import hmac
from base64 import b32decode
from collections import Counter
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Product

PASSWORD: Final = "correct horse 9"  # noqa: S105 -- nobody's
WRONG: Final = "battery staple 8"
STEP: Final = 30  # seconds that a code is good
HASHED: Final = Counter[str]()


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is weighed: what takes long, and would tell by how long."""

    def encode(self, password: str, salt: str) -> str:
        """Weigh PASSWORD."""
        HASHED["weighed"] += 1
        return super().encode(password, salt)


def come_by() -> Client:
    """Give a browser in which nobody is signed in, over HTTPS."""
    return Client(headers={"x-forwarded-proto": "https"})


def build_login(name: str, *, role: Role | None = None, product: Product | None = None) -> User:
    """Build the login NAME, with an address that nobody has verified, as ROLE in PRODUCT."""
    user = User.objects.create_user(name, f"{name}@house.example", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    if role and product:
        RoleGrant.objects.create(user=user, product=product, role=role)
    return user


def sign_in(browser: Client, login: str, password: str = PASSWORD) -> Any:  # noqa: ANN401 -- the test client's own class
    """Send the form for signing in."""
    return browser.post(reverse("account_login"), {"login": login, "password": password})


def find_user(browser: Client) -> str:
    """Tell who is signed in, by name; empty when nobody is."""
    key = browser.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else ""


def lead(answer: Any) -> str:  # noqa: ANN401 -- as above
    """Tell where ANSWER leads to, without host and query."""
    target: str = urlsplit(answer.headers["Location"]).path
    return target


def make_code(secret: str, at: float) -> str:
    """Work out what an authenticator app with SECRET shows at the time AT, by RFC 6238."""
    moment = int(at // STEP).to_bytes(8, "big")
    digest = hmac.digest(b32decode(secret), moment, "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def add_app(browser: Client, *, at: float) -> str:
    """Set up an authenticator app for whoever is signed in, at the time AT; give its secret."""
    page = reverse("mfa_activate_totp")
    confirm = browser.get(page, follow=True).redirect_chain[-1][0]
    browser.post(confirm, {"password": PASSWORD, "next": page})
    secret: str = browser.get(page).context["form"].secret
    added = browser.post(page, {"code": make_code(secret, at)})
    assert added.status_code == 302, added.context["form"].errors
    return secret
