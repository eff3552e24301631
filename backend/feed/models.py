"""The feed: each change of what integrators follow, once and in order.

Triggers of the database write it, whatever way a change takes; `docs/feed.md` tells of reading it.
"""

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext


class Noun(models.TextChoices):
    """What kind of row a change is about."""

    PRODUCT = "PRODUCT", "product"
    OBJECTIVE = "OBJECTIVE", "objective"
    FEATURE = "FEATURE", "feature"
    STAGE_CHANGE = "STAGE_CHANGE", "stage change"
    MERGE = "MERGE", "merge"
    INSIGHT = "INSIGHT", "insight"
    DECISION = "DECISION", "decision"
    GROUP = "GROUP", "group"
    REFERENCE_WEIGHT = "REFERENCE_WEIGHT", "reference weight"
    ACCOUNT = "ACCOUNT", "account"
    STAKEHOLDER = "STAKEHOLDER", "stakeholder"
    PREFERENCE = "PREFERENCE", "preference"
    EVIDENCE = "EVIDENCE", "evidence"
    CHAMPION = "CHAMPION", "champion"
    OUTREACH = "OUTREACH", "outreach"
    COMMITMENT = "COMMITMENT", "commitment"
    SCORE = "SCORE", "score"


class Action(models.TextChoices):
    """What to do with the copy of a row that somebody keeps elsewhere."""

    UPSERT = "UPSERT", "created or changed"
    DELETE = "DELETE", "deleted"


# What lists of features with their scores are made of: the last line tells whether they changed.
OF_SCORES: Final = (Noun.FEATURE.value, Noun.PRODUCT.value, Noun.SCORE.value)


class Change(models.Model):
    """One change of one row, in its place in the feed; it outlives the row."""

    # Only triggers write lines, and only the stamper gives them their place, after they have been
    # committed: ids are given before, so whoever reads behind the greatest id misses some.
    seq = models.BigIntegerField(
        null=True, editable=False, help_text="Its place in the feed; empty until it has one."
    )
    noun = models.CharField(
        max_length=16, choices=Noun.choices, help_text="What kind of row changed."
    )
    action = models.CharField(max_length=6, choices=Action.choices, help_text="What was done.")
    row_id = models.UUIDField(
        help_text="The public id of the row; of a score, that of its line of history."
    )
    # Numbers and no relations: what they name may be gone.
    product_id = models.BigIntegerField(
        null=True, help_text="The key of its product; empty where the row belongs to all of them."
    )
    feature_row_id = models.UUIDField(
        null=True, help_text="The public id of the feature that the row is about, if it is."
    )
    at = models.DateTimeField(db_default=Now(), help_text="When it was changed.")
    score_before = models.FloatField(
        null=True, help_text="The score before; empty when nobody had spoken."
    )
    low_before = models.FloatField(null=True, help_text="The lower end of its interval before.")
    high_before = models.FloatField(null=True, help_text="The upper end of its interval before.")
    score = models.FloatField(
        null=True, help_text="The score since; empty when nobody is heard any more."
    )
    low = models.FloatField(null=True, help_text="The lower end of its interval since.")
    high = models.FloatField(null=True, help_text="The upper end of its interval since.")

    class Meta:
        db_table = "change_log"
        constraints = (
            models.CheckConstraint(condition=Q(noun__in=Noun.values), name="change_noun_known"),
            models.CheckConstraint(
                condition=Q(action__in=Action.values), name="change_action_known"
            ),
            # Partial, so that a line has no entry before it has a place.
            models.UniqueConstraint(
                fields=["seq"], condition=Q(seq__isnull=False), name="change_seq_unique"
            ),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(seq=None), name="change_without_place"),
            models.Index(
                fields=["product_id", "seq"],
                condition=Q(noun__in=OF_SCORES),
                name="change_of_scores",
            ),
        )

    def __str__(self) -> str:
        told = {"noun": self.get_noun_display(), "action": self.get_action_display()}
        return gettext("%(noun)s: %(action)s") % told


class Epoch(models.Model):
    """How long places in the feed have meant the same: since the feed began, or was restored.

    There is one row at most.
    """

    name = models.CharField(max_length=16, help_text="Begins each cursor of this epoch.")
    began_at = models.DateTimeField(db_default=Now(), help_text="When it began.")
    origin = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="Which database it began in, as far as that can be told.",
    )
    pruned_to = models.BigIntegerField(
        default=0, help_text="The place up to which lines are gone, because they were too old."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="epoch_only_one"),
            models.CheckConstraint(condition=~Q(name=""), name="epoch_has_a_name"),
            models.CheckConstraint(condition=Q(pruned_to__gte=0), name="epoch_pruned_forward"),
        )

    def __str__(self) -> str:
        return self.name
