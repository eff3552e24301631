"""The read-only schema at /graphql/relay."""

from typing import Any

import graphene
from graphene import relay
from graphql import GraphQLResolveInfo

from backend.access.ids import read_id
from backend.relay.fields import FilterField
from backend.relay.types import AlignmentNode, FeatureNode, GroupNode, ProductNode

NODES = {each._meta.name: each for each in (ProductNode, FeatureNode, AlignmentNode, GroupNode)}  # noqa: SLF001 -- graphene's own API


class Query(graphene.ObjectType):
    """What can be asked."""

    node = graphene.Field(
        relay.Node,
        id=graphene.ID(required=True, description="Its id."),
        description="Anything that has an id; null when it is gone.",
    )
    products = FilterField(ProductNode, required=True, description="The products, by key.")
    features = FilterField(
        FeatureNode,
        required=True,
        description="The features, broadest backing first: by the lower end of their interval.",
    )
    groups = FilterField(
        GroupNode, required=True, description="The teams and segments, by kind and key."
    )

    def resolve_node(self, info: GraphQLResolveInfo, id: str) -> Any:  # noqa: A002, ANN401 -- Relay's name, any node
        """Find one row.

        :raises RefusedError: when ID is no global id.
        """
        name, public_id = read_id(id)
        return NODES[name].get_node(info, str(public_id)) if name in NODES else None


schema = graphene.Schema(query=Query, types=list(NODES.values()))
