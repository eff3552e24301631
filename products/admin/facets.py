"""Facets of the lists: each narrows by a filter of the FilterSet that the APIs narrow by."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from django_filters import BooleanFilter, ModelChoiceFilter

from products.admin.picking import Picking
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
        bound = self.filter_set({self.parameter_name: self.read()}, queryset=queryset)
        return bound.qs if bound.is_valid() else queryset.none()

    def read(self) -> str | None:
        """Give the value as the filter takes it."""
        return self.value()


class AnswerFacet(Facet):
    """Offers yes and no, as its list calls them."""

    answers: ClassVar[tuple[tuple[str, Words], ...]]

    def lookups(self, _request: HttpRequest, _page: object) -> Iterable[tuple[str, Any]]:
        """Offer both."""
        return self.answers


class RowFacet(Picking, Facet):
    """Offers all rows there are, or a search for one where they are many.

    SOURCE is any relation to such rows, of a model whose page offers them.
    """

    source: Any

    def lookups(self, request: HttpRequest, page: Any) -> Iterable[tuple[str, str]]:  # noqa: ANN401 -- any page
        """Offer the rows that may be shown."""
        rows = list_rows(self.filter_set.base_filters[str(self.parameter_name)])
        few = self.list_few(rows)
        if self.is_long:
            name, site = str(self.parameter_name), page.admin_site
            self.offer(request, rows, field=self.source, site=site, name=name, drop=name)
        return [(str(row.public_id), str(row)) for row in few]

    def has_output(self) -> bool:
        """Tell whether there is anything to choose from."""
        return self.is_long or super().has_output()

    def read(self) -> str | None:
        """Give the public id of the row, which a picker knows by its key."""
        value = self.value()
        if value is None or not value.isdecimal():
            return value
        rows = self.source.remote_field.model._default_manager.filter(pk=value)  # noqa: SLF001 -- any model
        return str(rows.values_list("public_id", flat=True).first())


def facet(
    filter_set: type[NounFilterSet],
    name: str,
    *,
    title: Words,
    answers: tuple[Words, Words] = (YES, NO),
    source: Any = None,  # noqa: ANN401 -- a relation of any model
) -> type[Facet]:
    """Make a facet of the filter NAME of FILTER_SET, and head it TITLE.

    A filter of yes and no offers both, called as ANSWERS say; one of a row offers all rows there
    are, which SOURCE leads to as well.
    """
    members = {"title": title, "parameter_name": name, "filter_set": filter_set}
    if isinstance(filter_set.base_filters[name], BooleanFilter):
        called = tuple(zip(("true", "false"), answers, strict=True))
        return type(Facet.__name__, (AnswerFacet,), members | {"answers": called})
    return type(Facet.__name__, (RowFacet,), members | {"source": source})


def list_rows(known: ModelChoiceFilter) -> QuerySet[Any]:
    """List the rows that the filter KNOWN takes and that may be shown."""
    rows: QuerySet[Any] = known.queryset(None).order_by("name", "pk")
    return shown(rows)
