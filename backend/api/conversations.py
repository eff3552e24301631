"""Whom to ask next, as GraphQL fields."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar, cast

import strawberry
from django.db.models import Model, QuerySet

from backend.access.answering import get_caller
from backend.access.batching import shared, together
from backend.access.breakdowns import find_answering
from backend.access.errors import RefusedError
from backend.access.sight import see
from backend.access.smallness import find_smallest, hides_counts
from backend.api import listings, types
from backend.api.fields import computed, identify
from products.chunks import split
from products.models import Feature
from stakeholders import asking
from stakeholders.models import Account, Group, Stakeholder
from stakeholders.rosters import NAMED_AT_MOST

M = TypeVar("M", bound=Model)

MOST: Final = 20

First = Annotated[
    int, strawberry.argument(description=f"How many, 0 to {MOST}; those that settle most.")
]
Ask = Callable[[Collection[int], int], Mapping[int, Sequence[asking.Conversation]]]


@strawberry.type(description="A conversation that would make a score more certain.")
class Conversation:
    """Whom to ask about what."""

    id: strawberry.ID = strawberry.field(description="Names this conversation, for caches.")
    feature: types.Feature = strawberry.field(description="What to talk about.")
    group: types.Group = strawberry.field(description="Whose view is missing.")
    shrinkage: float = strawberry.field(
        description="What one more voice of the group is expected to take off `high` - `low`, in "
        "points of the score."
    )
    silent: int | None = strawberry.field(
        description="How many voices of the group have said nothing about it. Null without "
        "read:people where they are too few to be told apart."
    )
    accounts: list[types.Account] = strawberry.field(
        description="Silent accounts of a segment, those of most value first; at most "
        f"{NAMED_AT_MOST}, and none without read:people."
    )
    people: list[types.Stakeholder] = strawberry.field(
        description="Silent people of a team, those of most weight first, or people who speak "
        f"for `accounts`, one of each before the second of any; at most {NAMED_AT_MOST}, "
        "and none without read:people."
    )


@strawberry.type(description="Fields of a feature.")
class FeatureConversations:
    """Whom to ask about it."""

    @computed("Whom to ask next about it: what would make its score most certain comes first.")
    def conversations(self, root: strawberry.Parent[Any], first: First = 3) -> list[Conversation]:
        """Choose for all features read together."""
        return _converse(root, first, asking.ask_about_features)


@strawberry.type(description="Fields of a product.")
class ProductConversations:
    """Whom to ask about its features."""

    @computed("Whom to ask next about its open features: what would settle most comes first.")
    def conversations(self, root: strawberry.Parent[Any], first: First = 10) -> list[Conversation]:
        """Choose for all products read together."""
        return _converse(root, first, asking.ask_in_products)


def _converse(root: Model, first: int, ask: Ask) -> list[Conversation]:
    """Choose the FIRST conversations for ROOT, and all rows read together with it, as ASK does.

    :raises RefusedError: when FIRST is out of bounds.
    """
    if not 0 <= first <= MOST:
        raise RefusedError(f"first is {first}; it may be 0 to {MOST}.", path=["first"])

    def load(rows: Sequence[Model]) -> dict[int, list[Conversation]]:
        answering = find_answering(rows)
        found = _show(ask(sorted(set(answering.values())), first))
        return {pk: found[whole] for pk, whole in answering.items() if whole in found}

    return shared(root, ("conversations", first), load, default=[])


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that conversations name, by their keys."""

    features: Mapping[int, Feature]
    groups: Mapping[int, Group]
    accounts: Mapping[int, Account]
    people: Mapping[int, Stakeholder]


def _show(
    chosen: Mapping[int, Sequence[asking.Conversation]],
) -> dict[int, list[Conversation]]:
    """Read the rows that the conversations CHOSEN name, each kind in one query."""
    found = [each for mine in chosen.values() for each in mine]
    caller = get_caller()
    accounts, people = see(Account.objects.all(), caller), see(listings.read_people(), caller)
    named = Named(
        features=read_together(Feature.objects.all(), {each.prospect.feature for each in found}),
        groups=read_together(Group.objects.all(), {each.prospect.group for each in found}),
        accounts=read_together(accounts, {pk for each in found for pk in each.accounts}),
        people=read_together(people, {pk for each in found for pk in each.people}),
    )
    return {key: [_show_one(each, named) for each in mine] for key, mine in chosen.items()}


def _show_one(each: asking.Conversation, named: Named) -> Conversation:
    """Show the conversation EACH with the rows NAMED; who is silent is told to who may know.

    Who was erased since they were found is left out.
    """
    feature, group = named.features[each.prospect.feature], named.groups[each.prospect.group]
    hides = hides_counts(feature)
    accounts = [] if hides else [named.accounts[pk] for pk in each.accounts if pk in named.accounts]
    people = [] if hides else [named.people[pk] for pk in each.people if pk in named.people]
    return Conversation(
        id=identify("Conversation", feature.public_id, group.public_id),
        feature=cast("types.Feature", feature),
        group=cast("types.Group", group),
        shrinkage=each.prospect.shrinkage,
        silent=None if hides and each.silent < find_smallest() else each.silent,
        accounts=cast("list[types.Account]", accounts),
        people=cast("list[types.Stakeholder]", people),
    )


def read_together(rows: QuerySet[M], pks: Collection[int]) -> dict[int, M]:
    """Read those of ROWS with the keys PKS, and keep them together."""
    found = [row for keys in split(pks) for row in rows.filter(pk__in=keys)]
    return {row.pk: row for row in together(found)}
