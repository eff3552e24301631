"""Connections over the FilterSets that every interface shares, in the manner of Graphene.

An argument is called as the filter: `name__icontains` is `name_Icontains`, `stage__in` is
`stage_In`. What a list may be asked, and what is refused, is the same as in the main schema.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import graphene
from django.db.models import QuerySet
from django_filters import FilterSet
from graphene.utils.str_converters import to_camel_case
from graphene_django.fields import DjangoConnectionField
from graphene_django.filter import DjangoFilterConnectionField
from graphql_relay import cursor_to_offset

from backend.access.batching import together
from backend.access.errors import RefusedError
from backend.access.guarding import find_guard, open_rows
from backend.access.narrowing import narrow
from backend.access.pages import read_size
from backend.relay.arguments import describe, type_of
from backend.relay.asking import caller_of


class Counted(graphene.relay.Connection):
    """A connection that tells how many rows there are on all pages."""

    class Meta:
        abstract = True

    total_count = graphene.Int(
        required=True, description="How many rows there are on all pages together."
    )

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:  # noqa: ANN401 -- graphene's own
        """Leave no gaps in the pages, and describe them."""
        options = {"description": "A list, page by page.", "strict_types": True} | options
        super().__init_subclass_with_meta__(**options)

    def resolve_total_count(self, _info: object) -> int:
        """Tell what was counted to make the page."""
        counted: int = self.length
        return counted


class FilterField(DjangoFilterConnectionField):
    """Lists the rows of a node type, narrowed by its FilterSet, with pages as the main schema's."""

    def __init__(self, *args: object, **kwargs: Any) -> None:  # noqa: ANN401 -- graphene's own
        self.described: dict[str, graphene.Argument] = {}
        super().__init__(*args, **kwargs)
        self._base_args.pop("offset", None)  # cursors are enough

    def get_manager(self) -> QuerySet[Any]:
        """List what the node type lists where no resolver says otherwise."""
        rows: QuerySet[Any] = self.node_type.rows()
        return rows

    @property
    def own_filter_set(self) -> type[FilterSet]:
        """Give the FilterSet of the noun itself, not what graphene-django makes of it."""
        own: type[FilterSet] = (
            self._provided_filterset_class or self.node_type._meta.filterset_class  # noqa: SLF001 -- graphene's own API
        )
        return own

    def get_queryset_resolver(self) -> Callable[..., QuerySet[Any]]:
        """Narrow by the FilterSet of the noun itself."""
        return partial(
            self.resolve_queryset,
            filterset_class=self.own_filter_set,
            filtering_args=self.filtering_args,
        )

    @property
    def filtering_args(self) -> dict[str, graphene.Argument]:
        """Make the arguments: numbers as numbers, and each with a description."""
        if not self.described:
            made = dict(super().filtering_args)
            for name, each in self.own_filter_set.base_filters.items():
                description = describe(self.model, each)
                made[name] = graphene.Argument(
                    type_of(each, made[name].type), description=description
                )
            self.described = made
        return self.described

    @classmethod
    def connection_resolver(cls, *args: Any, **asked: Any) -> object:  # noqa: ANN401 -- graphene's own
        """Refuse pages and cursors that are none, and give 20 rows where none are asked for.

        :raises RefusedError: when a size is out of bounds, or a cursor is none of ours.
        """
        size = read_size(asked.get("first"), asked.get("last"))
        for name in ("after", "before"):
            if asked.get(name) is not None and _read_cursor(asked[name]) < 0:
                raise RefusedError("This is no cursor of ours.", path=[name])
        if asked.get("last") is None:
            asked["first"] = size
        return super().connection_resolver(*args, **asked)

    @classmethod
    def resolve_queryset(  # noqa: PLR0913, PLR0917 -- graphene-django's signature
        cls,
        connection: object,
        iterable: object,
        info: Any,  # noqa: ANN401 -- graphene has no types
        args: Mapping[str, Any],
        filtering_args: Mapping[str, object],
        filterset_class: type[FilterSet],
    ) -> QuerySet[Any]:
        """Narrow the rows by what was asked, as the main schema does.

        :raises RefusedError: when the FilterSet refuses a value.
        """
        rows = DjangoConnectionField.resolve_queryset(connection, iterable, info, args)
        asked = {name: value for name, value in args.items() if name in filtering_args}
        caller, filters = caller_of(info), filterset_class.base_filters
        told = [filters[name].field_name for name, value in asked.items() if value is not None]
        shown = open_rows(rows, {s for s in map(find_guard, told) if s is not None}, caller)
        return narrow(
            shown, filterset_class, asked, lambda name: (to_camel_case(name),), caller=caller
        )

    @classmethod
    def resolve_connection(cls, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401 -- graphene's own
        """Read the page, and keep its rows together for whatever is asked of them."""
        made = super().resolve_connection(*args, **kwargs)
        together(edge.node for edge in made.edges)
        return made


def _read_cursor(text: str) -> int:
    """Read TEXT as a cursor; -1 when it is none."""
    offset: int | None = cursor_to_offset(text)
    return -1 if offset is None else offset
