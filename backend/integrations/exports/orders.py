"""Reads what is asked to be exported."""

import json
import re
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.utils.dateparse import parse_datetime

from backend.access.callers import Caller
from backend.access.errors import Code, RefusedError
from backend.access.idempotency import Claim, is_key, take_fingerprint
from backend.access.rest import check_json
from backend.access.sight import see
from backend.integrations.exports.asking import Order
from backend.integrations.exports.models import Format, Noun
from products.models import Product

KNOWN: Final = ("noun", "format", "product", "changedSince")
HEADER: Final = "Idempotency-Key"
PLACE: Final = "POST /exports"
QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')


def read_order(request: HttpRequest, caller: Caller) -> Order:
    """Read what REQUEST of CALLER asks for.

    :raises RefusedError: when it is no JSON object of what is known here.
    """
    check_json(request)
    given = _read_object(request)
    for name, value in given.items():
        if name not in KNOWN:
            raise RefusedError(f"{name[:60]!r} is not known; send {', '.join(KNOWN)}.")
        if value is not None and not isinstance(value, str):
            raise RefusedError(f"{name} is no text.", path=[name])
    return Order(
        noun=_choose("noun", given.get("noun"), Noun.values),
        form=_choose("format", given.get("format", "csv"), Format.values),
        product=_find_product(given.get("product"), caller),
        changed_since=_read_moment(given.get("changedSince")),
    )


def _read_object(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body)
    except RequestDataTooBig:
        raise RefusedError("This request is too large.") from None
    except (ValueError, RecursionError, UnreadablePostError):
        raise RefusedError("Send a JSON object.") from None
    if not isinstance(given, dict):
        raise RefusedError("Send a JSON object.")
    return given


def _choose(name: str, given: str | None, codes: list[str]) -> str:
    """Choose among CODES the one that is GIVEN as NAME, in small letters.

    :raises RefusedError: when there is none.
    """
    known = {code.lower(): code for code in codes}
    if given not in known:
        raise RefusedError(f"{name} is one of: {', '.join(known)}.", path=[name])
    return known[given]


def _find_product(key: str | None, caller: Caller) -> int | None:
    """Find the product with KEY that CALLER sees; None without a key.

    :raises RefusedError: when there is none.
    """
    if key is None:
        return None
    rows = see(Product.objects.all(), caller)
    found = None if "\0" in key else rows.filter(key=key).values_list("pk", flat=True).first()
    if found is None:
        told = f"There is no product {key[:60]!r} here."
        raise RefusedError(told, code=Code.NOT_FOUND, path=["product"])
    return found


def _read_moment(text: str | None) -> datetime | None:
    """Read TEXT as a moment with its zone; None without one.

    :raises RefusedError: when it is none.
    """
    if text is None:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        told = "changedSince is a moment with its zone, such as 2026-05-04T12:00:00Z."
        raise RefusedError(told, path=["changedSince"])
    return found


def read_claim(request: HttpRequest, caller: Caller) -> Claim | None:
    """Read under which key REQUEST of CALLER asks, so that it is done once; None without a key.

    :raises RefusedError: when the header holds no key.
    """
    text = request.headers.get(HEADER)
    if text is None:
        return None
    quoted = QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    if not (key.isascii() and is_key(key)):
        raise RefusedError(f"{HEADER} takes 1 to 255 printable ASCII characters.")
    return Claim(caller.key, key, take_fingerprint(request.body.decode("utf-8", "replace")), PLACE)
