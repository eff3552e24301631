"""Writes the demo's groups, accounts and people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stakeholders.demo.catalogue import SOURCE
from stakeholders.demo.people import AccountSketch, Person
from stakeholders.demo.sketches import Content
from stakeholders.membership import (
    AccountEntry,
    StakeholderEntry,
    upsert_accounts,
    upsert_stakeholders,
)
from stakeholders.models import Account, Group, Stakeholder
from stakeholders.say import GroupEntry, upsert_groups

ACTOR = "Demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The rows that were written, by key."""

    groups: dict[str, Group]
    accounts: dict[str, Account]
    people: dict[str, Stakeholder]


def write_membership(
    content: Content,
    accounts: Sequence[AccountSketch],
    people: Sequence[Person],
    *,
    products: Iterable[int],
) -> Membership:
    """Write the groups of CONTENT with a say in PRODUCTS alone, their ACCOUNTS and PEOPLE."""
    groups = _write_groups(content, list(products))
    written = _write_accounts(accounts, groups)
    return Membership(groups=groups, accounts=written, people=_write(people, groups, written))


def _write_groups(content: Content, products: list[int]) -> dict[str, Group]:
    """Write teams and segments."""
    entries: list[GroupEntry] = [
        {
            "kind": group.kind,
            "key": group.key,
            "name": group.name,
            "products": products,
            "source": SOURCE,
            "external_id": group.key,
        }
        for group in content.groups
    ]
    return {item.row.key: item.row for item in upsert_groups(entries, actor=ACTOR)}


def _write_accounts(
    accounts: Sequence[AccountSketch], groups: dict[str, Group]
) -> dict[str, Account]:
    """Write ACCOUNTS into their segments."""
    entries: list[AccountEntry] = [
        {
            "key": account.key,
            "name": account.name,
            "domain": account.domain,
            "segment": groups[account.segment].pk,
            "annual_value": account.annual_value,
            "source": SOURCE,
            "external_id": account.key,
        }
        for account in accounts
    ]
    return {item.row.key: item.row for item in upsert_accounts(entries, actor=ACTOR)}


def _write(
    people: Sequence[Person], groups: dict[str, Group], accounts: dict[str, Account]
) -> dict[str, Stakeholder]:
    """Write PEOPLE into their teams and accounts."""
    entries: list[StakeholderEntry] = []
    for person in people:
        entry: StakeholderEntry = {
            "name": person.name,
            "email": person.email,
            "title": person.title,
            "source": SOURCE,
            "external_id": person.key,
        }
        if person.account is None:
            entry["team"] = groups[person.group.key].pk
        else:
            entry["account"] = accounts[person.account].pk
        entries.append(entry)
    return {item.row.external_id: item.row for item in upsert_stakeholders(entries, actor=ACTOR)}
