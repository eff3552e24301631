"""Narrows by blank texts, which a form takes for nothing having been asked."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model, QuerySet
from django_filters import CharFilter, Filter

M = TypeVar("M", bound=Model)


def narrow_by_blanks(
    rows: QuerySet[M], known: Mapping[str, Filter], asked: Mapping[str, object]
) -> QuerySet[M]:
    """Keep the ROWS that meet those of the KNOWN filters for which a blank text was ASKED.

    It is compared as it stands: `exact` finds what is empty, `icontains` everything.
    """
    for name, value in asked.items():
        one = known.get(name)
        if isinstance(one, CharFilter) and isinstance(value, str) and not value.strip():
            rows = rows.filter(**{f"{one.field_name}__{one.lookup_expr}": value})
    return rows
