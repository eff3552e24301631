"""Features, and the stages they pass through."""

from datetime import datetime
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext

from products.figures import write_day
from products.lifecycle import OPEN_STAGES, LifecycleStage
from products.models.product import Objective, Product
from products.models.records import LogRecord, SourcedRecord
from products.naming import KEY_LENGTH, NAME_LENGTH, validate_name


class Stage(models.TextChoices):
    """Where a feature stands between the first idea and its end."""

    CONCEPTION = LifecycleStage.CONCEPTION, "conception"
    DISCOVERY = LifecycleStage.DISCOVERY, "discovery"
    VALIDATION = LifecycleStage.VALIDATION, "validation"
    DEVELOPMENT = LifecycleStage.DEVELOPMENT, "development"
    LAUNCH = LifecycleStage.LAUNCH, "launch"
    GROWTH = LifecycleStage.GROWTH, "growth"
    MATURITY = LifecycleStage.MATURITY, "maturity"
    SUNSET = LifecycleStage.SUNSET, "sunset"
    DECLINED = LifecycleStage.DECLINED, "declined"


class FeatureQuerySet(models.QuerySet["Feature"]):
    """Questions about features."""

    def current(self) -> Self:
        """Keep the features that stand for themselves, not those merged into another."""
        return self.filter(merged_into=None)

    def open(self) -> Self:
        """Keep the current features that can still be chosen: not launched, not declined."""
        return self.current().filter(stage__in=OPEN_STAGES)

    def open_at(self, at: datetime) -> Self:
        """Keep the features that could be chosen AT a moment, by their moves and merges.

        Those merged without a record of when are taken to have been merged ever since.
        """
        moves = StageChange.objects.filter(feature=OuterRef("pk"))
        before = moves.filter(moved_at__lte=at).order_by("-moved_at", "-pk")
        after = moves.filter(moved_at__gt=at).order_by("moved_at", "pk")
        merges = Merge.objects.filter(feature=OuterRef("pk"))
        stage = Coalesce(
            Subquery(before.values("to_stage")[:1]),
            Subquery(after.values("from_stage")[:1]),
            F("stage"),
        )
        return self.alias(stage_then=stage).filter(
            ~Exists(merges.standing_at(at)),
            Q(merged_into=None) | Exists(merges),
            stage_then__in=OPEN_STAGES,
        )


class Feature(SourcedRecord):
    """A capability that a product has or could gain."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="features", help_text="Where it belongs."
    )
    key = models.CharField(
        max_length=KEY_LENGTH,
        validators=[validate_name],
        help_text="Names the feature within its product.",
    )
    name = models.CharField(
        max_length=NAME_LENGTH, validators=[validate_name], help_text="What people call it."
    )
    summary = models.TextField(blank=True, default="", help_text="What it would do, in a sentence.")
    problem = models.TextField(
        blank=True, default="", help_text="Whose trouble it ends, and what that trouble is."
    )
    stage = models.CharField(
        max_length=12,
        choices=Stage.choices,
        default=Stage.CONCEPTION,
        help_text="Where it stands in its lifecycle; moved by a stage change, with a reason.",
    )
    effort = models.DecimalField(
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="What it would take, in person-weeks; empty while nobody has estimated it.",
    )
    tags = models.JSONField(
        default=list, blank=True, help_text="Free words to find it by, as a list of texts."
    )
    objectives = models.ManyToManyField(
        Objective, blank=True, related_name="features", help_text="The objectives it serves."
    )
    exposure_unknown = models.BooleanField(
        default=False,
        help_text="Up-votes only: nobody knows who saw it and passed on, so support reads high.",
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_features",
        help_text="The feature that this duplicate became part of, and that answers for it.",
    )

    objects = FeatureQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.UniqueConstraint(fields=["product", "key"], name="feature_key_unique"),
            models.UniqueConstraint("product", Lower("key"), name="feature_key_unique_in_any_case"),
            models.CheckConstraint(condition=~Q(key=""), name="feature_key_not_empty"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="feature_stage_known"),
            models.CheckConstraint(condition=Q(effort__gte=0), name="feature_effort_not_negative"),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="feature_not_merged_into_itself"
            ),
        )

    def __str__(self) -> str:
        return self.name


class StageChange(LogRecord):
    """One move of a feature in its lifecycle: who moved it, when and why."""

    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="stage_changes", help_text="What moved."
    )
    from_stage = models.CharField(
        max_length=12, choices=Stage.choices, help_text="Where it stood before."
    )
    to_stage = models.CharField(
        max_length=12, choices=Stage.choices, help_text="Where it has stood since."
    )
    reason = models.TextField(help_text="Why it moved.")
    moved_at = models.DateTimeField(
        default=timezone.now, help_text="When it moved; a move may be written down later."
    )
    actor = models.CharField(max_length=NAME_LENGTH, help_text="Who moved it.")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(from_stage__in=Stage.values) & Q(to_stage__in=Stage.values),
                name="stagechange_stages_known",
            ),
            models.CheckConstraint(
                condition=~Q(from_stage=F("to_stage")), name="stagechange_moves"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="stagechange_reason_not_empty"),
        )

    def __str__(self) -> str:
        return gettext("%(before)s to %(after)s") % {
            "before": self.get_from_stage_display(),
            "after": self.get_to_stage_display(),
        }


class MergeQuerySet(models.QuerySet["Merge"]):
    """Questions about merges."""

    def standing(self) -> Self:
        """Keep the merges that hold now."""
        return self.filter(undone_at=None)

    def standing_at(self, at: datetime) -> Self:
        """Keep the merges that held AT a moment."""
        return self.filter(Q(undone_at=None) | Q(undone_at__gt=at), created_at__lte=at)


class Merge(LogRecord):
    """One merge of a duplicate into another feature: who did it, when and why, and who undid it."""

    feature = models.ForeignKey(
        Feature, on_delete=models.PROTECT, related_name="merges", help_text="The duplicate."
    )
    into = models.ForeignKey(
        Feature,
        on_delete=models.PROTECT,
        related_name="absorptions",
        help_text="What it became part of.",
    )
    reason = models.TextField(blank=True, default="", help_text="Why the two are one.")
    actor = models.CharField(max_length=NAME_LENGTH, help_text="Who merged them.")
    undone_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was undone; empty while it holds."
    )
    undone_by = models.CharField(
        max_length=NAME_LENGTH, blank=True, default="", help_text="Who undid it."
    )
    taken = models.JSONField(
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="What the other feature took over from the duplicate: by field, what it said "
        "before, and since.",
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(feature=F("into")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["feature"], condition=Q(undone_at=None), name="merge_one_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return gettext("merged on %(day)s") % {"day": write_day(self.created_at)}
