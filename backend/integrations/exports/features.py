"""Features with their scores, as rows of a file."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from django.db.models import Q, QuerySet

from backend.access.scopes import Scope
from backend.integrations.exports.columns import Column, Kind, Row, name_columns, name_ids
from backend.integrations.exports.tables import Part, page
from products.models import Feature
from stakeholders.ranking import BY_BACKING

MEASURES: Final = (
    *name_columns(Kind.NUMBER, "score", "low", "high"),
    *name_columns(Kind.FLAG, "provisional", "contested"),
    *name_columns(Kind.NUMBER, "evenness", "reach", "polarization", "internal", "external"),
    *name_columns(Kind.WHOLE, "voices", "backing_groups", "objecting_groups", "heard_groups"),
)
KNOWN: Final = (
    *name_ids(id=Feature),
    *name_columns(Kind.TEXT, "product", "key", "name", "summary", "problem", "stage"),
    Column("effort", Kind.AMOUNT),
    Column("tags", Kind.TEXTS),
    Column("exposure_unknown", Kind.FLAG),
    *name_columns(Kind.TEXT, "merged_into", "source", "external_id"),
    *name_columns(Kind.MOMENT, "updated_at", "scored_at"),
)
PATHS: Final = {
    "id": "public_id",
    "product": "product__key",
    "merged_into": "merged_into__key",
    "scored_at": "alignment__updated_at",
    **{column.name: f"alignment__{column.name}" for column in MEASURES},
}
READ: Final = tuple(PATHS.get(each.name, each.name) for each in (*KNOWN, *MEASURES))


class FeatureTable:
    """One row for each feature; scores are empty where nobody has spoken."""

    columns = (
        *KNOWN,
        *MEASURES,
        Column("revenue", Kind.AMOUNT),
        Column("rank", Kind.WHOLE),
        Column("objectives", Kind.TEXTS),
    )

    def count(self, part: Part) -> int:
        """Tell how many features are read for PART."""
        return _find(part).count()

    def read(self, part: Part) -> Iterator[tuple[int, list[Row]]]:
        """Yield the features of PART."""
        ranks = _find_ranks(part)
        for rows in page(_find(part).values_list("pk", "product", "alignment__revenue", *READ)):
            served = _find_objectives(part, [row[0] for row in rows])
            yield (
                len(rows),
                [
                    (
                        *told,
                        revenue if part.sight.includes(Scope.READ_COMMERCIAL, product) else None,
                        ranks.get(key),
                        served.get(key, []),
                    )
                    for key, product, revenue, *told in rows
                ],
            )


def narrow(features: QuerySet[Any], part: Part, path: str = "product") -> QuerySet[Any]:
    """Keep the FEATURES, or what PATH leads from to their product, that PART shows."""
    products = part.sight.products[Scope.READ_ALIGNMENT.value]
    return features if products is None else features.filter(**{f"{path}__in": products})


def _find(part: Part) -> QuerySet[Any]:
    rows = narrow(Feature.objects.using(part.database), part)
    if part.changed_since is None:
        return rows
    since = part.changed_since
    return rows.filter(Q(updated_at__gte=since) | Q(alignment__updated_at__gte=since))


def _find_ranks(part: Part) -> dict[int, int]:
    """Find the rank of each open feature that was heard, among those of its product."""
    rows = narrow(Feature.objects.using(part.database).open(), part)
    heard = rows.filter(alignment__low__isnull=False).order_by("product", *BY_BACKING)
    pairs = heard.values_list("product", "pk").iterator(chunk_size=10_000)
    return {
        key: rank
        for _, mine in groupby(pairs, lambda pair: pair[0])
        for rank, (_, key) in enumerate(mine, 1)
    }


def _find_objectives(part: Part, features: list[int]) -> dict[int, list[str]]:
    """Find the keys of the objectives that FEATURES, by key, serve."""
    links: Any = Feature.objectives.through
    rows = links.objects.using(part.database).filter(feature__in=features)
    found = defaultdict(list)
    for feature, key in rows.order_by("objective__key").values_list("feature", "objective__key"):
        found[feature].append(key)
    return found
