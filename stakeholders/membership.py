"""Writes accounts and people, and counts anew what they move between groups."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.translation import gettext

from products.catalogue import SourcedEntry
from products.chunks import split
from products.faults import RowFault, RowsRefusedError
from products.upserts import Upserted, upsert
from stakeholders.belonging import (
    check_currency,
    check_place,
    check_references,
    find_known,
    to_columns,
)
from stakeholders.locking import lock_membership
from stakeholders.models import Account, Cause, Group, GroupKind, Stakeholder
from stakeholders.moving import find_stated, recount_moved
from stakeholders.scoring import Occasion


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
    lock_membership()
    currency = Account.objects.order_by("pk").values_list("currency", flat=True).first()
    segments = find_known(entries, "segment", Group.objects.filter(kind=GroupKind.SEGMENT))
    rows = to_columns(entries, "segment")
    written = upsert(
        Account, rows, keys=("key",), check=partial(check_references, known={"segment": segments})
    )
    check_currency(written, currency)
    moved = [item for item in written if {"segment_id", "annual_value"} & item.changes]
    groups = {g for item in moved for g in (item.row.segment_id, item.before.get("segment_id"))}
    accounts = [item.row.pk for item in moved]
    stated = find_stated("stakeholder__account", accounts)
    recount_moved(stated, groups, Occasion(cause=Cause.MEMBERSHIP, actor=actor))
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
    lock_membership()
    teams = find_known(entries, "team", Group.objects.filter(kind=GroupKind.TEAM))
    accounts = find_known(entries, "account", Account.objects.all())
    rows = to_columns(entries, "team", "account")
    for row in rows:
        if row.get("team_id") is not None:
            row.setdefault("account_id", None)
        elif row.get("account_id") is not None:
            row.setdefault("team_id", None)
    check = partial(check_place, known={"team": teams, "account": accounts})
    written = upsert(Stakeholder, rows, keys=(), check=check)
    moved = [item for item in written if {"team_id", "account_id", "weight"} & item.changes]
    people = [item.row.pk for item in moved]
    stated = find_stated("stakeholder", people)
    occasion = Occasion(cause=Cause.MEMBERSHIP, actor=actor)
    recount_moved(stated, _find_groups(moved), occasion)
    return written


@transaction.atomic
def remove_accounts(accounts: Collection[int], *, actor: str) -> int:
    """Remove ACCOUNTS, by key, as ACTOR; tell how many there were.

    :raises RowsRefusedError: when people still speak through one; nothing is removed then.
    """
    lock_membership()
    speaking = Stakeholder.objects.filter(account__in=accounts).order_by()
    held = set(speaking.values_list("account", flat=True).distinct())
    faults = [
        RowFault(row, "account", "CONFLICT", gettext("People still speak through this account."))
        for row, account in enumerate(accounts)
        if account in held
    ]
    if faults:
        raise RowsRefusedError(faults)
    rows = Account.objects.filter(pk__in=accounts)
    segments, count = set(rows.values_list("segment", flat=True)), rows.count()
    rows.delete()
    recount_moved((), segments, Occasion(cause=Cause.MEMBERSHIP, actor=actor))
    return count


def _find_groups(moved: Sequence[Upserted[Stakeholder]]) -> set[object]:
    """Give the groups that the MOVED people are in, and those they were in before."""
    groups: set[object] = set()
    accounts: set[object] = set()
    for item in moved:
        groups |= {item.row.team_id, item.before.get("team_id")}
        accounts |= {item.row.account_id, item.before.get("account_id")}
    for keys in split(account for account in accounts if isinstance(account, int)):
        groups.update(Account.objects.filter(pk__in=keys).values_list("segment", flat=True))
    return groups
