"""Ranks what excites people and what bothers them by who stands behind it.

A voice stands behind an insight when what it has stated cites the insight as evidence; about one
feature, when what it has stated about that one does. An account is one voice. Whoever has no say in
the product, or was deactivated, stands behind nothing; what was stated about a duplicate counts
for the feature that answers. Backing a feature is not taken for standing behind all that was
learned about it: people want one thing for many reasons.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from products.models import Insight
from products.narrowing import links_of
from stakeholders.models import Evidence, Group

SAY: Final = links_of(Group.products)
UNDATED: Final = datetime.min.replace(tzinfo=UTC)


class CitedInsight(NamedTuple):
    """An INSIGHT, by key, and how many VOICES of how many GROUPS stand behind it."""

    insight: int
    voices: int
    groups: int
    occurred_at: datetime | None


def rank_in_products(
    products: Collection[int], mood: str, *, most: int, least: int = 1
) -> dict[int, list[CitedInsight]]:
    """Give for each of PRODUCTS at MOST so many insights of MOOD, those with most voices first.

    Those behind which fewer than LEAST voices stand are left out. One query.
    """
    return _rank(_read().filter(owner__in=products), "owner", mood, most=most, least=least)


def rank_for_features(
    features: Collection[int], mood: str, *, most: int, least: int = 1
) -> dict[int, list[CitedInsight]]:
    """Give for each of FEATURES at MOST so many insights of MOOD that are cited about it.

    Fewer than LEAST voices are not told. One query.
    """
    return _rank(_read().filter(whole__in=features), "whole", mood, most=most, least=least)


def read_cited(feature: int, *, most: int) -> dict[str, list[Any]]:
    """Read for each mood at MOST so many insights that are cited about FEATURE, in one query.

    Each has how many voices and groups stand behind it, as `voices` and `groups`.
    """
    mine = _read().filter(whole=feature)
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in _count_for(Insight.objects.filter(pk__in=mine.values("insight")), mine):
        found[row.mood].append(row)
    return {mood: sorted(rows, key=_sort_row)[:most] for mood, rows in found.items()}


def count_voices(insights: Collection[int]) -> dict[int, CitedInsight]:
    """Count who stands behind each of INSIGHTS, on whatever feature; in one query.

    Those behind which nobody stands are left out.
    """
    rows = _read().filter(insight__in=insights).values_list("insight", "insight__occurred_at")
    counted = rows.annotate(
        voices=Count("voice", distinct=True), groups=Count("group", distinct=True)
    )
    return {key: CitedInsight(key, voices, groups, at) for key, at, voices, groups in counted}


def with_voices(rows: QuerySet[Insight]) -> QuerySet[Any]:
    """Give ROWS with how many voices and groups stand behind each, as `voices` and `groups`."""
    return _count_for(rows, _read())


def _read() -> QuerySet[Any]:
    """Read the evidence that counts, with the owner, the whole feature, the group and the voice."""
    group = Coalesce("preference__stakeholder__team", "preference__stakeholder__account__segment")
    account = 0 - F("preference__stakeholder__account")
    named = SAY().filter(group=OuterRef("group"))
    has_say = ~Exists(named) | Exists(named.filter(product=OuterRef("owner")))
    return (
        Evidence.objects.order_by()
        .annotate(
            owner=F("preference__feature__product"),
            whole=Coalesce("preference__feature__merged_into", "preference__feature"),
            group=group,
            voice=Coalesce(account, "preference__stakeholder", output_field=BigIntegerField()),
        )
        .filter(has_say, preference__stakeholder__deactivated_at=None)
        # What is another product's is not told along.
        .filter(insight__product=F("owner"))
    )


def _rank(
    rows: QuerySet[Any], owner: str, mood: str, *, most: int, least: int
) -> dict[int, list[CitedInsight]]:
    """Count the voices of ROWS, evidence, for each OWNER and insight of MOOD, and sort by them."""
    counted = (
        rows.filter(insight__mood=mood)
        .values_list(owner, "insight", "insight__occurred_at")
        .annotate(voices=Count("voice", distinct=True), groups=Count("group", distinct=True))
        .filter(voices__gte=max(1, least))
    )
    found: defaultdict[int, list[CitedInsight]] = defaultdict(list)
    for key, insight, at, voices, groups in counted:
        found[key].append(CitedInsight(insight, voices, groups, at))
    return {key: sorted(mine, key=_sort)[:most] for key, mine in found.items()}


def _sort(quoted: CitedInsight) -> tuple[object, ...]:
    """Give what QUOTED is sorted by: most voices, most groups, then the latest."""
    at = quoted.occurred_at or UNDATED
    return -quoted.voices, -quoted.groups, UNDATED - at, quoted.insight


def _sort_row(row: Any) -> tuple[object, ...]:  # noqa: ANN401 -- an insight with its voices
    return _sort(CitedInsight(row.pk, row.voices, row.groups, row.occurred_at))


def _count_for(rows: QuerySet[Insight], evidence: QuerySet[Any]) -> QuerySet[Any]:
    """Give ROWS with how many voices and groups stand behind each in EVIDENCE."""
    return rows.annotate(voices=_count("voice", evidence), groups=_count("group", evidence))


def _count(what: str, evidence: QuerySet[Any]) -> Coalesce:
    """Count what is distinct of WHAT in the EVIDENCE of an insight."""
    mine = evidence.filter(insight=OuterRef("pk")).values("insight")
    return Coalesce(Subquery(mine.annotate(n=Count(what, distinct=True)).values("n")), 0)
