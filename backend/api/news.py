"""News of features that moved, for those who back them, as GraphQL types."""

import uuid

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import UNSET, relay

from backend.api import listings, types
from backend.api.connections import Connection, listed, nested, related
from backend.api.queries import InProduct, within
from stakeholders import models as backing


@strawberry_django.type(backing.News, fields=["created_at"])
class News(relay.Node):
    """That a feature has moved, for somebody who backed it then."""

    public_id: relay.NodeID[uuid.UUID]
    stage_change: types.StageChange = related("stage_change", "The move that it tells of.")
    stakeholder: types.Stakeholder = related(
        "stakeholder", "Who is to be told.", rows=listings.read_people()
    )
    group: types.Group | None = related(
        "group", "The group that their voice counted in; null when it is gone."
    )


@strawberry.type(description="Fields of a move.")
class StageChangeNews:
    """Who is to be told of it."""

    backers: Connection[News] = nested(
        listings.news, "stage_change", "Who backed the feature when it moved, and is to be told."
    )


@strawberry.type(description="Fields of a stakeholder.")
class StakeholderNews:
    """What they are to be told."""

    news: Connection[News] = nested(
        listings.news, "stakeholder", "The moves of features that they backed, oldest first."
    )


@strawberry.type(description="What can be asked.")
class NewsQueries:
    """Who is to be told what."""

    @listed(
        listings.news,
        Connection[News],
        "Who is to be told of which move of a feature that they backed, oldest first.",
    )
    def news(self, product: InProduct = UNSET) -> QuerySet[backing.News]:
        """List news."""
        return within(listings.news().rows(), product, "stage_change__feature__product")
