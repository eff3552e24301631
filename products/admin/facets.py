"""Facets of the lists: each narrows by a filter of the FilterSet that the APIs narrow by."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from django_filters import BooleanFilter, ModelChoiceFilter

from products.looking import shown
from products.narrowing import NounFilterSet
from products.wording import Words

YES: Final = gettext_lazy("yes")
NO: Final = gettext_lazy("no")


class Facet(admin.SimpleListFilter):
    """Narrows a list by the filter of FILTER_SET that its parameter is called as."""

    filter_set: type[NounFilterSet]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that meet what was chosen; none when there is no such choice."""
        if self.value() is None:
            return queryset
        bound = self.filter_set({self.parameter_name: self.value()}, queryset=queryset)
        return bound.qs if bound.is_valid() else queryset.none()


def facet(
    filter_set: type[NounFilterSet], name: str, *, title: Words, yes: Words = YES, no: Words = NO
) -> type[Facet]:
    """Make a facet of the filter NAME of FILTER_SET, and head it TITLE.

    A filter of yes and no offers both, called YES and NO; one of a row offers all rows there are.
    """
    known = filter_set.base_filters[name]

    def lookups(_self: Facet, _request: HttpRequest, _page: object) -> list[tuple[str, str]]:
        if isinstance(known, BooleanFilter):
            return [("true", str(yes)), ("false", str(no))]
        return [(str(row.public_id), str(row)) for row in list_rows(known)]

    members = {"title": title, "parameter_name": name, "lookups": lookups}
    return type(Facet.__name__, (Facet,), members | {"filter_set": filter_set})


def list_rows(known: ModelChoiceFilter) -> QuerySet[Any]:
    """List the rows that the filter KNOWN takes and that may be shown."""
    rows: QuerySet[Any] = known.queryset(None).order_by("name", "pk")
    return shown(rows)
