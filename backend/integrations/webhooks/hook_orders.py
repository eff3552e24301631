"""Reads what programs ask to subscribe."""

import json
from typing import Final
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from backend.access.callers import Caller
from backend.access.errors import Code, RefusedError
from backend.access.models import Token
from backend.access.scopes import Scope
from backend.integrations.webhooks.endpoints import Order
from products.models import Product

KNOWN: Final = {"url": str, "product": str, "types": list, "name": str}


def find_token(caller: Caller) -> Token:
    """Find the row of the token that CALLER, a program, has shown."""
    return Token.objects.get(public_id=UUID(caller.key.partition(":")[2]))


def read_order(request: HttpRequest, caller: Caller) -> Order:
    """Read what REQUEST of CALLER subscribes.

    :raises RefusedError: when it is no JSON object of what is known here.
    """
    try:
        given = json.loads(request.body)
    except RequestDataTooBig:
        raise RefusedError("This request is too large.") from None
    except (ValueError, RecursionError, UnreadablePostError):
        raise RefusedError("Send a JSON object.") from None
    if not isinstance(given, dict):
        raise RefusedError("Send a JSON object.")
    for name, value in given.items():
        if name not in KNOWN:
            raise RefusedError(f"{name[:60]!r} is not known; send {', '.join(KNOWN)}.")
        if not isinstance(value, KNOWN[name]):
            raise RefusedError(
                f"{name} is no {'list' if name == 'types' else 'text'}.", path=[name]
            )
    types = given.get("types", [])
    if not all(isinstance(each, str) for each in types):
        raise RefusedError("types is no list of texts.", path=["types"])
    return Order(
        name=given.get("name", "") or find_token(caller).name,
        url=given.get("url", ""),
        product=_find_product(given.get("product"), caller),
        types=types,
    )


def _find_product(key: str | None, caller: Caller) -> int | None:
    """Find the product with KEY; without one, the only one of CALLER, or None for all.

    :raises RefusedError: when there is none that is theirs, or several.
    """
    mine = caller.find_products(Scope.ADMIN_WEBHOOKS)
    if key is None:
        if mine is not None and len(mine) != 1:
            raise RefusedError("Name a product: this token is for several.", path=["product"])
        return None if mine is None else next(iter(mine))
    rows = Product.objects.all() if mine is None else Product.objects.filter(pk__in=mine)
    found = None if "\0" in key else rows.filter(key=key).values_list("pk", flat=True).first()
    if found is None:
        told = f"There is no product {key[:60]!r} here."
        raise RefusedError(told, code=Code.NOT_FOUND, path=["product"])
    return found
