"""Tells by one read whether what is shown of a product's scores has changed.

The place of the last line about it stands for all that lies before: whatever is committed later is
given a greater one. Lines that have no place yet are given one first; when all were pruned, that up
to which they were stands for them.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from backend.feed.cursors import Cursor
from backend.feed.epochs import ORIGIN
from backend.feed.models import OF_SCORES
from backend.feed.reading import settle

_ABOUT: Final = "product_id = product.id AND noun IN ({nouns})"
_READ: Final = """
SELECT product.id, epoch.name, epoch.pruned_to, epoch.origin, {origin},
    (SELECT max(seq) FROM change_log WHERE {about} AND seq IS NOT NULL),
    EXISTS (SELECT 1 FROM change_log WHERE {about} AND seq IS NULL)
FROM products_product product LEFT JOIN feed_epoch epoch ON epoch.id = 1
WHERE product.key = %s
"""


@dataclass(frozen=True, slots=True)
class Version:
    """How far scores of PRODUCT, by key, have come: all lies before CURSOR.

    It is None for a moment in which others give lines their places.
    """

    product: int
    cursor: Cursor | None


def find_version(key: str) -> Version | None:
    """Find the version of the product with KEY; None when there is no such product.

    What is read afterwards is that version, or a later one which never has the same cursor.
    """
    row = _read(key)
    if row is None:
        return None
    _, name, _, origin, here, _, is_more = row
    if is_more or name is None or (here is not None and origin != here):
        settle()  # which begins an epoch, too, where that is due
        row = _read(key) or row
    product, name, pruned_to, _, _, last, is_more = row
    place = None if is_more or name is None else Cursor(name, last or pruned_to)
    return Version(product, place)


def _read(key: str) -> tuple[Any, ...] | None:
    nouns = ", ".join(f"'{noun}'" for noun in OF_SCORES)
    about = _ABOUT.format(nouns=nouns)
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(origin=ORIGIN[connection.vendor], about=about), [key])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
