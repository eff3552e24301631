"""What callers may be allowed: the scopes, and which of them each role brings."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.db import models


class Scope(StrEnum):
    """One thing that may be allowed, in some products or in all; tokens carry these by name."""

    READ_ALIGNMENT = "read:alignment"  # the catalogue, scores, and the names of groups
    READ_PEOPLE = "read:people"  # who said what: names, e-mail addresses, reasons, quotes
    READ_COMMERCIAL = "read:commercial"  # revenue, annual values, willingness to pay
    WRITE_PREFERENCES = "write:preferences"  # state and withdraw, also for others
    WRITE_CATALOGUE = "write:catalogue"  # edit products, features, people and what is known of them
    ADMIN_WEBHOOKS = "admin:webhooks"  # where changes are sent
    ADMIN_ACCESS = "admin:access"  # roles and tokens; never given to a token


class Role(models.TextChoices):
    """What somebody is in a product; each brings all that the one before it brings."""

    VIEWER = "VIEWER", "viewer: sees scores and the names of groups"
    CONTRIBUTOR = "CONTRIBUTOR", "contributor: states preferences, also for others"
    CURATOR = "CURATOR", "curator: edits everything, sees names, e-mails and amounts"
    OWNER = "OWNER", "owner: gives roles, tokens and webhooks"


_VIEWER: Final = frozenset({Scope.READ_ALIGNMENT})
_CONTRIBUTOR: Final = _VIEWER | {Scope.WRITE_PREFERENCES}
_CURATOR: Final = _CONTRIBUTOR | {
    Scope.READ_PEOPLE,
    Scope.READ_COMMERCIAL,
    Scope.WRITE_CATALOGUE,
}
EVERY_SCOPE: Final = frozenset(Scope)

SCOPES: Final = {
    Role.VIEWER: _VIEWER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.CURATOR: _CURATOR,
    Role.OWNER: EVERY_SCOPE,
}
# Who may read of people and money, or edit, sees what that is about; who only states, or only has
# news sent somewhere, need not see anything.
BROUGHT_BY: Final[Mapping[Scope, frozenset[Scope]]] = {
    Scope.READ_ALIGNMENT: frozenset(
        {Scope.READ_PEOPLE, Scope.READ_COMMERCIAL, Scope.WRITE_CATALOGUE}
    ),
}
# What a token may carry; who gives away access is always a person.
TOKEN_SCOPES: Final = EVERY_SCOPE - {Scope.ADMIN_ACCESS}
