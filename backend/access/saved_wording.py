"""Tells in words what a saved filter narrows a list by."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from backend.access.models import SavedFilter
from backend.access.saved_filters import Query
from products.admin.wording import Wording

LOOKUPS: Final[Mapping[str, Any]] = {
    "exact": "%(value)s",
    "in": "%(value)s",
    "gte": gettext_lazy("from %(value)s"),
    "gt": gettext_lazy("above %(value)s"),
    "lte": gettext_lazy("up to %(value)s"),
    "lt": gettext_lazy("below %(value)s"),
    "isnull": gettext_lazy("empty: %(value)s"),
    "isempty": gettext_lazy("empty: %(value)s"),
}
YES: Final = ("1", "true", "on")
NO: Final = ("0", "false")


def tell_saved(
    page: Any,  # noqa: ANN401 -- a page of the admin
    request: HttpRequest,
    kept: Iterable[SavedFilter],
) -> dict[int, str]:
    """Tell of each filter KEPT of PAGE what it narrows by, by key, for whoever sends REQUEST."""
    wording, own = Wording(), _read_own(page, request)
    queries: dict[int, Query] = {saved.pk: json.loads(saved.query) for saved in kept}
    parts = [item for query in queries.values() for item in query.items()]
    wording.learn(_list_rows(page.model, parts))
    return {
        key: "; ".join(
            _tell_part(page, name, values, own, wording) for name, values in each.items()
        )
        for key, each in queries.items()
    }


def _read_own(page: Any, request: HttpRequest) -> dict[str, Any]:  # noqa: ANN401 -- as above
    """Read the filters of PAGE that are no fields, by what an address calls them."""
    kinds = [
        each
        for each in page.get_list_filter(request)
        if isinstance(each, type) and issubclass(each, SimpleListFilter)
    ]
    return {str(kind.parameter_name): kind(request, {}, page.model, page) for kind in kinds}


def _list_rows(
    model: type[Model], parts: Iterable[tuple[str, Sequence[str]]]
) -> Iterator[tuple[Any, object]]:
    """List the relations among PARTS, each with a key that it names."""
    for name, values in parts:
        field, lookup = _find_field(model, name)
        if field is not None and field.remote_field is not None and lookup in {"exact", "in"}:
            yield from ((field, int(value)) for value in values if value.isdecimal())


def _tell_part(
    page: Any,  # noqa: ANN401 -- as above
    name: str,
    values: Sequence[str],
    own: Mapping[str, Any],
    wording: Wording,
) -> str:
    """Tell what the parameter NAME with VALUES narrows the list of PAGE by, or sorts it."""
    told = ", ".join(values)
    if name == SEARCH_VAR:
        return gettext("search: “%(text)s”") % {"text": told}
    if name == ORDER_VAR:
        return gettext("sorted by %(columns)s") % {"columns": told}
    if name in own:
        called = {str(key): str(label) for key, label in own[name].lookup_choices}
        return f"{capfirst(own[name].title)}: {', '.join(called.get(v, v) for v in values)}"
    field, lookup = _find_field(page.model, name)
    if field is None or lookup not in LOOKUPS:
        return f"{name}: {told}"
    shown = ", ".join(_tell_value(field, lookup, value, wording) for value in values)
    return f"{capfirst(str(field.verbose_name))}: {str(LOOKUPS[lookup]) % {'value': shown}}"


def _tell_value(field: Any, lookup: str, value: str, wording: Wording) -> str:  # noqa: ANN401 -- any field
    """Tell VALUE of FIELD, as an address has it."""
    flags = {**dict.fromkeys(YES, gettext("yes")), **dict.fromkeys(NO, gettext("no"))}
    if lookup in {"isnull", "isempty"} or field.get_internal_type() == "BooleanField":
        return flags.get(value.casefold(), value)
    if field.remote_field is not None:
        return wording.tell(field, int(value)) if value.isdecimal() else value
    return next((str(label) for key, label in field.flatchoices if str(key) == value), value)


def _find_field(model: type[Model], name: str) -> tuple[Any, str]:
    """Find the last field that NAME leads to from MODEL, if any, and the lookup."""
    field: Any = None
    *path, lookup = name.split("__") if "__" in name else (name, "exact")
    if lookup not in LOOKUPS:
        path, lookup = [*path, lookup], "exact"
    for step in path:
        if field is not None and step in {"id", "pk"}:
            break
        try:
            field = (model if field is None else field.related_model)._meta.get_field(step)  # noqa: SLF001 -- Django's documented model API
        except (FieldDoesNotExist, AttributeError):
            return None, lookup
    return field, lookup
