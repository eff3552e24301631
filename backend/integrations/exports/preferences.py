"""Preferences, with who stated them: for those who may read of people."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet

from backend.access.scopes import Scope
from backend.integrations.exports.columns import Column, Kind, Row, name_columns, name_ids
from backend.integrations.exports.tables import Part, page
from products.models import Feature
from stakeholders.models import Importance, Preference, Stakeholder, Stance

PATHS: Final = {
    "id": "public_id",
    "product": "feature__product__key",
    "feature": "feature__key",
    "feature_id": "feature__public_id",
    "stakeholder": "stakeholder__public_id",
    "stakeholder_source": "stakeholder__source",
    "stakeholder_external_id": "stakeholder__external_id",
    "stakeholder_email": "stakeholder__email",
    "stakeholder_name": "stakeholder__name",
    "team": "stakeholder__team__key",
    "account": "stakeholder__account__key",
    "segment": "stakeholder__account__segment__key",
}
IDS: Final = {
    column.name: column
    for column in name_ids(id=Preference, feature_id=Feature, stakeholder=Stakeholder)
}
SAID: Final = (
    *(IDS.get(name, Column(name)) for name in PATHS),
    *name_columns(Kind.TEXT, "reason", "source"),
    Column("stated_at", Kind.MOMENT),
    Column("entered_by"),
    Column("heard_at", Kind.MOMENT),
    Column("heard_in"),
    Column("updated_at", Kind.MOMENT),
)
READ: Final = tuple(PATHS.get(each.name, each.name) for each in SAID)


class PreferenceTable:
    """One row for each preference as it stands."""

    columns = (
        *SAID,
        *name_columns(Kind.TEXT, "stance", "importance"),
        Column("willingness_to_pay", Kind.AMOUNT),
    )

    def count(self, part: Part) -> int:
        """Tell how many preferences are read for PART."""
        return _find(part).count()

    def read(self, part: Part) -> Iterator[tuple[int, list[Row]]]:
        """Yield the preferences of PART."""
        named = ("pk", "feature__product", "stance", "importance", "willingness_to_pay")
        for rows in page(_find(part).values_list(*named, *READ)):
            yield (
                len(rows),
                [
                    (
                        *told,
                        Stance(stance).name,
                        Importance(importance).name,
                        amount if part.sight.includes(Scope.READ_COMMERCIAL, product) else None,
                    )
                    for _, product, stance, importance, amount, *told in rows
                ],
            )


def _find(part: Part) -> QuerySet[Any]:
    rows: QuerySet[Any] = Preference.objects.using(part.database)
    products = part.sight.products[Scope.READ_PEOPLE.value]
    if products is not None:
        rows = rows.filter(feature__product__in=products)
    return rows if part.changed_since is None else rows.filter(updated_at__gte=part.changed_since)
