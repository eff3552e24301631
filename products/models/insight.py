"""Insights: the pieces of the puzzle."""

from django.db import models
from django.db.models import Q

from products.models.feature import Feature
from products.models.product import Product
from products.models.records import SourcedRecord
from products.naming import NAME_LENGTH, validate_name


class InsightKind(models.TextChoices):
    """Where an insight comes from."""

    CUSTOMER_FEEDBACK = "CUSTOMER_FEEDBACK", "customer feedback"
    MARKET_TREND = "MARKET_TREND", "market trend"
    COMPETITIVE_ANALYSIS = "COMPETITIVE_ANALYSIS", "competitive analysis"
    USAGE_DATA = "USAGE_DATA", "usage data"
    INTERNAL = "INTERNAL", "internal"


class Mood(models.TextChoices):
    """How the people behind an insight feel about it."""

    EXCITED = "EXCITED", "excited"
    BOTHERED = "BOTHERED", "bothered"
    NEUTRAL = "NEUTRAL", "neutral"


class Insight(SourcedRecord):
    """A piece of the puzzle: feedback, a market trend, what a competitor does, what usage shows."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="insights", help_text="What it is about."
    )
    kind = models.CharField(
        max_length=20, choices=InsightKind.choices, help_text="Where it comes from."
    )
    mood = models.CharField(
        max_length=8,
        choices=Mood.choices,
        default=Mood.NEUTRAL,
        help_text="How the people behind it feel.",
    )
    title = models.CharField(
        max_length=NAME_LENGTH, validators=[validate_name], help_text="The insight in one line."
    )
    body = models.TextField(
        blank=True, default="", help_text="What was said or seen, as near to the words as possible."
    )
    url = models.URLField(
        max_length=500, blank=True, default="", help_text="Where to read the original."
    )
    occurred_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was said or seen; empty when unknown."
    )
    features = models.ManyToManyField(
        Feature, blank=True, related_name="insights", help_text="The features it bears on."
    )

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=InsightKind.values), name="insight_kind_known"
            ),
            models.CheckConstraint(condition=Q(mood__in=Mood.values), name="insight_mood_known"),
        )

    def __str__(self) -> str:
        return self.title
