"""Breakdowns, one row for each feature and group; counts of small groups are kept back."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from backend.access.breakdowns import STANCES
from backend.access.scopes import Scope
from backend.access.smallness import COUNTED, is_small
from backend.integrations.exports.columns import Column, Kind, Row, name_columns, name_ids
from backend.integrations.exports.features import narrow
from backend.integrations.exports.tables import Part, page
from products.models import Feature
from stakeholders.models import AlignmentScore, Group

FEATURE: Final = (*name_ids(feature_id=Feature), *name_columns(Kind.TEXT, "product", "feature"))
GROUP: Final = (*name_ids(group_id=Group), *name_columns(Kind.TEXT, "kind", "group", "group_name"))
LINE: Final = (
    *name_columns(Kind.NUMBER, "support", "weight", "loss"),
    *name_columns(Kind.WHOLE, "voices", "heard"),
    Column("agreement", Kind.NUMBER),
    *name_columns(Kind.FLAG, "backing", "objecting"),
)
READ: Final = ("feature__public_id", "feature__product__key", "feature__key")


class BreakdownTable:
    """One row for each feature that was heard about, and each group with a say in its product."""

    columns = (
        *FEATURE,
        *GROUP,
        *LINE,
        *name_columns(Kind.WHOLE, *(f"count_{stance}" for stance in STANCES)),
        Column("scored_at", Kind.MOMENT),
    )

    def count(self, part: Part) -> int:
        """Tell how many scores are read for PART; each has several rows."""
        return _find(part).count()

    def read(self, part: Part) -> Iterator[tuple[int, list[Row]]]:
        """Yield the lines of the scores of PART."""
        groups = {
            key: told
            for key, *told in Group.objects.using(part.database).values_list(
                "pk", "public_id", "kind", "key", "name"
            )
        }
        rows = _find(part).values_list("pk", "feature__product", "breakdown", "updated_at", *READ)
        for found in page(rows):
            yield (
                len(found),
                [
                    _tell(line, part, product, (feature, groups[line["group"]], scored_at))
                    for _, product, lines, scored_at, *feature in found
                    for line in lines
                ],
            )


def _find(part: Part) -> QuerySet[Any]:
    rows = narrow(AlignmentScore.objects.using(part.database), part, "feature__product")
    return rows if part.changed_since is None else rows.filter(updated_at__gte=part.changed_since)


def _tell(line: Mapping[str, Any], part: Part, product: int, rest: tuple[Any, ...]) -> Row:
    """Tell LINE of a score in PRODUCT; REST are its feature, its group and when it was counted."""
    feature, group, scored_at = rest
    told = dict(line)
    if is_small(line) and not part.sight.includes(Scope.READ_PEOPLE, product):
        told |= dict.fromkeys(COUNTED)
    stances = told["stances"] or [None] * len(STANCES)
    return (*feature, *group, *(told[each.name] for each in LINE), *stances, scored_at)
