"""Decisions: what was chosen about a feature, and what was known then."""

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst

from products.figures import spell_day
from products.models.feature import Feature
from products.models.insight import Insight
from products.models.records import SourcedRecord
from products.naming import NAME_LENGTH


class Outcome(models.TextChoices):
    """What can be chosen about a feature."""

    COMMIT = "COMMIT", "commit"
    DECLINE = "DECLINE", "decline"
    DEFER = "DEFER", "defer"
    RETIRE = "RETIRE", "retire"


class Decision(SourcedRecord):
    """A dated choice about a feature, with its rationale and the score as it stood then."""

    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="decisions", help_text="What it is about."
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, help_text="What was chosen.")
    rationale = models.TextField(help_text="Why, in words that the losing side can follow.")
    promise = models.TextField(
        blank=True,
        default="",
        help_text="What this is expected to bring, so that it can be judged.",
    )
    review_on = models.DateField(
        null=True, blank=True, help_text="The day on which to compare the promise with the result."
    )
    outcome_note = models.TextField(
        blank=True, default="", help_text="What came of it, beside the promise."
    )
    decided_by = models.CharField(max_length=NAME_LENGTH, help_text="Who decided.")
    decided_at = models.DateTimeField(help_text="When it was decided.")
    insights = models.ManyToManyField(
        Insight, blank=True, related_name="decisions", help_text="The insights it rests on."
    )
    score = models.FloatField(
        null=True, blank=True, help_text="The alignment score then, 0..100; empty when unheard."
    )
    low = models.FloatField(null=True, blank=True, help_text="Lower end of its interval, 0..100.")
    high = models.FloatField(null=True, blank=True, help_text="Upper end of its interval, 0..100.")
    rank = models.PositiveIntegerField(
        null=True, blank=True, help_text="Its place among the open features of the product then."
    )
    breakdown = models.JSONField(
        default=list, blank=True, help_text="The backing of each group then, as in the alignment."
    )

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(rationale=""), name="decision_rationale_not_empty"),
            models.CheckConstraint(
                condition=Q(score=None, low=None, high=None)
                | Q(score__isnull=False, low__gte=0, high__lte=100)
                & Q(low__isnull=False, high__isnull=False),
                name="decision_interval_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{capfirst(self.get_outcome_display())}, {spell_day(self.decided_at)}"
