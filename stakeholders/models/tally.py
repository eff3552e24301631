"""Votes that another tool counted and attributed to nobody: kept beside what people have stated."""

from django.db import models
from django.db.models import Q

from products.figures import write_number
from products.models import Feature, Record
from products.naming import NAME_LENGTH


class Tally(Record):
    """How many votes for a feature a tool counted without saying whose they are.

    They are nobody's voice: no score, cell or group knows of them.
    """

    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="tallies", help_text="What they are for."
    )
    source = models.CharField(max_length=NAME_LENGTH, help_text="The tool that counted them.")
    count = models.IntegerField(
        help_text="How many there are, beside those of whom the tool says who cast them."
    )
    seen_at = models.DateTimeField(help_text="When an import first found this number.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["feature", "source"], name="tally_one_per_feature_and_source"
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="tally_count_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="tally_of_some_source"),
        )
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.source}: {write_number(self.count)}"
