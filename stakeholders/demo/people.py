"""Draws the demo's accounts and the people in its teams and accounts."""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from products.naming import derive_key
from stakeholders.demo.dice import Dice
from stakeholders.demo.sketches import Content, GroupSketch
from stakeholders.models import GroupKind

VALUE_STEP: Final = 100  # annual values are whole hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSketch:
    """A customer organisation, not yet written."""

    key: str
    name: str
    domain: str
    segment: str
    annual_value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A stakeholder, not yet written; in a team unless they speak through an account."""

    key: str
    name: str
    email: str
    title: str
    group: GroupSketch
    account: str | None


def draw_accounts(content: Content) -> list[AccountSketch]:
    """Draw all accounts: most are worth little and a few much, within the range of each segment."""
    return [
        _draw_account(segment, name)
        for segment in content.groups
        if segment.kind == GroupKind.SEGMENT
        for name in segment.accounts
    ]


def _draw_account(segment: GroupSketch, name: str) -> AccountSketch:
    """Draw the account NAME of SEGMENT."""
    key = derive_key(fold(name).replace("'", ""))
    low, high = segment.annual_value
    value = math.exp(Dice("value", key).between(math.log(low), math.log(high)))
    return AccountSketch(
        key=key,
        name=name,
        domain=f"{key}.example",
        segment=segment.key,
        annual_value=Decimal(round(value / VALUE_STEP) * VALUE_STEP),
    )


def draw_people(content: Content, accounts: Sequence[AccountSketch]) -> list[Person]:
    """Draw everyone, group by group; each account has someone and no two people share a name."""
    pairs = list(product(content.first_names, content.last_names))
    names = iter(Dice("names").shuffle(pairs))
    return [
        _draw_person(group, number, next(names), account, content.domain)
        for group in content.groups
        for number, account in enumerate(_draw_seats(group, accounts), 1)
    ]


def _draw_seats(
    group: GroupSketch, accounts: Sequence[AccountSketch]
) -> Iterator[AccountSketch | None]:
    """Yield through which account each person of GROUP speaks; none in a team."""
    own = [account for account in accounts if account.segment == group.key]
    dice = Dice("seats", group.key)
    for number in range(group.people):
        if group.kind == GroupKind.TEAM:
            yield None
        else:
            yield own[number] if number < len(own) else dice.pick(own)


def _draw_person(
    group: GroupSketch,
    number: int,
    name: tuple[str, str],
    account: AccountSketch | None,
    house: str,
) -> Person:
    """Make the person NUMBER of GROUP, called NAME, who has an address at HOUSE or ACCOUNT."""
    key = f"{group.key}-{number:03}"
    first, last = (fold(part).lower() for part in name)
    return Person(
        key=key,
        name=" ".join(name),
        email=f"{first}.{last}@{account.domain if account else house}",
        title=Dice("title", key).pick(group.titles),
        group=group,
        account=account.key if account else None,
    )


def fold(text: str) -> str:
    """Give TEXT without accents, for addresses and keys."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
