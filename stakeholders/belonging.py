"""Tells whether people and accounts may belong where entries put them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from products.chunks import split
from products.faults import RowFault, RowsRefusedError
from products.models import SourcedRecord
from products.upserts import Upserted
from stakeholders.models import Account, Stakeholder


def to_columns(entries: Sequence[Mapping[str, Any]], *relations: str) -> list[dict[str, Any]]:
    """Give ENTRIES with the column's name for each of RELATIONS."""
    return [
        {f"{name}_id" if name in relations else name: value for name, value in entry.items()}
        for entry in entries
    ]


def find_known(
    entries: Sequence[Mapping[str, Any]], relation: str, rows: QuerySet[Any]
) -> set[int]:
    """Give those among ROWS that ENTRIES name under RELATION."""
    named = {entry[relation] for entry in entries if entry.get(relation) is not None}
    return {
        key
        for keys in split(named)
        for key in rows.filter(pk__in=keys).values_list("pk", flat=True)
    }


def check_references(
    row: SourcedRecord, before: Mapping[str, object], *, known: Mapping[str, Collection[int]]
) -> Iterator[tuple[str, str, str]]:
    """Yield where ROW, whose old values were BEFORE, points at none of the KNOWN, by relation."""
    for relation, keys in known.items():
        key = getattr(row, f"{relation}_id")
        if f"{relation}_id" in before and key is not None and key not in keys:
            yield (
                relation,
                "UNKNOWN",
                gettext("There is no such %(relation)s.") % {"relation": gettext(relation)},
            )


def check_place(
    row: Stakeholder, before: Mapping[str, object], *, known: Mapping[str, Collection[int]]
) -> Iterator[tuple[str, str, str]]:
    """Yield why ROW does not belong to exactly one of a team and an account that are KNOWN."""
    yield from check_references(row, before, known=known)
    if (row.team_id is None) == (row.account_id is None):
        yield (
            "team",
            "INVALID",
            gettext("A person belongs to exactly one of a team and an account."),
        )


def check_currency(written: Sequence[Upserted[Account]], before: str | None) -> None:
    """Let WRITTEN pass when all accounts share a currency, BEFORE or a new one for them all.

    :raises RowsRefusedError: when they do not: values in two currencies cannot be added.
    """
    used = set(Account.objects.order_by().values_list("currency", flat=True).distinct())
    shared = before if before in used or not written else written[0].row.currency
    faults = [
        RowFault(
            row,
            "currency",
            "CONFLICT",
            gettext("Accounts are valued in %(shared)s; convert it.") % {"shared": shared},
        )
        for row, item in enumerate(written)
        if item.row.currency != shared
    ]
    if faults:
        raise RowsRefusedError(faults)
