"""Keeps lists from telling by their order or their filters what they do not show."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django_filters import Filter, FilterSet, ModelChoiceFilter

from backend.access.answering import refuse
from backend.access.callers import Caller
from backend.access.scopes import Scope
from backend.access.sight import GUARDED, RULES, keep, see
from products.narrowing import HasFilter, LinkedFilter

STEP: Final = "__"  # between the parts of a path


def find_guard(path: str | None) -> Scope | None:
    """Tell which scope it takes to sort or narrow by the column that PATH leads to, if any."""
    return GUARDED.get((path or "").rpartition(STEP)[2])


def open_rows(rows: QuerySet[Any], scopes: Iterable[Scope], caller: Caller) -> QuerySet[Any]:
    """Keep the ROWS of which CALLER may read what a list of them is sorted and narrowed by."""
    for scope in sorted(scopes):
        rows = keep(rows, caller, scope)
    return rows


def check_guard(path: str | None, caller: Caller, *place: str | int) -> Scope | None:
    """Tell which scope CALLER needs to sort or narrow by PATH, as is asked for at PLACE.

    :raises RefusedError: when they have it nowhere.
    """
    scope = find_guard(path)
    if scope is not None and not caller.may(scope):
        raise refuse(caller, scope, argument=list(place))
    return scope


def blindfold(bound: FilterSet, caller: Caller) -> None:
    """Let the filters of BOUND look only at rows that CALLER may see.

    A row that they may not see is named by no filter, and one that links rows is no link.
    """
    for one in bound.filters.values():
        _blindfold(one, caller)


def _blindfold(one: Filter, caller: Caller) -> None:
    if isinstance(one, ModelChoiceFilter):
        named = one.queryset
        one.queryset = lambda request: see(named(request), caller)
        vars(one).pop("_field", None)  # where django-filter keeps what it has made before
    if isinstance(one, HasFilter | LinkedFilter):
        links = one.links
        if links().model in RULES:  # what is none links two rows, and tells nothing else
            one.links = lambda: see(links(), caller)
