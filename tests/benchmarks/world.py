"""Builds who may speak and about what, for benchmarks: one product, the same rows each time."""

import random
from collections.abc import Callable
from decimal import Decimal

from products.models import Feature, Product, Stage
from stakeholders.models import Account, Group, GroupKind, Stakeholder


def build_world(  # noqa: PLR0913 -- a number for each noun
    *,
    features: int,
    teams: int,
    segments: int,
    accounts: int,
    people: int,
    seat: Callable[[int], int | None],
) -> tuple[list[int], list[int]]:
    """Build as many of each in an empty database; give the keys of people and features.

    SEAT gives the place of the account through which a person speaks, by their own place; nothing
    for those of a team.
    """
    chance = random.Random(1)  # noqa: S311 -- a benchmark needs the same numbers each time
    product = Product.objects.create(key="benchmark", name="Benchmark")
    wanted = Feature.objects.bulk_create(_make_feature(product, n) for n in range(features))
    inside, outside = (
        Group.objects.bulk_create(
            Group(kind=kind, key=f"{kind}-{n}", name=f"{kind} {n}") for n in range(number)
        )
        for kind, number in ((GroupKind.TEAM, teams), (GroupKind.SEGMENT, segments))
    )
    customers = Account.objects.bulk_create(
        Account(
            key=f"account-{n}",
            name=f"Account {n}",
            segment=outside[n % segments],
            annual_value=round(Decimal(chance.lognormvariate(9, 1)), 2),
        )
        for n in range(accounts)
    )
    seated = [(n, seat(n)) for n in range(people)]
    crowd = Stakeholder.objects.bulk_create(
        Stakeholder(name=f"Person {n}", team=inside[n % teams])
        if place is None
        else Stakeholder(name=f"Person {n}", account=customers[place])
        for n, place in seated
    )
    return [person.pk for person in crowd], [feature.pk for feature in wanted]


def _make_feature(product: Product, number: int) -> Feature:
    """Make a feature of PRODUCT that can be planned."""
    return Feature(
        product=product,
        key=f"feature-{number}",
        name=f"Feature {number}",
        stage=Stage.DISCOVERY,
        effort=Decimal(1 + number * 7 % 20),
    )
