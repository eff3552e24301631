"""Points written rows at others, many to many, and tells which of them changed by it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from products.chunks import split
from products.faults import RowFault, RowsRefusedError
from products.models import Product, SourcedRecord
from products.upserts import Outcome, Upserted


def split_links(
    entries: Sequence[Any], relation: str
) -> tuple[list[list[str] | None], list[dict[str, Any]]]:
    """Take the keys under RELATION out of ENTRIES."""
    links = [entry.get(relation) for entry in entries]
    return links, [
        {name: value for name, value in entry.items() if name != relation} for entry in entries
    ]


def link_named(
    written: list[Upserted[Any]], links: list[list[str] | None], relation: str, product: Product
) -> list[Upserted[Any]]:
    """Point each written row at the rows of PRODUCT that its LINKS name by key.

    :raises RowsRefusedError: when it has no such row.
    """
    if all(wanted is None for wanted in links):
        return written
    targets = dict(getattr(product, relation).values_list("key", "pk"))
    told = gettext("%(product)r has no %(key)r in its %(relation)s.")
    named = {"product": product.key, "relation": gettext(relation)}
    faults = [
        RowFault(number, relation, "UNKNOWN", told % {**named, "key": key})
        for number, wanted in enumerate(links)
        for key in wanted or ()
        if key not in targets
    ]
    if faults:
        raise RowsRefusedError(faults)
    keys = [None if wanted is None else [targets[key] for key in wanted] for wanted in links]
    return relink(written, relation, keys)


def relink(
    written: Sequence[Upserted[Any]], relation: str, wanted: Sequence[Collection[int] | None]
) -> list[Upserted[Any]]:
    """Make WANTED, by key, the whole RELATION of each row that was WRITTEN; None leaves it alone.

    Set-based; the changes of a row that moved name RELATION, with the keys before.
    """
    rows = {item.row.pk: item.row for item in written}
    link = _Link(next(iter(rows.values())), relation) if rows else None
    if link is None or all(keys is None for keys in wanted):
        return list(written)
    before = link.load(rows)
    now = dict(before)
    result = []
    for item, keys in zip(written, wanted, strict=True):
        if keys is not None and now[item.row.pk] != set(keys):
            result.append(_with_change(item, relation, now[item.row.pk]))
            now[item.row.pk] = set(keys)
        else:
            result.append(item)
    moved = [key for key in now if now[key] != before[key]]
    link.store(before, now, moved)
    _touch([rows[key] for key in moved])
    return result


class _Link:
    """The table behind a many-to-many relation, with the two columns that it joins."""

    def __init__(self, row: SourcedRecord, relation: str) -> None:
        field: Any = row._meta.get_field(relation)  # noqa: SLF001 -- Django's documented model API
        self.rows = field.remote_field.through._default_manager  # noqa: SLF001 -- as above
        self.near = f"{field.m2m_field_name()}_id"
        self.far = f"{field.m2m_reverse_field_name()}_id"

    def load(self, keys: Collection[int]) -> dict[int, set[int]]:
        """Read what each of KEYS points at."""
        found: dict[int, set[int]] = {key: set() for key in keys}
        for chunk in split(keys):
            rows = self.rows.filter(**{f"{self.near}__in": chunk})
            for near, far in rows.values_list(self.near, self.far):
                found[near].add(far)
        return found

    def store(
        self,
        before: Mapping[int, set[int]],
        now: Mapping[int, set[int]],
        moved: Sequence[int],
    ) -> None:
        """Turn what was there BEFORE into what is wanted NOW, of the rows that MOVED."""
        gone: defaultdict[int, list[int]] = defaultdict(list)
        for near in moved:
            for far in before[near] - now[near]:
                gone[far].append(near)
        come = [(near, far) for near in moved for far in now[near] - before[near]]
        for far, nears in sorted(gone.items()):
            for chunk in split(nears):
                self.rows.filter(**{self.far: far, f"{self.near}__in": chunk}).delete()
        self.rows.bulk_create(
            [self.rows.model(**{self.near: near, self.far: far}) for near, far in come],
            ignore_conflicts=True,
        )


def _touch(rows: Sequence[SourcedRecord]) -> None:
    """Say of ROWS, of one model, that they have changed now."""
    now = timezone.now()
    for chunk in split(rows):
        model = type(chunk[0])
        model._default_manager.filter(pk__in=[row.pk for row in chunk]).update(updated_at=now)  # noqa: SLF001 -- generic over models
    for row in rows:
        row.updated_at = now


def _with_change(item: Upserted[Any], relation: str, before: Collection[int]) -> Upserted[Any]:
    """Say of ITEM that its RELATION, which was BEFORE, changed too."""
    outcome = Outcome.CREATED if item.outcome is Outcome.CREATED else Outcome.CHANGED
    return Upserted(item.row, outcome, {**item.before, relation: frozenset(before)})
