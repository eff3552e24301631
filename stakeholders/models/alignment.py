"""What is counted: cells, the scores read from them, and how scores have changed."""

from typing import cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext

from products.figures import write_day, write_number
from products.models import Feature, LogRecord, Product
from products.naming import NAME_LENGTH
from stakeholders.models.group import Group


class Cause(models.TextChoices):
    """What made a score move."""

    PREFERENCES = "PREFERENCES", "preferences were stated or withdrawn"
    MEMBERSHIP = "MEMBERSHIP", "people or accounts came, went, moved or weigh otherwise"
    SAY = "SAY", "a group gained or lost its say in the product"
    REFERENCE = "REFERENCE", "a reference weight was changed"
    MERGE = "MERGE", "a feature was merged into another, or taken out again"
    ERASURE = "ERASURE", "a person was erased on request"
    RECOUNT = "RECOUNT", "everything was counted anew"


def count_voices(number: int) -> str:
    """Say that there are NUMBER voices."""
    voices = ngettext("%(number)s voice", "%(number)s voices", number)
    return voices % {"number": write_number(number)}


class Sums(models.Model):
    """The fourteen sums of what one group said about one feature, shared by today and the past.

    Whole thousandths (m squared: millionths), so that adding is exact; the columns are those of
    `alignment.cells.Column`.
    """

    mass_strongly_oppose = models.BigIntegerField()
    mass_oppose = models.BigIntegerField()
    mass_neutral = models.BigIntegerField()
    mass_support = models.BigIntegerField()
    mass_strongly_support = models.BigIntegerField()
    sum_m = models.BigIntegerField()
    sum_m2 = models.BigIntegerField()
    heads = models.BigIntegerField()
    count_strongly_oppose = models.BigIntegerField()
    count_oppose = models.BigIntegerField()
    count_neutral = models.BigIntegerField()
    count_support = models.BigIntegerField()
    count_strongly_support = models.BigIntegerField()
    backing_weight = models.BigIntegerField()

    class Meta:
        abstract = True


class Cell(Sums):
    """The sums of one feature and one group as they stand now; only `keeping` writes it."""

    # The unique constraint's index answers for the feature alone as well.
    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="cells", db_index=False
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="cells")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["feature", "group"], name="cell_one_per_feature_group"),
            # An empty cell has no row, or a recount could not tell the two apart.
            models.CheckConstraint(condition=Q(heads__gt=0), name="cell_heard"),
        )

    def __str__(self) -> str:
        return count_voices(self.heads)


class CellChange(Sums):
    """The sums of one feature and one group as they stood from a moment on; all zero when emptied.

    Append-only, written with the cell itself: what was counted then stays askable, whoever moved
    or left since.
    """

    # The index below answers for the feature alone as well.
    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="cell_changes", db_index=False
    )
    # A number and no relation: a group may be removed, what it had said may not.
    group = models.BigIntegerField(help_text="The key of the group, which may be gone since.")
    counted_at = models.DateTimeField(help_text="Since when the sums stood so.")

    class Meta:
        indexes = (models.Index(fields=["feature", "group", "counted_at"], name="cellchange_past"),)

    def __str__(self) -> str:
        told = {"voices": count_voices(self.heads), "day": write_day(self.counted_at)}
        return gettext("%(voices)s since %(day)s") % told


class ElectorateChange(models.Model):
    """The groups with a say in one product, and their voices, as they stood from a moment on.

    Append-only; the latest row of a product is its electorate of today, so that scoring counts no
    people. Written only by `electorates`.
    """

    # The index below answers for the product alone as well.
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="electorate_changes", db_index=False
    )
    lines = models.JSONField(
        help_text="For each group, in order of its key: key, kind, name and number of voices."
    )
    counted_at = models.DateTimeField(help_text="Since when it stood so.")

    class Meta:
        indexes = (
            models.Index(fields=["product", "counted_at"], name="electoratechange_past"),
            models.Index(fields=["product", "-id"], name="electoratechange_latest"),
        )

    def __str__(self) -> str:
        number = len(self.lines)
        groups = ngettext("%(number)s group", "%(number)s groups", number)
        told = {"groups": groups % {"number": number}, "day": write_day(self.counted_at)}
        return gettext("%(groups)s since %(day)s") % told


