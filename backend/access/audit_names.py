"""Names whoever acts in the audit log, as they are called today, and finds them by these names."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils.translation import gettext

from backend.access.models import Token
from products.chunks import split

USER: Final = "user:"
TOKEN: Final = "token:"  # noqa: S105 -- how the key of one begins
COMMAND: Final = "command:"
MOST: Final = 1_000  # tokens that one word of a search may mean


def find_actors(name: str) -> list[str]:
    """Give the keys under which the login NAME, and tokens with NAME in theirs, act."""
    logins: Any = get_user_model()._default_manager  # noqa: SLF001 -- any model of logins
    found = logins.filter(**{logins.model.USERNAME_FIELD: name}).values_list("pk", flat=True)
    tokens = Token.objects.filter(name__icontains=name).order_by("pk")
    named = tokens.values_list("public_id", flat=True)[:MOST]
    return [*(f"{USER}{key}" for key in found), *(f"{TOKEN}{key}" for key in named)]


def name_actors(keys: Iterable[str]) -> dict[str, str]:
    """Give the names that the actors with KEYS have now: people's logins, and tokens."""
    named: dict[str, str] = {}
    for some in split(sorted(set(keys))):
        named |= _name_logins(some) | _name_tokens(some)
    return named


def _name_logins(keys: Iterable[str]) -> dict[str, str]:
    pks = [key.removeprefix(USER) for key in keys if key.startswith(USER)]
    logins: Any = get_user_model()._default_manager  # noqa: SLF001 -- as above
    found = logins.filter(pk__in=[pk for pk in pks if pk.isdecimal()])
    return {f"{USER}{login.pk}": login.get_username() for login in found}


def _name_tokens(keys: Iterable[str]) -> dict[str, str]:
    public_ids = set()
    for key in keys:
        if key.startswith(TOKEN):
            with suppress(ValueError):
                public_ids.add(UUID(key.removeprefix(TOKEN)))
    found = Token.objects.filter(public_id__in=public_ids).values_list("public_id", "name")
    return {f"{TOKEN}{public_id}": name for public_id, name in found}


def tell_actor(key: str, names: Mapping[str, str]) -> str:
    """Tell in words who the actor with KEY is, by one of NAMES if it has one."""
    name = names.get(key, "")
    if key.startswith(TOKEN) and name:
        return gettext("token %(name)s") % {"name": name}
    if key.startswith(COMMAND):
        return gettext("command %(name)s") % {"name": key.removeprefix(COMMAND)}
    return name or key or gettext("nobody who had signed in")
