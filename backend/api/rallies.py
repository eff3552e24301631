"""Where few conversations would move much, as GraphQL fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast

import strawberry

from backend.access.answering import get_caller
from backend.access.batching import shared
from backend.access.errors import RefusedError
from backend.access.sight import see
from backend.access.smallness import find_smallest, hides_counts
from backend.api import listings, types
from backend.api.conversations import read_together
from backend.api.fields import computed, identify
from products.models import Feature, Product
from stakeholders.models import Account, Group, Stakeholder
from stakeholders.rallying import Rally, Step, list_rallies
from stakeholders.rosters import NAMED_AT_MOST

MOST: Final = 20

First = Annotated[int, strawberry.argument(description=f"How many, 0 to {MOST}; those worth most.")]


@strawberry.type(description="Conversations with voices of one group that have said nothing yet.")
class RallyStep:
    """Whom to talk to."""

    id: strawberry.ID = strawberry.field(description="Names this step, for caches.")
    group: types.Group = strawberry.field(description="Whose voices these are.")
    times: int = strawberry.field(description="How many of the conversations are with it.")
    chance: float = strawberry.field(
        description="How likely its next voice supports it strongly, by what its others said, 0..1."
    )
    rise: float = strawberry.field(
        description="What `low` gains when these voices are won, in points of the score."
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
        description="Silent people of a team, those of most weight first, or people who speak for "
        f"`accounts`; at most {NAMED_AT_MOST}, and none without read:people."
    )


@strawberry.type(description="What the next three conversations about a feature would bring.")
class RallyCandidate:
    """One line of a rally list."""

    id: strawberry.ID = strawberry.field(description="Names this line, for caches.")
    feature: types.Feature = strawberry.field(description="What to talk about.")
    worth: float = strawberry.field(
        description="What they are worth: for each its chance times what `low` gains by it."
    )
    score: float | None = strawberry.field(description="Its score; null while unheard.")
    low: float | None = strawberry.field(description="Lower end of its interval.")
    rank: int | None = strawberry.field(description="Its place by `low`; null while unheard.")
    score_then: float = strawberry.field(description="Its score when all of them are won.")
    low_then: float = strawberry.field(description="Lower end of its interval then.")
    rank_then: int = strawberry.field(description="Its place then, when nothing else moves.")
    steps: list[RallyStep] = strawberry.field(
        description="Whom to talk to, what promises most first."
    )


@strawberry.type(description="Fields of a product.")
class ProductRallies:
    """Where to rally."""

    @computed(
        "The open features for which up to three conversations with people who have said nothing "
        "yet would move most, worth most first, with whom to hold them."
    )
    def rally_list(self, root: strawberry.Parent[Any], first: First = 10) -> list[RallyCandidate]:
        """List for all products read together.

        :raises RefusedError: when FIRST is out of bounds.
        """
        if not 0 <= first <= MOST:
            raise RefusedError(f"first is {first}; it may be 0 to {MOST}.", path=["first"])

        def load(products: Sequence[Product]) -> dict[int, list[RallyCandidate]]:
            return _show(list_rallies([each.pk for each in products], first))

        return shared(root, ("rally list", first), load, default=[])


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that rally lists name, by their keys."""

    features: Mapping[int, Feature]
    groups: Mapping[int, Group]
    accounts: Mapping[int, Account]
    people: Mapping[int, Stakeholder]


def _show(found: Mapping[int, Sequence[Rally]]) -> dict[int, list[RallyCandidate]]:
    """Read the rows that the rallies FOUND name, each kind in one query."""
    everyone = [each for mine in found.values() for each in mine]
    steps = [step for each in everyone for step in each.steps]
    caller = get_caller()
    accounts, people = see(Account.objects.all(), caller), see(listings.read_people(), caller)
    named = Named(
        features=read_together(Feature.objects.all(), {each.feature for each in everyone}),
        groups=read_together(Group.objects.all(), {step.group for step in steps}),
        accounts=read_together(accounts, {pk for step in steps for pk in step.silence.accounts}),
        people=read_together(people, {pk for step in steps for pk in step.silence.people}),
    )
    return {key: [_show_one(each, named) for each in mine] for key, mine in found.items()}


def _show_one(each: Rally, named: Named) -> RallyCandidate:
    """Show one line with the rows NAMED."""
    feature = named.features[each.feature]
    hides = hides_counts(feature)
    return RallyCandidate(
        id=identify("RallyCandidate", feature.public_id),
        feature=cast("types.Feature", feature),
        worth=each.worth,
        score=each.score,
        low=each.low,
        rank=each.rank,
        score_then=each.score_then,
        low_then=each.low_then,
        rank_then=each.rank_then,
        steps=[_show_step(step, feature, named, hides=hides) for step in each.steps],
    )


def _show_step(step: Step, feature: Feature, named: Named, *, hides: bool) -> RallyStep:
    """Show one STEP about FEATURE; it HIDES who is silent, and counts of few.

    Who was erased since they were found is left out.
    """
    group, silence = named.groups[step.group], step.silence
    accounts = (
        [] if hides else [named.accounts[pk] for pk in silence.accounts if pk in named.accounts]
    )
    people = [] if hides else [named.people[pk] for pk in silence.people if pk in named.people]
    return RallyStep(
        id=identify("RallyStep", feature.public_id, group.public_id),
        group=cast("types.Group", group),
        times=step.times,
        chance=step.chance,
        rise=step.rise,
        silent=None if hides and silence.voices < find_smallest() else silence.voices,
        accounts=cast("list[types.Account]", accounts),
        people=cast("list[types.Stakeholder]", people),
    )
