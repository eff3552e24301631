"""Keeps who has a say in each product, and with how many voices, so that scoring counts nobody."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Count
from numpy.typing import NDArray

from products.chunks import split
from products.models import Product
from products.plans import mark
from stakeholders.models import Account, ElectorateChange, Group, Stakeholder

KEPT_AT_MOST: Final = 512  # electorates that a process keeps parsed

# The lines of the latest row of the product that is named in the gap; nothing where none is yet.
LATEST: Final = (
    f"SELECT lines FROM {ElectorateChange._meta.db_table}"  # noqa: S608, SLF001 -- a table's name
    " WHERE product_id = {} ORDER BY id DESC LIMIT 1"
)


class Elector(NamedTuple):
    """A group with a say in a product, as it was called and as many VOICES as it had."""

    pk: int
    kind: str
    key: str
    name: str
    voices: int


@dataclass(frozen=True)
class Electorate:
    """The groups with a say in one product, in order of their keys."""

    groups: tuple[Elector, ...]

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """Give the primary key of each group; they rise."""
        return np.array([group.pk for group in self.groups], np.int64)

    @cached_property
    def voices(self) -> NDArray[np.int64]:
        """Give the number of voices of each group."""
        return np.array([group.voices for group in self.groups], np.int64)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Give the kind of each group."""
        return tuple(group.kind for group in self.groups)


@lru_cache(KEPT_AT_MOST)
def parse(lines: str) -> Electorate:
    """Turn the LINES of an electorate, as the database gives them, into what is counted with."""
    return Electorate(tuple(Elector(*line) for line in json.loads(lines)))


def load_groups(products: Collection[int]) -> dict[int, list[Group]]:
    """Read the groups with a say in each of PRODUCTS, in order of their keys, in two queries."""
    named: defaultdict[int, set[int]] = defaultdict(set)
    bound = Group.objects.filter(products__isnull=False)
    for group, product in bound.values_list("pk", "products"):
        named[group].add(product)
    groups = list(Group.objects.order_by("pk"))
    return {
        product: [group for group in groups if not named[group.pk] or product in named[group.pk]]
        for product in products
    }


def count_electorates(products: Collection[int]) -> dict[int, Electorate]:
    """Count the voices of the groups with a say in each of PRODUCTS anew, in four queries."""
    people = Stakeholder.objects.filter(team__isnull=False, deactivated_at=None).order_by()
    voices = dict(people.values_list("team").annotate(Count("pk")))
    voices |= dict(Account.objects.order_by().values_list("segment").annotate(Count("pk")))
    return {
        product: Electorate(
            tuple(Elector(g.pk, g.kind, g.key, g.name, voices.get(g.pk, 0)) for g in groups)
        )
        for product, groups in load_groups(products).items()
    }


def load_electorate(product: int) -> Electorate:
    """Read the electorate of PRODUCT as it stands."""
    return load_electorates([product])[product]


def load_electorates(products: Collection[int]) -> dict[int, Electorate]:
    """Read the electorate of each of PRODUCTS as it stands, in one query.

    Those of products in which nobody spoke yet may still have to be counted, in four more.
    """
    kept = _read_latest(products)
    found = {product: parse(lines) for product, lines in kept.items() if lines is not None}
    missing = [product for product in products if product not in found]
    return found | (count_electorates(missing) if missing else {})


def refresh_electorates(products: Collection[int] | None = None, *, at: datetime) -> None:
    """Count the voices of PRODUCTS anew and write each electorate that differs, since AT.

    Whoever changes people, accounts, groups or their say comes here in the same transaction, before
    scores are counted. Without PRODUCTS it is done for all that were ever counted; the others are
    when somebody first speaks.
    """
    ElectorateChange.objects.bulk_create(
        ElectorateChange(product_id=product, lines=electorate.groups, counted_at=at)
        for product, electorate in _find_moved(products).items()
    )


def find_stale_electorates() -> list[int]:
    """Tell in which products those who have a say are not as many as was last counted."""
    return sorted(_find_moved(None))


def _find_moved(products: Collection[int] | None) -> dict[int, Electorate]:
    """Count the voices of PRODUCTS, or of all that were ever counted; give those that differ."""
    kept = _read_latest(products)
    if products is None:
        kept = {product: lines for product, lines in kept.items() if lines is not None}
    fresh = count_electorates(kept) if kept else {}
    return {
        product: electorate
        for product, electorate in fresh.items()
        if (lines := kept[product]) is None or parse(lines) != electorate
    }


def _read_latest(products: Collection[int] | None) -> Mapping[int, str | None]:
    """Read the lines of the latest row of each of PRODUCTS, or of all."""
    latest: dict[int, str | None] = {}
    table = Product._meta.db_table  # noqa: SLF001 -- a table's name
    read = f"SELECT product.id, ({LATEST.format('product.id')}) FROM {table} AS product"  # noqa: S608 -- constants
    with connection.cursor() as cursor:
        if products is None:
            cursor.execute(read)
            return dict(cursor.fetchall())
        for keys in split(products):
            cursor.execute(f"{read} WHERE product.id IN ({mark(keys)})", keys)
            latest |= dict(cursor.fetchall())
    return latest
