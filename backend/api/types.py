"""The GraphQL types. What a field means is told by the models, which describe themselves."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

import strawberry
import strawberry_django
from django.db.models import Model
from strawberry import relay
from strawberry.relay import to_base64

from backend.access.breakdowns import (
    STANCES,
    Breakdown,
    explain_score,
    name_line,
    read_alignment,
    read_breakdown,
    read_rank,
)
from backend.access.lines import LINE, read_version
from backend.access.smallness import COUNTED, hides_counts, is_small
from backend.api import enums, listings
from backend.api.completing.versions import Versioned
from backend.api.connections import Connection, nested, related
from backend.api.fields import computed
from backend.api.guarded import guarded_amount, guarded_name
from backend.api.joining import leads
from backend.api.paging import PK, write_cursor
from products import models as catalogue
from stakeholders import models as backing

ROW: Final = ["created_at", "updated_at"]
SOURCED: Final = ["source", "external_id", *ROW]
MEASURES: Final = ["provisional", "contested", "reach", "internal", "external", "voices"]
CHOICE: Final = ["rationale", "promise", "review_on", "outcome_note", "decided_at"]
ORIGIN: Final = ["source", "created_at"]
KEPT_BACK: Final = "null in a group too small for it, without read:people"
COUNTS: Final = ["backing_groups", "objecting_groups", "heard_groups"]
UTTERANCE: Final = ["reason", "source", "stated_at", "entered_by", "heard_at", "heard_in"]


@strawberry_django.type(
    catalogue.Product, fields=["key", "name", "vision", "north_star_metric", "currency", *SOURCED]
)
class Product(relay.Node):
    """Something that customers use."""

    public_id: relay.NodeID[uuid.UUID]
    exposure: enums.Exposure
    objectives: "Connection[Objective]" = nested(
        listings.objectives, "product", "What it is to achieve."
    )
    features: "Connection[Feature]" = nested(
        listings.features, "product", "Its features, broadest backing first."
    )
    insights: "Connection[Insight]" = nested(
        listings.insights, "product", "What was learned about it, latest first."
    )


@strawberry_django.type(
    catalogue.Objective, fields=["key", "title", "target_date", "achieved_at", *SOURCED]
)
class Objective(relay.Node):
    """What a product is to achieve."""

    public_id: relay.NodeID[uuid.UUID]
    product: Product = related("product", "Whose aim it is.")
    features: "Connection[Feature]" = nested(
        listings.features, "objectives", "The features that serve it, broadest backing first."
    )


@strawberry_django.type(
    catalogue.Feature,
    fields=["key", "name", "summary", "problem", "effort", "exposure_unknown", *SOURCED],
)
class Feature(relay.Node):
    """A capability that a product has or could gain."""

    public_id: relay.NodeID[uuid.UUID]
    stage: enums.Stage
    tags: list[str]
    product: Product = related("product", "Where it belongs.")
    alignment_history: "Connection[AlignmentChange]" = nested(
        listings.alignment_changes, "feature", "How its score has moved, oldest first."
    )
    objectives: Connection[Objective] = nested(
        listings.objectives, "features", "The objectives it serves."
    )
    preferences: "Connection[Preference]" = nested(
        listings.preferences, "feature", "What people have stated about it, latest first."
    )
    insights: "Connection[Insight]" = nested(
        listings.insights, "features", "The insights that bear on it, latest first."
    )
    decisions: "Connection[Decision]" = nested(
        listings.decisions, "feature", "What was decided about it, latest first."
    )
    stage_changes: "Connection[StageChange]" = nested(
        listings.stage_changes, "feature", "Its moves in the lifecycle, latest first."
    )

    @computed("Its score, or that of what it was merged into; null while nobody has spoken.")
    @leads("alignment")
    def alignment(self, root: strawberry.Parent[Any]) -> "Alignment | None":
        """Read the scores of all features read together."""
        return cast("Alignment | None", read_alignment(root))


@strawberry_django.type(catalogue.StageChange, fields=["reason", "moved_at", "created_at"])
class StageChange(relay.Node):
    """One move of a feature."""

    public_id: relay.NodeID[uuid.UUID]
    actor: str = guarded_name(catalogue.StageChange, "actor")
    from_stage: enums.Stage
    to_stage: enums.Stage
    feature: Feature = related("feature", "What moved.")


@strawberry_django.type(catalogue.Insight, fields=["title", "body", "url", "occurred_at", *SOURCED])
class Insight(relay.Node):
    """A piece of the puzzle."""

    public_id: relay.NodeID[uuid.UUID]
    kind: enums.InsightKind
    mood: enums.Mood
    product: Product = related("product", "What it is about.")
    features: Connection[Feature] = nested(
        listings.features, "insights", "The features it bears on, broadest backing first."
    )


@strawberry_django.type(
    catalogue.Decision,
    fields=[*CHOICE, "score", "low", "high", "rank", "against_backing", "line", *SOURCED],
)
class Decision(relay.Node):
    """A dated choice about a feature."""

    public_id: relay.NodeID[uuid.UUID]
    outcome: enums.Outcome
    decided_by: str = guarded_name(catalogue.Decision, "decided_by")
    feature: Feature = related("feature", "What it is about.")
    insights: Connection[Insight] = nested(
        listings.insights, "decisions", "The insights it rests on, latest first."
    )


@strawberry_django.type(backing.Group, fields=["key", "name", *SOURCED])
class Group(relay.Node):
    """A team or a segment."""

    public_id: relay.NodeID[uuid.UUID]
    kind: enums.GroupKind
    products: Connection[Product] = nested(
        listings.products, "groups", "The products it has a say in; none named: all of them."
    )
    accounts: "Connection[Account]" = nested(
        listings.accounts, "segment", "The accounts of a segment."
    )
    members: "Connection[Stakeholder]" = nested(
        listings.members, "group", "The people whose voice counts in it."
    )


@strawberry_django.type(backing.Account, fields=["key", "name", "domain", "currency", *SOURCED])
class Account(relay.Node):
    """A customer organisation."""

    public_id: relay.NodeID[uuid.UUID]
    annual_value: Decimal | None = guarded_amount(backing.Account, "annual_value")
    segment: Group = related("segment", "The kind of customer it is.")
    people: "Connection[Stakeholder]" = nested(
        listings.stakeholders, "account", "The people who speak through it."
    )


@strawberry_django.type(
    backing.Stakeholder, fields=["name", "email", "title", "weight", "deactivated_at", *SOURCED]
)
class Stakeholder(relay.Node):
    """A person whose view counts."""

    public_id: relay.NodeID[uuid.UUID]
    team: Group | None = related("team", "The team they belong to, when they work inside.")
    account: Account | None = related(
        "account", "The account they speak through, when they are a customer."
    )
    preferences: "Connection[Preference]" = nested(
        listings.preferences, "stakeholder", "What they have stated, latest first."
    )


@strawberry_django.type(backing.Preference, fields=[*UTTERANCE, *ROW])
class Preference(relay.Node):
    """What one stakeholder has stated about one feature."""

    public_id: relay.NodeID[uuid.UUID]
    stance: enums.Stance
    importance: enums.Importance
    willingness_to_pay: Decimal | None = guarded_amount(backing.Preference, "willingness_to_pay")
    stakeholder: Stakeholder = related(
        "stakeholder", "Whose view it is.", rows=listings.read_people()
    )
    feature: Feature = related("feature", "What it is about.")


@strawberry_django.type(
    backing.AlignmentChange,
    fields=["score", "low", "high", "evenness", "polarization", *MEASURES, *COUNTS, *ORIGIN],
)
class AlignmentChange(relay.Node):
    """The measures of one feature as they stood since a moment."""

    public_id: relay.NodeID[uuid.UUID]
    cause: enums.Cause
    revenue: Decimal | None = guarded_amount(backing.AlignmentChange, "revenue")
    actor: str = guarded_name(backing.AlignmentChange, "actor")
    feature: Feature = related("feature", "Whose backing moved.")

    @computed(
        "Where a stream goes on behind it. In a stream it is its place in the feed; elsewhere its "
        "place in the order of writing."
    )
    def cursor(self) -> str:
        """Write the place that a stream has given it, or the cursor that lists of changes have."""
        place = getattr(self, "place", None)
        return write_cursor(cast("Model", self), (PK,)) if place is None else str(place)


@strawberry.type(description="How many preferences of a group take each stance.")
class StanceCounts:
    """The five counts of one group."""

    id: strawberry.ID = strawberry.field(description="Names these counts, for caches.")
    strongly_oppose: int = strawberry.field(description="How many strongly oppose.")
    oppose: int = strawberry.field(description="How many oppose.")
    neutral: int = strawberry.field(description="How many are neutral.")
    support: int = strawberry.field(description="How many support.")
    strongly_support: int = strawberry.field(description="How many strongly support.")


@strawberry.type(description="How far one group stands behind a feature.")
class GroupBacking:
    """One line of a breakdown."""

    found: strawberry.Private[Breakdown]
    line: strawberry.Private[Mapping[str, Any]]
    id: strawberry.ID = strawberry.field(description="Names this line, for caches.")
    support: float = strawberry.field(description="How far it stands behind the feature, 0..1.")
    weight: float = strawberry.field(description="Its share of the say, 0..1; they sum to 1.")
    loss: float = strawberry.field(
        description="What its lack of support costs: the losses sum to -ln(score / 100)."
    )
    voices: int = strawberry.field(description="How many voices it has.")
    heard: int | None = strawberry.field(description=f"How many of them were heard; {KEPT_BACK}.")
    agreement: float | None = strawberry.field(
        description="Agreement inside, -1 (two camps) to 1 (unanimous); null while unheard, and "
        f"{KEPT_BACK}."
    )
    backing: bool = strawberry.field(description="Whether it clearly stands behind the feature.")
    objecting: bool = strawberry.field(description="Whether it clearly stands against it.")
    stances: StanceCounts | None = strawberry.field(
        description=f"Its preferences by stance; {KEPT_BACK}."
    )

    @computed("Whose backing it is; null in the past of a group that was removed since.")
    def group(self) -> Group | None:
        """Find the group among those of all breakdowns that were read together."""
        return cast("Group | None", self.found.find(self.line))

    @computed("What the group is called; in the past, what it was called then.")
    def name(self) -> str:
        """Name the group."""
        return self.found.name(self.line)

    @computed("What the group is made of.")
    def kind(self) -> enums.GroupKind:
        """Tell its kind."""
        return enums.GroupKind(self.line["kind"])


@strawberry_django.type(
    backing.AlignmentScore, name="Alignment", fields=[*MEASURES, *COUNTS, "updated_at"]
)
class Alignment(relay.Node):
    """Every measure of one feature, and its breakdown by group."""

    public_id: relay.NodeID[uuid.UUID]
    score: float
    low: float
    high: float
    evenness: float
    polarization: float
    revenue: Decimal | None = guarded_amount(backing.AlignmentScore, "revenue", "Alignment")

    @computed("Its place by backing among the open features of its product; null when not open.")
    def rank(self, root: strawberry.Parent[Any]) -> int | None:
        """Rank all features whose scores were read together."""
        return read_rank(root)

    @computed("The backing of each group with a say.")
    def breakdown(self, root: strawberry.Parent[Any]) -> Sequence[GroupBacking]:
        """Read the lines of all scores read together."""
        hides = hides_counts(root)

        def read() -> list[GroupBacking]:
            found = read_breakdown(root)
            return [show_line(root, line, found, hides=hides) for line in found.lines]

        return Versioned(read, lambda names: read_version(root, names, hides=hides))

    @computed("The groups with a say that have given no evidence yet.")
    def not_heard(self, root: strawberry.Parent[Any]) -> list[Group]:
        """Find the groups of the lines without evidence."""
        found = read_breakdown(root)
        return [cast("Group", group) for group in found.silent()]

    @computed("What the numbers say, in plain sentences; in the language of the request.")
    def explanation(self, root: strawberry.Parent[Any]) -> str:
        """Explain the score by its numbers."""
        return explain_score(root)


def show_line(
    score: backing.AlignmentScore | catalogue.Decision,
    line: Mapping[str, Any],
    found: Breakdown,
    *,
    hides: bool,
) -> GroupBacking:
    """Show LINE of the breakdown of SCORE, as FOUND; it HIDES the counts of small groups."""
    place = name_line(score, line)
    stances = StanceCounts(
        id=strawberry.ID(to_base64("StanceCounts", place)),
        **dict(zip(STANCES, line["stances"], strict=True)),
    )
    told = {name: line[name] for name in LINE} | {"stances": stances}
    if hides and is_small(line):
        told |= dict.fromkeys(COUNTED)
    return GroupBacking(
        found=found, line=line, id=strawberry.ID(to_base64("GroupBacking", place)), **told
    )
