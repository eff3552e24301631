"""The node types work in the schema of a host project on Graphene."""

from typing import Any, cast

import graphene
import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet
from graphene import relay
from graphene_django import DjangoObjectType

from backend.relay.types import FeatureNode, FilterField, GroupNode, ProductNode
from products.models import Feature
from tests.backend.api.asking import id_of
from tests.backend.relay.rows import build_house


class UserNode(DjangoObjectType):  # type: ignore[misc]  # -- graphene has no types
    """A type of the host's own."""

    class Meta:
        model = User
        fields = ("username",)
        interfaces = (relay.Node,)


class Query(graphene.ObjectType):  # type: ignore[misc]  # -- graphene has no types
    """What the host project answers."""

    node = relay.Node.Field()
    wishes = FilterField(FeatureNode)
    launched = FilterField(FeatureNode)
    products = FilterField(ProductNode)
    groups = FilterField(GroupNode)
    me = graphene.Field(UserNode)

    def resolve_launched(self, _info: object, **_arguments: object) -> QuerySet[Feature]:
        """Start from rows that the host chooses."""
        return Feature.objects.filter(stage="LAUNCH")

    def resolve_me(self, _info: object) -> User:
        """Show a row of the host's own."""
        return User(pk=1, username="host")


HOST = graphene.Schema(query=Query)


def ask(query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
    """Give the data that the host's schema finds, without any error."""
    result = HOST.execute(query, variables=variables)
    assert result.errors is None
    return cast("Any", result.data)


@pytest.mark.django_db
def test_a_host_lists_features_with_their_backing() -> None:
    build_house()

    found = ask("""{ wishes(first: 2, heard: true) { totalCount edges { node {
      key product { name } alignment { rank breakdown { group { key } } } } } } }""")

    assert found["wishes"]["totalCount"] == 3
    assert [each["node"]["key"] for each in found["wishes"]["edges"]] == ["loved", "contested"]
    assert found["wishes"]["edges"][0]["node"]["alignment"]["rank"] == 1


@pytest.mark.django_db
def test_a_host_may_choose_the_rows_to_start_from() -> None:
    build_house()

    found = ask("{ launched { edges { node { key } } } me { username } }")

    assert found["launched"]["edges"] == [{"node": {"key": "disliked"}}]
    assert found["me"] == {"username": "host"}


@pytest.mark.django_db
@pytest.mark.parametrize("noun", ["Feature", "Product", "Alignment"])
def test_a_host_finds_nodes_by_the_ids_of_the_main_api(noun: str) -> None:
    build_house()
    feature = Feature.objects.get(key="loved")
    known = id_of(feature.product if noun == "Product" else feature, noun)

    found = ask("query ($id: ID!) { node(id: $id) { id __typename } }", id=known)

    assert found["node"] == {"id": known, "__typename": noun}


@pytest.mark.django_db
def test_an_id_that_is_none_is_refused_in_words() -> None:
    result = HOST.execute('{ node(id: "RmVhdHVyZTox") { id } }')  # Feature:1

    assert [error.message for error in result.errors or []] == ["'1' is no id of ours."]


def test_pages_are_bounded_for_hosts_too() -> None:
    result = HOST.execute("{ groups(first: 101) { totalCount } }")

    assert [error.message for error in result.errors or []] == ["first is 101; it may be 0 to 100."]
