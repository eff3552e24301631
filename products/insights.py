"""Says which features an insight bears on, piece by piece, and counts what was learned."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext

from products.faults import RowFault, RowsRefusedError
from products.links import relink
from products.models import Feature, Insight
from products.upserts import Outcome, Upserted


class MonthCount(NamedTuple):
    """How many insights of one KIND and MOOD are of one MONTH, named by its first day in UTC.

    MONTH is empty for those of which nobody knows when it was said or seen.
    """

    month: date | None
    kind: str
    mood: str
    number: int


@transaction.atomic
def attach_insight(insight: Insight, features: Collection[Feature]) -> Upserted[Insight]:
    """Let INSIGHT bear on FEATURES too; the same again changes nothing.

    :raises RowsRefusedError: when one is of another product; nothing is written then.
    """
    told = gettext("The insight's product has no such feature.")
    faults = [
        RowFault(number, "features", "UNKNOWN", told)
        for number, feature in enumerate(features)
        if feature.product_id != insight.product_id
    ]
    if faults:
        raise RowsRefusedError(faults)
    row, before = _lock(insight)
    return _relink(row, before | {feature.pk for feature in features})


@transaction.atomic
def detach_insight(insight: Insight, features: Collection[Feature]) -> Upserted[Insight]:
    """Let INSIGHT bear on FEATURES no more; the same again changes nothing.

    What cites it as evidence goes on citing it.
    """
    row, before = _lock(insight)
    return _relink(row, before - {feature.pk for feature in features})


def _lock(insight: Insight) -> tuple[Insight, set[int]]:
    """Lock INSIGHT, so that two hands undo nothing of each other's; give it and its features."""
    row = Insight.objects.select_for_update().get(pk=insight.pk)
    return row, set(row.features.values_list("pk", flat=True))


def _relink(row: Insight, keys: set[int]) -> Upserted[Insight]:
    """Let ROW bear on the features with KEYS."""
    (done,) = relink([Upserted(row, Outcome.UNCHANGED)], "features", [keys])
    return done


def count_in_products(products: Collection[int]) -> dict[int, list[MonthCount]]:
    """Count the insights of each of PRODUCTS by month, kind and mood, in one query."""
    rows = Insight.objects.filter(product__in=products)
    return _count(rows.annotate(owner=F("product")))


def count_for_features(features: Collection[int]) -> dict[int, list[MonthCount]]:
    """Count the insights that bear on each of FEATURES, or on a part of it, in the same way.

    An insight that bears on several parts of one feature is counted once.
    """
    bearing = Q(features__in=features) | Q(features__merged_into__in=features)
    owner = Coalesce("features__merged_into", "features")
    return _count(Insight.objects.filter(bearing).annotate(owner=owner))


def _count(rows: QuerySet[Any]) -> dict[int, list[MonthCount]]:
    """Count ROWS, insights with their owner, by owner; months rise, and unknown ones come last."""
    counted: Iterable[Any] = (
        rows.annotate(month=TruncMonth("occurred_at", tzinfo=UTC))
        .order_by("owner", F("month").asc(nulls_last=True), "kind", "mood")
        .values_list("owner", "month", "kind", "mood")
        .annotate(Count("pk", distinct=True))
    )
    found: defaultdict[int, list[MonthCount]] = defaultdict(list)
    for owner, month, kind, mood, count in counted:
        found[owner].append(MonthCount(month.date() if month else None, kind, mood, count))
    return dict(found)
