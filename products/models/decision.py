"""Decisions: what was chosen about a feature, and what was known then."""

import json
from datetime import date
from typing import Any, Self

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


class PlainEncoder(json.JSONEncoder):
    """Writes letters as they are, so that a name can be found in what is kept of a decision."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- whatever `json` passes
        """Take the OPTIONS that `json` gives, but for the letters."""
        super().__init__(**options | {"ensure_ascii": False})


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Questions about decisions."""

    def due(self, day: date) -> Self:
        """Keep the decisions whose review was to be by DAY, and has not been yet."""
        return self.filter(review_on__lte=day, outcome_note="")


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
    grounds = models.JSONField(
        default=list,
        blank=True,
        encoder=PlainEncoder,
        help_text="What the insights that it rests on said then.",
    )
    against_backing = models.BooleanField(
        default=False,
        help_text="Whether it went against the backing: committed to what fewer stand behind than "
        "the line, or gave up what surely more stand behind.",
    )
    line = models.FloatField(
        null=True,
        blank=True,
        help_text="The score, 0..100, that parted weak from strong backing; empty when unheard.",
    )

    objects = DecisionQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(line=None) | Q(line__gte=0, line__lte=100),
                name="decision_line_within_bounds",
            ),
            # What nobody had spoken about goes against nothing.
            models.CheckConstraint(
                condition=Q(against_backing=False) | Q(score__isnull=False, line__isnull=False),
                name="decision_against_a_score",
            ),
        )

    def __str__(self) -> str:
        return f"{capfirst(self.get_outcome_display())}, {spell_day(self.decided_at)}"
