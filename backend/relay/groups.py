"""Groups, and what each of them contributes to a score."""

from collections.abc import Mapping
from typing import Any, Final

import graphene
from django.db.models import QuerySet
from graphql_relay import to_global_id

from backend.access.breakdowns import STANCES, Breakdown, name_line
from backend.access.lines import LINE
from backend.access.smallness import COUNTED, is_small
from backend.relay.rows import SOURCED, RowNode, enum_of, sure
from stakeholders.filters import GroupFilterSet
from stakeholders.models import AlignmentScore, Group
from stakeholders.models import GroupKind as Kind

KEPT_BACK: Final = "null in a group too small for it, without read:people"
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
    heard = graphene.Int(description=f"How many of them were heard; {KEPT_BACK}.")
    agreement = graphene.Float(
        description=f"Agreement inside, -1 to 1; null while unheard, and {KEPT_BACK}."
    )
    backing = graphene.Boolean(required=True, description="Whether it clearly stands behind.")
    objecting = graphene.Boolean(required=True, description="Whether it clearly objects.")
    stances = graphene.Field(StanceCounts, description=f"Its preferences by stance; {KEPT_BACK}.")


def show_line(
    score: AlignmentScore, line: Mapping[str, Any], found: Breakdown, *, hides: bool
) -> GroupBacking:
    """Show LINE of the breakdown of SCORE, as FOUND; it HIDES the counts of small groups."""
    place = name_line(score, line)
    stances = StanceCounts(
        id=to_global_id("StanceCounts", place), **dict(zip(STANCES, line["stances"], strict=True))
    )
    told = {name: line[name] for name in LINE} | {"stances": stances}
    if hides and is_small(line):
        told |= dict.fromkeys(COUNTED)
    return GroupBacking(id=to_global_id("GroupBacking", place), group=found.find(line), **told)
