"""Preferences, the history of what was stated, and the evidence for it."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from products.models import Feature, Insight, LogRecord, Merge, Record
from products.naming import NAME_LENGTH
from stakeholders.models.group import Group, Stakeholder


class Stance(models.IntegerChoices):
    """The direction and force of a preference."""

    STRONGLY_OPPOSE = -2, "strongly oppose"
    OPPOSE = -1, "oppose"
    NEUTRAL = 0, "neutral"
    SUPPORT = 1, "support"
    STRONGLY_SUPPORT = 2, "strongly support"


class Importance(models.IntegerChoices):
    """How much it matters; the stored number counts halves, so that sums stay whole."""

    NICE_TO_HAVE = 1, "nice to have"
    IMPORTANT = 2, "important"
    CRITICAL = 4, "critical"


class EventKind(models.TextChoices):
    """What happened to a preference."""

    STATED = "STATED", "stated"
    WITHDRAWN = "WITHDRAWN", "withdrawn"
    ERASED = "ERASED", "erased with the person"


class Utterance(models.Model):
    """What a preference says, shared by the preference of today and each line of its history."""

    stance = models.SmallIntegerField(
        choices=Stance.choices, help_text="For or against, and how strongly."
    )
    importance = models.SmallIntegerField(
        choices=Importance.choices,
        default=Importance.IMPORTANT,
        help_text="How much it matters to them.",
    )
    willingness_to_pay = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="What they would pay a month, in the product's currency; empty when unasked.",
    )
    reason = models.TextField(blank=True, default="", help_text="Why, in their words.")
    source = models.CharField(
        max_length=60, blank=True, default="", help_text="The tool or occasion it came through."
    )
    stated_at = models.DateTimeField(help_text="When they said so.")
    entered_by = models.CharField(
        max_length=NAME_LENGTH,
        blank=True,
        default="",
        help_text="Who recorded it on their behalf; empty when they stated it themselves.",
    )
    heard_at = models.DateTimeField(
        null=True, blank=True, help_text="When whoever recorded it heard them say so."
    )
    heard_in = models.CharField(
        max_length=NAME_LENGTH,
        blank=True,
        default="",
        help_text="Where whoever recorded it heard them say so: a call, a visit, an event.",
    )

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(stance__gte=-2, stance__lte=2), name="%(class)s_stance_known"
            ),
            models.CheckConstraint(
                condition=Q(importance__in=Importance.values), name="%(class)s_importance_known"
            ),
            models.CheckConstraint(
                condition=Q(willingness_to_pay__gte=0),
                name="%(class)s_willingness_to_pay_not_negative",
            ),
        )


class Preference(Utterance, Record):
    """What one stakeholder has stated about one feature."""

    # It comes and goes through `preferences`, and through `restating` where features are merged.
    # The unique constraint's index answers for the stakeholder alone as well.
    stakeholder = models.ForeignKey(
        Stakeholder,
        on_delete=models.PROTECT,
        related_name="preferences",
        db_index=False,
        help_text="Whose view it is.",
    )
    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="preferences", help_text="What it is about."
    )

    class Meta:
        constraints = (
            *Utterance.Meta.constraints,
            models.UniqueConstraint(
                fields=["stakeholder", "feature"], name="preference_one_per_stakeholder_and_feature"
            ),
        )
        indexes = (models.Index(fields=["-stated_at", "id"], name="preference_latest"),)

    def __str__(self) -> str:
        label = Stance(self.stance).label
        # Names are told where they were read along: a text asks the database nothing.
        if Preference.stakeholder.is_cached(self) and Preference.feature.is_cached(self):
            return f"{self.stakeholder}: {label} · {self.feature}"
        return f"{label}, {self.stated_at:%Y-%m-%d}"


class PreferenceEvent(Utterance, LogRecord):
    """One statement or withdrawal, with its full values: the past is never overwritten."""

    kind = models.CharField(
        max_length=9,
        choices=EventKind.choices,
        help_text="Whether it was stated, withdrawn or erased.",
    )
    # The log is written by the million, of rows that the door has just joined and locked: the
    # database checks none of its references a second time. `docs/decisions/` says why.
    stakeholder = models.ForeignKey(
        Stakeholder,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="preference_events",
        help_text="Whose view it was; empty once they were erased.",
    )
    # What was stated is never lost: a feature that anyone spoke about is declined, not deleted.
    feature = models.ForeignKey(
        Feature,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="preference_events",
        help_text="What it was about.",
    )
    group = models.ForeignKey(
        Group,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="preference_events",
        help_text="The group it counted in at that time.",
    )
    merge = models.ForeignKey(
        Merge,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="preference_events",
        help_text="The merge that brought it here; empty when it was stated here.",
    )
    actor = models.CharField(max_length=NAME_LENGTH, help_text="Who or what wrote it.")

    class Meta:
        constraints = (
            *Utterance.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="preferenceevent_kind_known"
            ),
        )
        indexes = (
            # What made a score move between two dates.
            models.Index(fields=["feature", "created_at"], name="preferenceevent_past"),
            # An import with old dates asks whether the view was withdrawn since.
            models.Index(
                fields=["feature", "stakeholder"],
                condition=Q(kind="WITHDRAWN"),
                name="preferenceevent_withdrawn",
            ),
            models.Index(
                fields=["merge"],
                condition=Q(merge__isnull=False),
                name="preferenceevent_merged",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {Stance(self.stance).label}"


class Evidence(Record):
    """A quote or link that shows a preference."""

    preference = models.ForeignKey(
        Preference, on_delete=models.CASCADE, related_name="evidence", help_text="What it shows."
    )
    quote = models.TextField(blank=True, default="", help_text="What was said, word for word.")
    url = models.URLField(
        max_length=500, blank=True, default="", help_text="Where to read or hear it."
    )
    insight = models.ForeignKey(
        Insight,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="evidence",
        help_text="The insight it is part of.",
    )
    occurred_at = models.DateTimeField(null=True, blank=True, help_text="When it was said.")

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(
                condition=~Q(quote="", url="", insight=None), name="evidence_shows_something"
            ),
        )

    def __str__(self) -> str:
        return self.quote[:60] or self.url or "an insight"
