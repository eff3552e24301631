"""Writes accounts and people, and counts anew what they move between groups."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from products.catalogue import SourcedEntry
from products.upserts import RowFault, RowsRefusedError, Upserted, upsert
from stakeholders.counting import find_drift, shift_cells
from stakeholders.locking import lock_all_features
from stakeholders.models import Account, Cause, Group, GroupKind, Preference, Stakeholder
from stakeholders.preferences import withdraw
from stakeholders.say import find_reach, find_scored
from stakeholders.scoring import Occasion, rescore
from stakeholders.voices import split


class AccountEntry(SourcedEntry, total=False):
    """What can be said of an account; SEGMENT is a primary key."""

    id: int
    name: str
    domain: str
    segment: int
    annual_value: Decimal
    currency: str


class StakeholderEntry(SourcedEntry, total=False):
    """What can be said of a person; TEAM and ACCOUNT are primary keys, one of them is empty."""

    id: int
    name: str
    email: str
    title: str
    weight: Decimal
    team: int | None
    account: int | None


@transaction.atomic
def upsert_accounts(entries: Sequence[AccountEntry], *, actor: str) -> list[Upserted[Account]]:
    """Write accounts by id, source or key, as ACTOR, and recount what they move.

    :raises RowsRefusedError: when an entry is invalid, names no segment or brings in a second
        currency; nothing is written then.
    """
    lock_all_features()
    _check_references(entries, "segment", Group.objects.filter(kind=GroupKind.SEGMENT))
    written = upsert(Account, _to_columns(entries, "segment"), keys=("key",))
    _check_currency(written)
    moved = [item for item in written if {"segment_id", "annual_value"} & item.changes]
    segments = {
        segment
        for item in moved
        for segment in (item.row.segment_id, item.before.get("segment_id"))
    }
    people = Stakeholder.objects.filter(account__in=[item.row.pk for item in moved])
    _recount(people, segments, actor=actor)
    return written


@transaction.atomic
def upsert_stakeholders(
    entries: Sequence[StakeholderEntry], *, actor: str
) -> list[Upserted[Stakeholder]]:
    """Write people by id or source, as ACTOR, and recount what they move.

    Naming a team takes a person out of their account, and the reverse.

    :raises RowsRefusedError: when an entry is invalid, names no team or account, or both; nothing
        is written then.
    """
    lock_all_features()
    _check_references(entries, "team", Group.objects.filter(kind=GroupKind.TEAM))
    _check_references(entries, "account", Account.objects.all())
    rows = _to_columns(entries, "team", "account")
    for row in rows:
        if row.get("team_id") is not None:
            row.setdefault("account_id", None)
        elif row.get("account_id") is not None:
            row.setdefault("team_id", None)
    written = upsert(Stakeholder, rows, keys=(), check=_check_place)
    moved = [item for item in written if {"team_id", "account_id", "weight"} & item.changes]
    people = Stakeholder.objects.filter(pk__in=[item.row.pk for item in moved])
    _recount(people, _find_groups(moved), actor=actor)
    return written


@transaction.atomic
def remove_stakeholders(stakeholders: Collection[int], *, actor: str) -> int:
    """Withdraw all that STAKEHOLDERS, by key, stated and remove them, as ACTOR; tell how many.

    The lines of their history stay, without their name.
    """
    lock_all_features()
    rows = Preference.objects.filter(stakeholder__in=stakeholders)
    withdraw(rows.values_list("stakeholder", "feature"), actor=actor)
    removed = Stakeholder.objects.filter(pk__in=stakeholders)
    teams = set(removed.values_list("team", flat=True))
    count = len(removed)
    removed.delete()
    _recount(Stakeholder.objects.none(), teams, actor=actor)
    return count


@transaction.atomic
def remove_accounts(accounts: Collection[int], *, actor: str) -> int:
    """Remove ACCOUNTS, by key, as ACTOR; tell how many there were.

    :raises RowsRefusedError: when people still speak through one; nothing is removed then.
    """
    lock_all_features()
    faults = [
        RowFault(row, "account", "CONFLICT", "People still speak through this account.")
        for row, account in enumerate(accounts)
        if Stakeholder.objects.filter(account=account).exists()
    ]
    if faults:
        raise RowsRefusedError(faults)
    removed = Account.objects.filter(pk__in=accounts)
    segments = set(removed.values_list("segment", flat=True))
    count = len(removed)
    removed.delete()
    _recount(Stakeholder.objects.none(), segments, actor=actor)
    return count


def _recount(people: QuerySet[Stakeholder], groups: Iterable[object], *, actor: str) -> None:
    """Count anew what PEOPLE stated, in GROUPS, and rescore all in which these have a say."""
    touched = [group for group in groups if isinstance(group, int)]
    if not touched:
        return
    stated = Preference.objects.filter(stakeholder__in=people).order_by()
    features = set(stated.values_list("feature", flat=True).distinct())
    shift_cells(find_drift(features, touched))
    reached = find_scored(find_reach(touched))
    rescore(features | reached, Occasion(cause=Cause.MEMBERSHIP, actor=actor))


def _find_groups(moved: Sequence[Upserted[Stakeholder]]) -> set[object]:
    """Give the groups that the MOVED people are in, and those they were in before."""
    segments = dict(Account.objects.values_list("pk", "segment"))
    groups: set[object] = set()
    for item in moved:
        groups |= {item.row.team_id, item.before.get("team_id")}
        for account in (item.row.account_id, item.before.get("account_id")):
            groups.add(segments.get(account) if isinstance(account, int) else None)
    return groups


def _to_columns(entries: Sequence[Mapping[str, Any]], *relations: str) -> list[dict[str, Any]]:
    """Give ENTRIES with the column's name for each of RELATIONS."""
    return [
        {f"{name}_id" if name in relations else name: value for name, value in entry.items()}
        for entry in entries
    ]


def _check_references(
    entries: Sequence[Mapping[str, Any]], relation: str, rows: QuerySet[Any]
) -> None:
    """Let ENTRIES pass when each RELATION that they name is among ROWS.

    :raises RowsRefusedError: when one is not.
    """
    named = {entry[relation] for entry in entries if entry.get(relation) is not None}
    known = {
        key
        for keys in split(named)
        for key in rows.filter(pk__in=keys).values_list("pk", flat=True)
    }
    faults = [
        RowFault(row, relation, "UNKNOWN", f"There is no such {relation}.")
        for row, entry in enumerate(entries)
        if entry.get(relation) is not None and entry[relation] not in known
    ]
    if faults:
        raise RowsRefusedError(faults)


def _check_place(row: Stakeholder, _before: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield why ROW does not belong to exactly one of team and account."""
    if (row.team_id is None) == (row.account_id is None):
        yield "team", "INVALID", "A person belongs to exactly one of a team and an account."


def _check_currency(written: Sequence[Upserted[Account]]) -> None:
    """Let WRITTEN pass when all accounts share a currency: values in two cannot be added.

    :raises RowsRefusedError: when they do not.
    """
    used = Account.objects.order_by().values_list("currency").annotate(number=Count("pk"))
    most_used = [currency for currency, _ in used.order_by("-number", "currency")]
    faults = [
        RowFault(row, "currency", "CONFLICT", f"Accounts are valued in {most_used[0]}; convert it.")
        for row, item in enumerate(written)
        if item.row.currency != most_used[0]
    ]
    if faults:
        raise RowsRefusedError(faults)
