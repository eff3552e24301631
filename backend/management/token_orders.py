"""Reads what the command `token` is asked for, and writes tokens as lines."""

from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.management.base import CommandError
from django.utils import timezone

from backend.access.issuing import SHELL, Issued, Order, issue_token, revoke_token, rotate_token
from backend.access.models import Token
from backend.access.scopes import TOKEN_SCOPES, Scope
from backend.access.tokens import PREFIX, START
from products.faults import RowsRefusedError
from products.models import Product

START_HINT: Final = f"how it begins: the {START} letters behind {PREFIX}"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: LINES for programs, and a NOTE for people."""

    lines: Iterable[str] = ()
    note: str = ""


def read_scope(text: str) -> Scope:
    """Read TEXT as a scope that a token may have.

    :raises ArgumentTypeError: when it is none.
    """
    known = {scope.value: scope for scope in Scope if scope in TOKEN_SCOPES}
    if text not in known:
        raise ArgumentTypeError(f"choose from {', '.join(known)}")
    return known[text]


def create(
    *,
    name: str,
    scopes: Sequence[Scope],
    products: Sequence[str] | None,
    days: int,
    **_rest: object,
) -> Done:
    """Make a token called NAME for SCOPES in PRODUCTS, by key, that is good for DAYS.

    Without products it is for all of them, without days for ever.

    :raises CommandError: when there is no such product, or can be no such token.
    """
    at = timezone.now()
    try:
        order = Order(
            name=name,
            scopes=frozenset(scopes),
            products=None if products is None else find_products(products),
            expires_at=at + timedelta(days=days) if days else None,
        )
        return hand_over(issue_token(order, maker=SHELL, at=at))
    except (OverflowError, RowsRefusedError) as refusal:
        raise CommandError(tell(refusal)) from refusal


def rotate(*, start: str, hours: int, **_rest: object) -> Done:
    """Let a new token take over from the one with START, which is good for HOURS still.

    :raises CommandError: when there is none, or it cannot be rotated.
    """
    token, at = find_token(start), timezone.now()
    try:
        overlap = timedelta(hours=hours)
        return hand_over(rotate_token(token, maker=SHELL, overlap=overlap, at=at))
    except (OverflowError, RowsRefusedError) as refusal:
        raise CommandError(tell(refusal)) from refusal


def revoke(*, start: str, **_rest: object) -> Done:
    """End the token with START for good.

    :raises CommandError: when there is none.
    """
    ended = revoke_token(find_token(start), maker=SHELL, at=timezone.now())
    return Done(note=f"Revoked: {ended}")


def show_list(**_rest: object) -> Done:
    """List all tokens."""
    return Done(write_lines())


def hand_over(issued: Issued) -> Done:
    """Hand over the text of the token that was ISSUED."""
    return Done([issued.text], f"{issued.token}: keep it now, for it is shown this once.")


def find_token(start: str) -> Token:
    """Find the token that begins with START, with or without `tutti_`.

    :raises CommandError: when there is none.
    """
    token = Token.objects.filter(start=start.removeprefix(PREFIX)[:START]).first()
    if token is None:
        raise CommandError(f"There is no token {start[: len(PREFIX) + START]}.")
    return token


def find_products(keys: Sequence[str]) -> frozenset[int]:
    """Find the primary keys of the products with KEYS.

    :raises CommandError: when one is no product.
    """
    pks = dict(Product.objects.filter(key__in=keys).values_list("key", "pk"))
    unknown = [key for key in keys if key not in pks]
    if unknown:
        raise CommandError(f"There is no product {unknown[0]}.")
    return frozenset(pks.values())


def write_lines() -> Iterator[str]:
    """Write a line for each token, the latest first: fields with a tab between them."""
    yield "start\tname\tscopes\tproducts\tlast used\tends\tmade by"
    tokens = Token.objects.select_related("created_by").prefetch_related("products")
    for token in tokens.order_by("-created_at", "-pk"):
        keys = sorted(product.key for product in token.products.all())
        ends = token.revoked_at or token.expires_at
        yield "\t".join(
            (
                token.start,
                token.name,
                ",".join(token.scopes),
                "all" if token.all_products else ",".join(keys),
                write_moment(token.last_used_at, "never"),
                "revoked" if token.revoked_at else write_moment(ends, "never"),
                str(token.created_by or ("shell" if token.of_workspace else "somebody gone")),
            )
        )


def write_moment(at: datetime | None, otherwise: str) -> str:
    """Write the moment AT, to the minute, or what stands OTHERWISE."""
    return otherwise if at is None else f"{at:%Y-%m-%dT%H:%MZ}"


def tell(refusal: RowsRefusedError | OverflowError) -> str:
    """Tell in a line why the domain refused, as REFUSAL says."""
    if isinstance(refusal, OverflowError):
        return "No calendar goes so far."
    return " ".join(f"{fault.field}: {fault.message}" for fault in refusal.faults)
