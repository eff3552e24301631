"""Finds rows of large tables by what they hang on, which is few and found first."""

from collections import defaultdict
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, Final

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split, unescape_string_literal

MOST_FOUND: Final = 1_000  # rows whose keys are handed on; of more any list shows some at once
PREFIXES: Final = ("=", "^", "@")  # Django's own ways to compare
MOST_ASKED: Final = 3  # words that are looked for ahead, each with a query for each relation


class LinkedSearch(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A list in which `search_fields` of other tables are searched there, not row by row here.

    A list of a million rows, joined to a hundred thousand people and searched by their names, reads
    all of both; the people are found alone, and their rows by the index of the relation.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Keep the rows that hold every word of SEARCH_TERM, or hang on what does."""
        asked = list(map(str, self.get_search_fields(request)))
        if any(each.startswith(PREFIXES) for each in asked):
            return super().get_search_results(request, queryset, search_term)
        fields: defaultdict[str, list[str]] = defaultdict(list)
        for path, _, name in (each.rpartition("__") for each in asked):
            fields[path].append(name)
        words = list(map(_unquote, smart_split(search_term)))
        for word in words:
            queryset = queryset.filter(_find(self.model, fields, word, len(words) <= MOST_ASKED))
        return queryset, False


def _unquote(word: str) -> str:
    """Take the quotes off WORD if it has any, as Django's own search does."""
    is_quoted = word[:1] in {'"', "'"} and len(word) > 1 and word[0] == word[-1]
    return unescape_string_literal(word) if is_quoted else word


def _find(model: type[Model], fields: Mapping[str, list[str]], word: str, is_ahead: bool) -> Q:  # noqa: FBT001 -- private
    """Say which rows of MODEL hold WORD in FIELDS, by relation; look them up if IS_AHEAD."""
    ways = []
    for path, names in fields.items():
        holding = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in names))
        if not path:
            ways.append(holding)
            continue
        rows = _follow(model, path)._default_manager.filter(holding)  # noqa: SLF001 -- any model
        keys = rows.order_by("pk").values("pk")
        found = list(rows.values_list("pk", flat=True)[: MOST_FOUND + 1]) if is_ahead else None
        is_few = found is not None and len(found) <= MOST_FOUND
        ways.append(Q(**{f"{path}__in": found if is_few else keys}))
    return reduce(or_, ways)


def _follow(model: type[Model], path: str) -> type[Model]:
    """Give the model that PATH leads to from MODEL."""
    for step in path.split("__"):
        field: Any = model._meta.get_field(step)  # noqa: SLF001 -- Django's documented model API
        model = field.related_model
    return model
