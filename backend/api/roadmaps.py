"""What a budget of effort should build, as GraphQL types."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

import strawberry

from backend.access.batching import together
from backend.access.errors import RefusedError
from backend.access.smallness import find_smallest, hides_counts
from backend.api import types
from backend.api.fields import identify
from products.chunks import split
from products.models import Feature, Product
from stakeholders import planning
from stakeholders.alignment.backing import VoicesError
from stakeholders.alignment.roadmap import BudgetError
from stakeholders.electorates import load_electorates
from stakeholders.models import Group


@strawberry.type(description="How many of a group get something that they back.")
class GroupCoverage:
    """One group's part in what is bought."""

    id: strawberry.ID = strawberry.field(description="Names this part, for caches.")
    group: types.Group = strawberry.field(description="Whose voices these are.")
    coverage: float | None = strawberry.field(
        description="The share of its voices, 0..1, that back a feature that is bought; null "
        "where it has none, and without read:people where it has too few to be told apart."
    )
    servable: bool | None = strawberry.field(
        description="Whether any of them backs a feature that can be bought at all: open, and "
        "with an effort. Null without read:people where it has too few to be told apart."
    )


@strawberry.type(description="What a budget buys in one way of choosing.")
class Purchase:
    """Some features, and whom they serve."""

    id: strawberry.ID = strawberry.field(description="Names this purchase, for caches.")
    features: list[types.Feature] = strawberry.field(
        description="What is bought, in order of purchase."
    )
    cost: Decimal = strawberry.field(description="Their effort together, in person-weeks.")
    coverage: float | None = strawberry.field(
        description="The share of all voices, the silent ones too, that back a feature that is "
        "bought, 0..1; null where there are no voices."
    )
    groups: list[GroupCoverage] = strawberry.field(description="The same of each group with a say.")


@strawberry.type(
    description="What a budget of effort buys when every group commands its own part of it, "
    "beside what rankings would buy. Open features with an effort can be bought."
)
class Roadmap:
    """Four ways to spend the same budget."""

    id: strawberry.ID = strawberry.field(description="Names this roadmap, for caches.")
    budget: float = strawberry.field(description="What there is to spend, in person-weeks.")
    growth_steps: int = strawberry.field(
        description="By how many hundredths the purses of all voices grew before one more would "
        "have overspent the budget."
    )
    equal_shares: Purchase = strawberry.field(
        description="What voices buy together, out of equal shares for their groups."
    )
    completed: Purchase = strawberry.field(
        description="The same, and with what is left further features by `low`."
    )
    by_score: Purchase = strawberry.field(
        description="What the budget buys in the order of rank: by `low`, then by score."
    )
    by_votes: Purchase = strawberry.field(
        description="What it buys in the order of how many voices back a feature."
    )


def show_roadmap(product: Product, budget: float) -> Roadmap:
    """Spend BUDGET on the features of PRODUCT.

    :raises RefusedError: when it is no amount of effort, or weights are beyond measure.
    """
    try:
        found = planning.draw_roadmap(product, budget)
    except BudgetError as error:
        raise RefusedError(str(error), path=["budget"]) from error
    except VoicesError as error:
        raise RefusedError(str(error), path=["product"]) from error
    ways = {
        "equalShares": found.equal_shares,
        "completed": found.completed,
        "byScore": found.by_score,
        "byVotes": found.by_votes,
    }
    features = {pk for way in ways.values() for pk in way.features}
    read = (row for keys in split(features) for row in Feature.objects.filter(pk__in=keys))
    rows = {row.pk: row for row in together(read)}
    groups = {row.pk: row for row in together(found.groups)}
    small = _find_small(product)
    place = (product.public_id, budget)
    servable = {pk: None if pk in small else pk in found.servable for pk in groups}
    shown = [
        _show((*place, name), _hide(way, small), rows, Seats(groups, servable))
        for name, way in ways.items()
    ]
    equal_shares, completed, by_score, by_votes = shown
    return Roadmap(
        id=identify("Roadmap", *place),
        budget=budget,
        growth_steps=found.steps,
        equal_shares=equal_shares,
        completed=completed,
        by_score=by_score,
        by_votes=by_votes,
    )


@dataclass(frozen=True)
class Seats:
    """The GROUPS with a say, by key, and whether they are SERVABLE as far as that may be told."""

    groups: Mapping[int, Group]
    servable: Mapping[int, bool | None]


def _find_small(product: Product) -> frozenset[int]:
    """Find the groups with a say in PRODUCT of which the caller may be told no counts."""
    if not hides_counts(product):
        return frozenset()
    electorate = load_electorates([product.pk])[product.pk]
    return frozenset(each.pk for each in electorate.groups if each.voices < find_smallest())


def _hide(way: planning.Purchase, small: frozenset[int]) -> planning.Purchase:
    """Hide in WAY what share of groups as SMALL as these it covers."""
    shares = {pk: None if pk in small else share for pk, share in way.by_group.items()}
    return replace(way, by_group=shares)


def _show(
    place: tuple[object, ...],
    way: planning.Purchase,
    features: Mapping[int, Feature],
    seats: Seats,
) -> Purchase:
    """Show one WAY to spend the budget, called by its PLACE among all.

    FEATURES and SEATS hold the rows for the keys.
    """
    return Purchase(
        id=identify("Purchase", *place),
        features=[cast("types.Feature", features[pk]) for pk in way.features],
        cost=way.cost,
        coverage=way.coverage,
        groups=[
            GroupCoverage(
                id=identify("GroupCoverage", *place, seats.groups[pk].public_id),
                group=cast("types.Group", seats.groups[pk]),
                coverage=share,
                servable=seats.servable[pk],
            )
            for pk, share in way.by_group.items()
        ],
    )
