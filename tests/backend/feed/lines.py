"""Reads the feed in tests."""

from typing import Any

from backend.feed.models import Change
from backend.feed.reading import read_changes, settle


def find_last() -> int:
    """Give the id of the latest line."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def tell(last: int, *nouns: str) -> list[tuple[Any, ...]]:
    """Tell noun, action, row and product of the lines behind the id LAST, of NOUNS where given."""
    rows = Change.objects.filter(pk__gt=last, **({"noun__in": nouns} if nouns else {}))
    return list(rows.order_by("pk").values_list("noun", "action", "row_id", "product_id"))


def read_all() -> list[Change]:
    """Read the whole feed."""
    found: list[Change] = []
    page = read_changes(None, limit=100)
    found += page.changes
    while page.has_more:
        page = read_changes(page.cursor, limit=100)
        found += page.changes
    return found


def read_places() -> list[int]:
    """Read the places of all lines that have one, in the order of their ids."""
    settle()
    rows = Change.objects.filter(seq__isnull=False).order_by("pk").values_list("seq", flat=True)
    return [place for place in rows if place is not None]
