"""The host's own schema: its own type beside Tutti's, and a list that it narrows itself."""

import graphene
from django.contrib.auth.models import User
from django.db.models import QuerySet
from graphene import relay
from graphene_django import DjangoObjectType

from backend.relay.types import FeatureNode, FilterField, GroupNode, ProductNode
from products.models import Feature


class Colleague(DjangoObjectType):  # type: ignore[misc]  # -- graphene has no types
    """Somebody who logs in at the host."""

    class Meta:
        model = User
        fields = ("username",)
        interfaces = (relay.Node,)


class Query(graphene.ObjectType):  # type: ignore[misc]  # -- graphene has no types
    """What the host answers."""

    node = relay.Node.Field()
    colleagues = graphene.List(Colleague)
    wishes = FilterField(FeatureNode)
    launched = FilterField(FeatureNode)
    products = FilterField(ProductNode)
    groups = FilterField(GroupNode)

    def resolve_colleagues(self, _info: object) -> QuerySet[User]:
        """List whoever logs in."""
        return User.objects.order_by("username")

    def resolve_launched(self, _info: object, **_arguments: object) -> QuerySet[Feature]:
        """Start from rows that the host chooses."""
        return Feature.objects.filter(stage="LAUNCH")


schema = graphene.Schema(query=Query)
