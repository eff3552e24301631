"""Tells of changes to the outside: by global ids, as everywhere."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from strawberry.relay import to_base64

from backend.feed.cursors import Cursor
from backend.feed.followed import MODELS
from backend.feed.models import Change, Noun
from products.models import Feature, Product

NUMBERS: Final = {
    "scoreBefore": "score_before",
    "lowBefore": "low_before",
    "highBefore": "high_before",
    "score": "score",
    "low": "low",
    "high": "high",
}


def name_row(change: Change) -> str:
    """Give the global id of the row that CHANGE is about."""
    return to_base64(MODELS[change.noun].__name__, change.row_id)


def name_feature(change: Change) -> str | None:
    """Give the global id of the feature that CHANGE is about; None where it is about none."""
    if change.feature_row_id is None:
        return None
    return to_base64(Feature.__name__, change.feature_row_id)


def tell_all(changes: Sequence[Change], epoch: str) -> list[dict[str, Any]]:
    """Tell of CHANGES, which are of EPOCH, as plain values that JSON knows; with one query."""
    products = _name_products({each.product_id for each in changes} - {None})
    return [_tell(each, epoch, products) for each in changes]


def _tell(change: Change, epoch: str, products: dict[int, str]) -> dict[str, Any]:
    told = {
        "cursor": str(Cursor(epoch, change.seq or 0)),
        "noun": change.noun,
        "action": change.action,
        "id": name_row(change),
        "product": None if change.product_id is None else products.get(change.product_id),
        "feature": name_feature(change),
        "at": change.at.isoformat(),
    }
    if change.noun == Noun.SCORE:
        told |= {name: getattr(change, column) for name, column in NUMBERS.items()}
    return told


def _name_products(pks: Iterable[int | None]) -> dict[int, str]:
    """Give the global ids of the products with PKS; none of those that are gone."""
    found = Product.objects.filter(pk__in=list(pks)).values_list("pk", "public_id")
    return {pk: to_base64(Product.__name__, public_id) for pk, public_id in found}
