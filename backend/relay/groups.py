"""Groups, and what each of them contributes to a score."""

from collections.abc import Mapping
from typing import Any, Final

import graphene
from django.db.models import QuerySet
from graphql_relay import to_global_id

from backend.access.breakdowns import STANCES, Breakdown, name_line
from backend.access.lines import LINE
from backend.relay.rows import SOURCED, RowNode, enum_of, sure
from stakeholders.filters import GroupFilterSet
from stakeholders.models import AlignmentScore, Group
from stakeholders.models import GroupKind as Kind

GroupKind: Final = enum_of(Kind, "GroupKind")


class GroupNode(RowNode):
    """A team or a segment."""

    class Meta:
        model = Group
        name = "Group"
        fields = ("key", "name", *SOURCED)
        filterset_class = GroupFilterSet

    kind = sure(GroupKind, "Whether it is a team or a segment.")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """List segments, then teams, by key."""
        return Group.objects.order_by("kind", "key", "pk")


class StanceCounts(graphene.ObjectType):
    """How many preferences of a group take each stance."""

    id = graphene.ID(required=True, description="Names these counts, for caches.")
    strongly_oppose = graphene.Int(required=True, description="How many strongly oppose.")
    oppose = graphene.Int(required=True, description="How many oppose.")
    neutral = graphene.Int(required=True, description="How many are neutral.")
    support = graphene.Int(required=True, description="How many support.")
    strongly_support = graphene.Int(required=True, description="How many strongly support.")


class GroupBacking(graphene.ObjectType):
    """How far one group stands behind a feature."""

    id = graphene.ID(required=True, description="Names this line, for caches.")
    group = graphene.Field(GroupNode, description="Whose backing it is; null once it is gone.")
    support = graphene.Float(required=True, description="How far it stands behind, 0..1.")
    weight = graphene.Float(required=True, description="Its share of the say; they sum to 1.")
    loss = graphene.Float(required=True, description="What its lack of support costs the score.")
    voices = graphene.Int(required=True, description="How many voices it has.")
    heard = graphene.Int(required=True, description="How many of them were heard.")
    agreement = graphene.Float(description="Agreement inside, -1 to 1; null while unheard.")
    backing = graphene.Boolean(required=True, description="Whether it clearly stands behind.")
    objecting = graphene.Boolean(required=True, description="Whether it clearly objects.")
    stances = sure(StanceCounts, "Its preferences by stance.")


def show_line(score: AlignmentScore, line: Mapping[str, Any], found: Breakdown) -> GroupBacking:
    """Show LINE of the breakdown of SCORE, as FOUND."""
    place = name_line(score, line)
    stances = StanceCounts(
        id=to_global_id("StanceCounts", place), **dict(zip(STANCES, line["stances"], strict=True))
    )
    return GroupBacking(
        id=to_global_id("GroupBacking", place),
        group=found.find(line),
        stances=stances,
        **{name: line[name] for name in LINE},
    )
