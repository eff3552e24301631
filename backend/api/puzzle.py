"""What was learned, counted and ranked by who stands behind it, as GraphQL fields."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, cast

import strawberry
from django.db.models import Model

from backend.access.batching import shared, together
from backend.access.breakdowns import find_answering
from backend.access.errors import RefusedError
from backend.access.smallness import find_smallest, hides_counts
from backend.api import enums, types
from backend.api.fields import computed, identify
from products.insights import MonthCount, count_for_features, count_in_products
from products.models import Insight, Mood
from stakeholders.quoting import CitedInsight, count_voices, rank_for_features, rank_in_products

MOST: Final = 50
NOTHING: Final = 0  # no insight has this key
TOO_FEW: Final = (
    "Without read:people those are left out behind which fewer voices stand than may be told apart."
)
FEW: Final = "Null without read:people where the voices are too few to be told apart."
COUNTED: Final = "How many insights {} of each kind, mood and month, the oldest first."
RANKED: Final = (
    "What {} people about it: the insights that they cite, most voices first. " + TOO_FEW
)

First = Annotated[
    int, strawberry.argument(description=f"How many, 0 to {MOST}; those with most voices.")
]
Rank = Callable[..., Mapping[int, Sequence[CitedInsight]]]


@strawberry.type(description="How many insights there are of one kind, mood and month.")
class InsightCount:
    """One number of the puzzle."""

    id: strawberry.ID = strawberry.field(description="Names this count, for caches.")
    month: date | None = strawberry.field(
        description="The first day of the month, in UTC, in which they were said or seen; null "
        "for those of which nobody knows when."
    )
    kind: enums.InsightKind = strawberry.field(description="Where they come from.")
    mood: enums.Mood = strawberry.field(description="How the people behind them feel.")
    count: int = strawberry.field(description="How many there are.")


@strawberry.type(description="An insight, and how many stand behind it.")
class QuotedInsight:
    """What people cite."""

    id: strawberry.ID = strawberry.field(description="Names this place, for caches.")
    insight: types.Insight = strawberry.field(description="What was said or seen.")
    voices: int = strawberry.field(
        description="How many voices with a say stand behind it: those of whom a preference cites "
        "it as evidence. An account is one voice."
    )
    groups: int = strawberry.field(description="How many teams and segments these voices are of.")


@strawberry.type(description="Fields of an insight.")
class InsightVoices:
    """Who stands behind it."""

    @computed(f"How many voices with a say cite it as evidence; an account is one. {FEW}")
    def voices(self, root: strawberry.Parent[Any]) -> int | None:
        """Count for all insights read together."""
        quoted = _count_voices(root)
        return None if quoted is None else quoted.voices

    @computed(f"How many teams and segments these voices are of. {FEW}")
    def groups(self, root: strawberry.Parent[Any]) -> int | None:
        """Count for all insights read together."""
        quoted = _count_voices(root)
        return None if quoted is None else quoted.groups


@strawberry.type(description="Fields of a feature.")
class FeaturePuzzle:
    """What was learned about it."""

    @computed(COUNTED.format("bear on it, or on a duplicate of it,"))
    def insight_counts(self, root: strawberry.Parent[Any]) -> list[InsightCount]:
        """Count for all features read together."""
        return _count(root, count_for_features)

    @computed(RANKED.format("excites"))
    def excites(self, root: strawberry.Parent[Any], first: First = 5) -> list[QuotedInsight]:
        """Rank for all features read together."""
        return _rank(root, Mood.EXCITED, first, rank_for_features)

    @computed(RANKED.format("bothers"))
    def bothers(self, root: strawberry.Parent[Any], first: First = 5) -> list[QuotedInsight]:
        """Rank for all features read together."""
        return _rank(root, Mood.BOTHERED, first, rank_for_features)


@strawberry.type(description="Fields of a product.")
class ProductPuzzle:
    """What was learned about it."""

    @computed(COUNTED.format("about it there are"))
    def insight_counts(self, root: strawberry.Parent[Any]) -> list[InsightCount]:
        """Count for all products read together."""
        return _count(root, count_in_products)

    @computed(RANKED.format("excites"))
    def excites(self, root: strawberry.Parent[Any], first: First = 10) -> list[QuotedInsight]:
        """Rank for all products read together."""
        return _rank(root, Mood.EXCITED, first, rank_in_products)

    @computed(RANKED.format("bothers"))
    def bothers(self, root: strawberry.Parent[Any], first: First = 10) -> list[QuotedInsight]:
        """Rank for all products read together."""
        return _rank(root, Mood.BOTHERED, first, rank_in_products)


def _count_voices(insight: Insight) -> CitedInsight | None:
    """Count who stands behind INSIGHT, and all read together with it; nothing if too few do."""

    def load(rows: Sequence[Insight]) -> Mapping[int, CitedInsight]:
        return count_voices([row.pk for row in rows])

    nobody = CitedInsight(insight.pk, 0, 0, insight.occurred_at)
    quoted = shared(insight, "voices", load, default=nobody)
    return None if hides_counts(insight) and quoted.voices < find_smallest() else quoted


def _count(
    root: Any,  # noqa: ANN401 -- a feature or a product
    count: Callable[[Sequence[int]], Mapping[int, Sequence[MonthCount]]],
) -> list[InsightCount]:
    """Count what was learned about ROOT, and all rows read together with it, as COUNT does."""

    def load(rows: Sequence[Model]) -> dict[int, Sequence[MonthCount]]:
        answering = find_answering(rows)
        found = count(sorted(set(answering.values())))
        return {pk: found[whole] for pk, whole in answering.items() if whole in found}

    nothing: Sequence[MonthCount] = ()
    return [
        InsightCount(
            id=identify("InsightCount", root.public_id, each.kind, each.mood, each.month),
            month=each.month,
            kind=enums.InsightKind(each.kind),
            mood=enums.Mood(each.mood),
            count=each.number,
        )
        for each in shared(root, "insight counts", load, default=nothing)
    ]


def _rank(
    root: Any,  # noqa: ANN401 -- a feature or a product
    mood: Mood,
    first: int,
    rank: Rank,
) -> list[QuotedInsight]:
    """Rank the FIRST insights of MOOD about ROOT, and all rows read together with it, as RANK does.

    :raises RefusedError: when FIRST is out of bounds.
    """
    if not 0 <= first <= MOST:
        raise RefusedError(f"first is {first}; it may be 0 to {MOST}.", path=["first"])
    least = find_smallest() if hides_counts(root) else 1

    def load(rows: Sequence[Model]) -> dict[int, list[tuple[CitedInsight, Insight]]]:
        answering = find_answering(rows)
        found = rank(sorted(set(answering.values())), mood.value, most=first, least=least)
        # Asked for even where there is none, so that a page costs the same whatever stands on it.
        named = {NOTHING, *(quoted.insight for mine in found.values() for quoted in mine)}
        insights = {row.pk: row for row in together(Insight.objects.filter(pk__in=named))}
        return {
            pk: [(quoted, insights[quoted.insight]) for quoted in found[whole]]
            for pk, whole in answering.items()
            if whole in found
        }

    nothing: list[tuple[CitedInsight, Insight]] = []
    return [
        QuotedInsight(
            id=identify("QuotedInsight", root.public_id, row.public_id),
            insight=cast("types.Insight", row),
            voices=quoted.voices,
            groups=quoted.groups,
        )
        for quoted, row in shared(root, ("quoted", mood, first, least), load, default=nothing)
    ]
