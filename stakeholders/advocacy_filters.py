"""How callers narrow what shows preferences, who speaks for features and what teams contribute."""

from typing import ClassVar

from products.models import Feature, Insight, Objective, Product
from products.narrowing import CHOICE, LONG_TEXT, NUMBER, OPTIONAL, TEXT, NounFilterSet, by_id
from stakeholders.models import (
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
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

    class Meta:
        model = Outreach
        fields: ClassVar = {
            "contacted_by": TEXT,
            "contacted_at": NUMBER,
            "outcome": LONG_TEXT,
        } | DATES


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
