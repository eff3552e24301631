"""Tells whether those who were let in may still stay: by their tokens, sessions and roles."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from django.contrib.auth import HASH_SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from backend.access.callers import (
    PERSON,
    PROGRAM,
    Caller,
    describe_bearer,
    describe_granted,
    find_caller,
)
from backend.access.errors import Code, RefusedError
from backend.access.tokens import review_tokens

GONE: Final = {
    PROGRAM: "This token has ended.",
    PERSON: "You have signed out.",
}
LESS: Final = "You may do less than when this began: begin anew."


@dataclass(frozen=True, slots=True, eq=False)
class Stay:
    """Somebody who was let in as CALLER, in a SESSION that they opened with a password, or not."""

    caller: Caller
    session: str = ""
    seal: str = ""  # changes with the password

    @property
    def kind(self) -> str:
        """Tell by what they are known."""
        return self.caller.kind

    @property
    def key(self) -> str:
        """Tell them from others of their kind."""
        return self.caller.key.partition(":")[2]


def begin_stay(request: HttpRequest) -> Stay:
    """Let in whoever sends REQUEST.

    :raises TokenRefusedError: when they show a token that is not good.
    """
    stay = Stay(find_caller(request))
    if stay.kind != PERSON:
        return stay
    session = request.session
    return Stay(stay.caller, session.session_key or "", session.get(HASH_SESSION_KEY, ""))


def review(stays: Iterable[Stay], *, at: datetime) -> dict[Stay, RefusedError]:
    """Find out which of STAYS are over AT this moment, and why.

    However many they are, it takes one query for their tokens, and two for those who signed in.
    """
    known = list(stays)
    tokens = [stay for stay in known if stay.kind == PROGRAM]
    users = [stay for stay in known if stay.kind == PERSON]
    now = _review_bearers(tokens, at) | _review_users(users, at)
    return {
        stay: _say_why(stay, now.get(stay))
        for stay in [*tokens, *users]
        if stay not in now or not may_all(now[stay], stay.caller)
    }


def may_all(caller: Caller, before: Caller) -> bool:
    """Tell whether CALLER may do all that they might do BEFORE."""
    return before.everywhere <= caller.everywhere and all(
        scopes <= caller.everywhere | caller.products.get(product, frozenset())
        for product, scopes in before.products.items()
    )


def _say_why(stay: Stay, caller: Caller | None) -> RefusedError:
    """Say why STAY is over: whoever it was is gone, or may do less, as CALLER."""
    if caller is None:
        return RefusedError(GONE[stay.kind], code=Code.UNAUTHENTICATED)
    return RefusedError(LESS, code=Code.FORBIDDEN)


def _review_bearers(stays: list[Stay], at: datetime) -> dict[Stay, Caller]:
    """Describe those of STAYS by token whose token is still good."""
    found = review_tokens([uuid.UUID(stay.key) for stay in stays], at=at) if stays else {}
    good = {f"{key}": describe_bearer(bearer) for key, bearer in found.items()}
    return {stay: good[stay.key] for stay in stays if stay.key in good}


def _review_users(stays: list[Stay], at: datetime) -> dict[Stay, Caller]:
    """Describe those of STAYS by session who have not signed out, nor been sent away."""
    if not stays:
        return {}
    keys = [stay.session for stay in stays]
    open_ones = Session.objects.filter(session_key__in=keys, expire_date__gt=at)
    sessions = set(open_ones.values_list("session_key", flat=True))
    users = _read_users({int(stay.key) for stay in stays})
    found: dict[Stay, Caller] = {}
    for stay in stays:
        user, caller = users.get(int(stay.key), (None, None))
        if user is None or caller is None or stay.session not in sessions:
            continue
        if constant_time_compare(user.get_session_auth_hash(), stay.seal):
            found[stay] = caller
    return found


def _read_users(pks: Iterable[int]) -> Mapping[int, tuple[AbstractBaseUser, Caller]]:
    """Read those of the users with PKS who may sign in, and describe them, in one query."""
    active = get_user_model()._default_manager.filter(pk__in=pks, is_active=True)  # noqa: SLF001 -- whatever the model of users
    granted = active.annotate(granted=F("role_grants__product"), role=F("role_grants__role"))
    found: dict[int, tuple[AbstractBaseUser, Caller]] = {}
    for pk, rows in groupby(granted.order_by("pk"), key=lambda row: row.pk):
        mine = list(rows)
        grants = [(vars(row)["granted"], vars(row)["role"]) for row in mine]
        named = [(product, role) for product, role in grants if role is not None]
        found[pk] = mine[0], describe_granted(mine[0], named)
    return found
