"""How callers narrow what shows preferences, who speaks for features and what teams contribute."""

from datetime import date
from typing import ClassVar

from django_filters import DateFilter

from products.models import Feature, Insight, Objective, Product, StageChange
from products.narrowing import CHOICE, LONG_TEXT, NUMBER, OPTIONAL, TEXT, NounFilterSet, by_id
from stakeholders.models import (
    Champion,
    Commitment,
    Evidence,
    Group,
    News,
    Outreach,
    OutreachQuerySet,
    Preference,
    ReferenceWeight,
    Stakeholder,
)

DATES = {"created_at": NUMBER, "updated_at": NUMBER}


class EvidenceFilterSet(NounFilterSet):
    """Narrows evidence."""

    preference = by_id(Preference, help_text="Evidence of this preference.")
    insight = by_id(Insight, help_text="Evidence that is part of this insight.")
    feature = by_id(
        Feature, "preference__feature", help_text="Evidence of preferences about this feature."
    )
    stakeholder = by_id(
        Stakeholder, "preference__stakeholder", help_text="Evidence of this person's preferences."
    )

    class Meta:
        model = Evidence
        fields: ClassVar = {"quote": LONG_TEXT, "url": TEXT, "occurred_at": OPTIONAL} | DATES


class ChampionFilterSet(NounFilterSet):
    """Narrows champions."""

    feature = by_id(Feature, help_text="Champions of this feature.")
    product = by_id(Product, "feature__product", help_text="Champions of features of this product.")
    stakeholder = by_id(Stakeholder, help_text="What this person speaks for.")

    class Meta:
        model = Champion
        fields: ClassVar = {"since_date": NUMBER} | DATES


class OutreachFilterSet(NounFilterSet):
    """Narrows conversations with groups."""

    feature = by_id(Feature, help_text="Conversations about this feature.")
    product = by_id(
        Product, "feature__product", help_text="Conversations about features of this product."
    )
    group = by_id(Group, help_text="Conversations with this group.")
    champion = by_id(Champion, help_text="Conversations that this champion held.")
    due_by = DateFilter(
        method="due",
        help_text="Conversations to be followed up on this day or before it: nothing is settled, "
        "and nobody has talked to the group about it since.",
    )

    class Meta:
        model = Outreach
        fields: ClassVar = {
            "contacted_by": TEXT,
            "contacted_at": NUMBER,
            "outcome": LONG_TEXT,
            "result": CHOICE,
            "follow_up_date": OPTIONAL,
        } | DATES

    def due(self, rows: OutreachQuerySet, _name: str, day: date) -> OutreachQuerySet:
        """Keep the conversations to be followed up by DAY."""
        return rows.due(day)


class NewsFilterSet(NounFilterSet):
    """Narrows news of features that moved."""

    stage_change = by_id(StageChange, help_text="News of this move.")
    feature = by_id(Feature, "stage_change__feature", help_text="News of this feature.")
    product = by_id(
        Product, "stage_change__feature__product", help_text="News of features of this product."
    )
    stakeholder = by_id(Stakeholder, help_text="News for this person.")
    group = by_id(Group, help_text="News for people whose voice counted in this group.")

    class Meta:
        model = News
        fields: ClassVar = {"created_at": NUMBER}


class CommitmentFilterSet(NounFilterSet):
    """Narrows commitments of teams."""

    team = by_id(Group, help_text="Commitments of this team.")
    objective = by_id(Objective, help_text="Commitments to this objective.")
    product = by_id(
        Product, "objective__product", help_text="Commitments to objectives of this product."
    )

    class Meta:
        model = Commitment
        fields: ClassVar = {
            "statement": LONG_TEXT,
            "acknowledged_by": TEXT,
            "acknowledged_at": OPTIONAL,
        } | DATES


class ReferenceWeightFilterSet(NounFilterSet):
    """Narrows reference weights."""

    class Meta:
        model = ReferenceWeight
        fields: ClassVar = {"kind": CHOICE} | DATES
