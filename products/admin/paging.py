"""Turns the pages of large tables, and shows beside a row no more rows than a page shows well."""

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.views.main import PAGE_VAR
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext

from products.figures import write_number
from products.keys import read_key

MOST_COUNTED: Final = 1_000  # rows beyond the page that is shown: counting all would take long
MOST_BESIDE: Final = 50  # rows beside another, each with fields of its own
LAST_PAGE: Final = 10**9  # beyond any that there is


class NearPaginator(Paginator):  # type: ignore[type-arg]  # -- not generic at run time
    """Turns the pages of a large table, which it does not count to the end.

    It knows of so many rows beyond PAGE, the one that is shown, so that one can always go on.
    """

    def __init__(self, *args: Any, page: int = 1, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Remember PAGE."""
        super().__init__(*args, **kwargs)
        self.before = (min(max(page, 1), LAST_PAGE) - 1) * self.per_page

    @cached_property
    def count(self) -> int:
        """Count the rows up to the page that is shown, and some beyond it."""
        rows: Any = self.object_list
        beyond = rows.order_by().values_list("pk", flat=True)
        return self.before + len(beyond[self.before : self.before + MOST_COUNTED])

    @property
    def is_cut(self) -> bool:
        """Tell whether there may be more rows than were counted."""
        return self.count - self.before >= MOST_COUNTED


def count_near(rows: QuerySet[Any]) -> int:
    """Count ROWS, up to `MOST_COUNTED`."""
    return len(rows.order_by().values_list("pk", flat=True)[:MOST_COUNTED])


def tell_number(number: int) -> str:
    """Tell the NUMBER of rows that `count_near` found."""
    if number < MOST_COUNTED:
        return write_number(number)
    return gettext("%(number)s or more") % {"number": write_number(MOST_COUNTED)}


class NearPages(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A list that may be long; no action takes in rows that nobody has counted.

    Django's hierarchy of dates and its counts beside filters read the whole table, so there are
    none.
    """

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        per_page: int,
        *_: object,
        **_more: object,
    ) -> NearPaginator:
        """Turn pages from the one that REQUEST asks for."""
        asked = request.GET.get(PAGE_VAR, "")
        return NearPaginator(queryset, per_page, page=read_key(asked) or 1)

    def response_action(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *args: Any,  # noqa: ANN401 -- as newer versions of Django write it
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as Django writes it
        """Act on the rows that are marked; on all of a list only where all were counted."""
        if request.POST.get("select_across") == "1" and count_near(queryset) >= MOST_COUNTED:
            told = gettext(
                "These are %(number)s rows or more, which is too many to act on at once. Nothing "
                "was done: search or filter first."
            )
            messages.error(request, told % {"number": write_number(MOST_COUNTED)})
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **kwargs)


class BoundedFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # -- not generic at run time
    """Rows beside another, as many as a page shows well; those sent back are read by their keys."""

    is_cut = False  # whether there are more than are shown

    def get_queryset(self) -> Any:  # noqa: ANN401 -- a list where Django has a QuerySet
        """Read the rows once."""
        if not hasattr(self, "_bounded"):
            rows = super().get_queryset()
            if self.is_bound:
                self._bounded = list(rows.filter(pk__in=self._list_sent(rows.model)))
            else:
                found = list(rows[: MOST_BESIDE + 1])
                self.is_cut, self._bounded = len(found) > MOST_BESIDE, found[:MOST_BESIDE]
        return self._bounded

    def _list_sent(self, model: type[Model]) -> list[int]:
        """List the keys of the rows of MODEL that were shown and came back."""
        name = model._meta.pk.name  # noqa: SLF001 -- Django's documented model API
        sent = (
            self.data.get(f"{self.add_prefix(number)}-{name}", "")
            for number in range(self.initial_form_count())
        )
        return [key for text in sent if (key := read_key(text)) is not None]
