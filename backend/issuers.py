"""Reads from the environment which OpenID Connect issuers vouch for people."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Final
from urllib.parse import urlsplit

from backend.env import EnvironmentVariableError, read_list

SUFFIXES: Final = ("", *(f"_{number}" for number in range(2, 10)))
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
ROLES: Final = ("VIEWER", "CONTRIBUTOR", "CURATOR", "OWNER")
EVERY_PRODUCT: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An OpenID Connect issuer: people of its DOMAINS may join, with ROLE in PRODUCTS, by key."""

    key: str
    name: str
    address: str
    client_id: str
    client_secret: str
    domains: tuple[str, ...]
    role: str
    products: tuple[str, ...]

    @property
    def app(self) -> dict[str, object]:
        """Describe it as allauth reads it."""
        return {
            "provider_id": self.key,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {"server_url": self.address, "oauth_pkce_enabled": True},
        }


def read_issuers(source: Mapping[str, str] = os.environ) -> list[Issuer]:
    """Read OIDC_ISSUER and what goes with it, then OIDC_ISSUER_2 and so on up to 9.

    :raises EnvironmentVariableError: when something that goes with one is missing or is none.
    """
    there = takewhile(lambda suffix: source.get(f"OIDC_ISSUER{suffix}", "").strip(), SUFFIXES)
    return [_read_issuer(suffix, source) for suffix in there]


def _read_issuer(suffix: str, source: Mapping[str, str]) -> Issuer:
    def read(name: str, default: str | None = None) -> str:
        word = source.get(f"{name}{suffix}", "").strip() or default
        if word is None:
            raise EnvironmentVariableError(f"{name}{suffix} is not set, but its OIDC_ISSUER is.")
        return word

    role = read("OIDC_ROLE", "VIEWER").upper()
    if role not in ROLES:
        told = f"OIDC_ROLE{suffix} is {role!r}; write one of {', '.join(ROLES)}."
        raise EnvironmentVariableError(told)
    return Issuer(
        key=f"sso{suffix.replace('_', '-')}",
        name=read("OIDC_NAME", f"Single sign-on{suffix.replace('_', ' ')}"),
        address=_check_address(f"OIDC_ISSUER{suffix}", read("OIDC_ISSUER")),
        client_id=read("OIDC_CLIENT_ID"),
        client_secret=read("OIDC_CLIENT_SECRET"),
        domains=tuple(
            each.lower() for each in read_list(f"OIDC_DOMAINS{suffix}", default="", source=source)
        ),
        role=role,
        products=tuple(read_list(f"OIDC_PRODUCTS{suffix}", default=EVERY_PRODUCT, source=source)),
    )


def _check_address(name: str, address: str) -> str:
    """Give ADDRESS, which NAME says, without its last slash.

    :raises EnvironmentVariableError: when others could listen in on the way there.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address.rstrip("/")
    raise EnvironmentVariableError(f"{name} is {address!r}; write an https:// address.")
