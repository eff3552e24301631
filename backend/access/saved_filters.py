"""Keeps what a list of the admin is narrowed by, and tells what of it still holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.filters import DateFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from backend.access.models import SavedFilter
from backend.access.saved_models import QUERY_LENGTH
from products.looking import shown
from stakeholders.mentions import Names

Query = Mapping[str, Sequence[str]]

MOST: Final = 200  # filters of one person; nobody finds their way among more
PASSING: Final = frozenset({PAGE_VAR, ERROR_FLAG, "all", "_popup", "_to_field", "_facets"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What of a saved filter still holds, as the text of an address, and what is STALE of it."""

    query: str
    stale: Sequence[str]


def list_filters(user: Any, noun: str) -> QuerySet[SavedFilter]:  # noqa: ANN401 -- any model of users
    """List the filters of rows of NOUN that USER finds: their own, and those that are shared."""
    found = SavedFilter.objects.filter(Q(user=user.pk) | Q(is_shared=True), noun=noun)
    return found.select_related("user").order_by("name", "pk")


def write_query(page: Any, request: HttpRequest, text: str) -> str:  # noqa: ANN401 -- a page of the admin
    """Write what the address of a list says, TEXT, to be kept; columns to sort by get their names.

    :raises ValueError: when that is too long.
    """
    sent = QueryDict(text)
    query = {name: values for name, values in sent.lists() if name not in PASSING}
    if ORDER_VAR in query:
        query[ORDER_VAR] = list(_name_columns(page, request, query[ORDER_VAR][-1]))
    written = json.dumps(query, ensure_ascii=False, sort_keys=True)
    if len(written) > QUERY_LENGTH:
        raise ValueError(gettext("This filter is too long to be kept."))
    return written


def _list_columns(page: Any, request: HttpRequest) -> list[str]:  # noqa: ANN401 -- as above
    """List the names of the columns, as an address counts them."""
    columns = [getattr(each, "__name__", str(each)) for each in page.get_list_display(request)]
    return [*(["action_checkbox"] if page.get_actions(request) else []), *columns]


def _name_columns(page: Any, request: HttpRequest, order: str) -> Iterator[str]:  # noqa: ANN401 -- as above
    columns = _list_columns(page, request)
    for part in order.split("."):
        sign, place = part[: part.startswith("-")], part.lstrip("-")
        if place.isdecimal() and int(place) < len(columns):
            yield sign + columns[int(place)]


def _place_columns(
    page: Any,  # noqa: ANN401 -- as above
    request: HttpRequest,
    names: Sequence[str],
) -> tuple[str, list[str]]:
    """Give the order of the columns NAMES as an address has it, and those that are gone."""
    columns = _list_columns(page, request)
    there = [name for name in names if name.lstrip("-") in columns]
    parts = [f"{name[: name.startswith('-')]}{columns.index(name.lstrip('-'))}" for name in there]
    return ".".join(parts), [name.lstrip("-") for name in names if name not in there]


def check(page: Any, request: HttpRequest, saved: SavedFilter) -> Checked:  # noqa: ANN401 -- as above
    """Tell what of SAVED still holds on PAGE for whoever sends REQUEST."""
    query: dict[str, list[str]] = json.loads(saved.query)
    stale: list[str] = []
    if ORDER_VAR in query:
        order, gone = _place_columns(page, request, query.pop(ORDER_VAR))
        stale += [gettext("the order by %(name)s") % {"name": name} for name in gone]
        query |= {ORDER_VAR: [order]} if order else {}
    sifted = sift(page, request, query)
    return Checked(sifted.query, [*stale, *sifted.stale])


def sift(page: Any, request: HttpRequest, query: Query) -> Checked:  # noqa: ANN401 -- as above
    """Tell what of QUERY narrows, searches or sorts the list of PAGE for whoever sends REQUEST."""
    good, stale = {}, []
    for name, values in query.items():
        if name in (ORDER_VAR, SEARCH_VAR) or _holds(page, request, name, values):
            good[name] = values
        else:
            stale.append(f"{name.split('__', maxsplit=1)[0]} = {', '.join(values)}")
    return Checked(_encode(good), stale)


def _encode(query: Query) -> str:
    sent = QueryDict(mutable=True)
    for name, values in query.items():
        sent.setlist(name, list(values))
    return sent.urlencode()


def _holds(page: Any, request: HttpRequest, name: str, values: Sequence[str]) -> bool:  # noqa: ANN401 -- as above
    """Tell whether the parameter NAME with VALUES still narrows the list of PAGE."""
    alone = copy(request)
    alone.GET = QueryDict(_encode({name: values}))
    try:
        shown_list: ChangeList = page.get_changelist_instance(alone)
    except (IncorrectLookupParameters, SuspiciousOperation):
        return False
    claiming = [spec for spec in shown_list.filter_specs if name in spec.expected_parameters()]
    for spec in claiming:
        if isinstance(spec, DateFieldListFilter):
            return True
        return any(choice["selected"] for choice in list(spec.choices(shown_list))[1:])
    return name in shown_list.get_filters(alone)[2] and _names_rows(page.model, name, values)


def _names_rows(model: type[Model], name: str, values: Sequence[str]) -> bool:
    """Tell whether the rows are there that VALUES of NAME mean, where it leads to rows at all."""
    first, *rest = name.split("__")
    try:
        field: Any = model._meta.get_field(first)  # noqa: SLF001 -- Django's documented model API
    except FieldDoesNotExist:
        return True
    if field.remote_field is None or rest not in (["exact"], ["id", "exact"]):
        return True
    rows = shown(field.related_model._default_manager.all())  # noqa: SLF001 -- as above
    return rows.filter(pk__in=values).count() == len(set(values))


def forget_names(names: Names) -> None:
    """Delete the filters in which one of NAMES stands."""
    SavedFilter.objects.filter(names.find("query") | names.find("name")).delete()