class Measures(models.Model):
    """The measures of a feature's backing, shared by its score of today and its history."""

    score = models.FloatField(
        null=True, help_text="Mean support of all groups, marked down where uneven, 0..100."
    )
    low = models.FloatField(
        null=True, help_text="Lower end of the score's interval; lists sort by it."
    )
    high = models.FloatField(null=True, help_text="Upper end of the score's interval, 0..100.")
    provisional = models.BooleanField(
        default=True, help_text="Groups with less than half of the say have been heard."
    )
    contested = models.BooleanField(
        default=False, help_text="At least one group clearly backs it and one clearly objects."
    )
    evenness = models.FloatField(
        null=True, help_text="Score over mean support, 0..1: 1 when all groups stand equally."
    )
    reach = models.FloatField(
        default=0, help_text="Share of the voices that were heard, each group alike, 0..1."
    )
    polarization = models.FloatField(
        null=True, help_text="Disagreement between groups beyond noise, 0..1."
    )
    internal = models.FloatField(null=True, help_text="The score over teams only, 0..100.")
    external = models.FloatField(null=True, help_text="The score over segments only, 0..100.")
    voices = models.PositiveIntegerField(default=0, help_text="How many voices were heard.")
    revenue = models.DecimalField(
        max_digits=19,
        decimal_places=3,
        default=0,
        help_text="Annual value of the accounts whose mean stance is above neutral.",
    )
    backing_groups = models.PositiveIntegerField(
        default=0, help_text="How many groups clearly stand behind it."
    )
    objecting_groups = models.PositiveIntegerField(
        default=0, help_text="How many groups clearly stand against it."
    )
    heard_groups = models.PositiveIntegerField(
        default=0, help_text="From how many groups there is evidence."
    )

    class Meta:
        abstract = True

    def brief(self) -> str:
        """Give the score and its interval in as few letters as a list has room for."""
        numbers = (self.score, self.low, self.high)
        score, low, high = (write_number(cast("float", each), 1) for each in numbers)
        return gettext("%(score)s (%(low)s to %(high)s)") % {
            "score": score,
            "low": low,
            "high": high,
        }


class AlignmentScore(Measures):
    """Every measure of one feature and its breakdown by group, ready to be read.

    There is a row exactly when some group has given evidence.
    """

    # Only `storing` writes it.
    feature = models.OneToOneField(
        Feature, on_delete=models.CASCADE, primary_key=True, related_name="alignment"
    )
    breakdown = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="The backing of each group with a say, by group."
    )
    updated_at = models.DateTimeField(help_text="When it last moved.")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(score__isnull=False, low__isnull=False, high__isnull=False)
                & Q(low__gte=0, high__lte=100),
                name="alignmentscore_interval_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=models.F("score")) & Q(score__lte=models.F("high")),
                name="alignmentscore_interval_holds_score",
            ),
        )
        indexes = (models.Index(fields=["-low", "-score", "feature"], name="alignmentscore_order"),)

    def __str__(self) -> str:
        return self.brief()


class AlignmentChange(Measures, LogRecord):
    """The measures of one feature as they stood since a moment; empty scores mean unheard again."""

    # The index below answers for the feature alone as well.
    feature = models.ForeignKey(
        Feature,
        on_delete=models.CASCADE,
        related_name="alignment_changes",
        db_index=False,
        help_text="Whose backing moved.",
    )
    cause = models.CharField(max_length=11, choices=Cause.choices, help_text="What made it move.")
    actor = models.CharField(max_length=NAME_LENGTH, help_text="Who or what caused it.")
    source = models.CharField(
        max_length=60, blank=True, default="", help_text="The tool or occasion it came through."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(cause__in=Cause.values), name="alignmentchange_cause_known"
            ),
        )
        # What the score was before, for each line that the feed writes.
        indexes = (models.Index(fields=["feature", "id"], name="alignmentchange_past"),)

    def __str__(self) -> str:
        told = gettext("unheard") if self.score is None else write_number(self.score, 1)
        return gettext("%(score)s on %(day)s") % {"score": told, "day": write_day(self.created_at)}
