"""Weighs passwords quickly, and lends an issuer to those who sign in by one."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from backend.issuers import read_issuers
from tests.backend.access.fake_issuer import ADA, CLIENT, SECRET, FakeIssuer, serve_issuer


@pytest.fixture(autouse=True)
def _weigh_quickly(settings: Settings) -> None:
    """Count how often passwords are weighed instead of taking long over it."""
    settings.PASSWORD_HASHERS = ["tests.backend.access.people.CountingHasher"]


@pytest.fixture
def issuer(settings: Settings) -> Iterator[FakeIssuer]:
    """Let an issuer vouch for Ada; people of house.example may join as contributors to p."""
    with serve_issuer() as issuer:
        issuer.claims = dict(ADA)
        settings.OIDC_ISSUERS = read_issuers(
            {
                "OIDC_ISSUER": issuer.address,
                "OIDC_CLIENT_ID": CLIENT,
                "OIDC_CLIENT_SECRET": SECRET,
                "OIDC_DOMAINS": "house.example",
                "OIDC_ROLE": "CONTRIBUTOR",
                "OIDC_PRODUCTS": "p",
            }
        )
        apps = [each.app for each in settings.OIDC_ISSUERS]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        yield issuer
