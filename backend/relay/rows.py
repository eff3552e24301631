"""What all node types have in common."""

from typing import Any, Final

import graphene
from django.db.models import QuerySet
from graphene import relay
from graphene_django import DjangoObjectType

from backend.access.ids import read_public_id
from backend.access.sight import see
from backend.relay.asking import caller_of
from backend.relay.fields import Counted

SOURCED: Final = ("source", "external_id", "created_at", "updated_at")


def enum_of(choices: Any, name: str) -> Any:  # noqa: ANN401 -- graphene has no types
    """Make CHOICES the enum called NAME, each value described by its label."""

    def describe(choice: Any) -> str:  # noqa: ANN401 -- a choice, or none for them all
        return str(choices.__doc__) if choice is None else f"{choice.label.capitalize()}."

    return graphene.Enum.from_enum(choices, name=name, description=describe)


def sure(type_: object, description: str, **more: object) -> graphene.Field:
    """Make a field of TYPE_ that is never null."""
    return graphene.Field(type_, required=True, description=description, **more)


def many(type_: object) -> graphene.NonNull:
    """Make the type of a list of TYPE_ without gaps."""
    return graphene.List(graphene.NonNull(type_))


class RowNode(DjangoObjectType):
    """A row of Tutti, known by its public id."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:  # noqa: ANN401 -- graphene's own
        """Make it a node with a connection that counts."""
        options = {"interfaces": (relay.Node,), "connection_class": Counted} | options
        super().__init_subclass_with_meta__(**options)

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Give the rows as they are listed."""
        found: QuerySet[Any] = cls._meta.model.objects.order_by("key", "pk")
        return found

    @classmethod
    def all_rows(cls) -> QuerySet[Any]:
        """Give all rows that have an id."""
        found: QuerySet[Any] = cls._meta.model.objects.all()
        return found

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: object) -> QuerySet[Any]:
        """Keep the rows of QUERYSET that whoever asks may see."""
        return see(queryset, caller_of(info))

    @classmethod
    def get_node(cls, info: object, id: str) -> object:  # noqa: A002 -- graphene's name
        """Find the row with the public ID."""
        rows = cls.get_queryset(cls.all_rows(), info)
        return rows.filter(public_id=read_public_id(id)).first()

    def resolve_id(self, _info: object) -> object:
        """Show the public id."""
        return self.public_id
