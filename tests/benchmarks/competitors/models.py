"""The lines of the breakdowns as Django models; `joining.prepare` makes their table."""

from typing import Final

from django.db import models
from django.db.models import F, QuerySet

from products.models import Feature
from stakeholders.models import AlignmentScore, Group

BY_BACKING: Final = (
    F("alignment__low").desc(nulls_last=True),
    F("alignment__score").desc(nulls_last=True),
    F("pk").asc(),
)


class Line(models.Model):
    """How far one group stands behind a feature."""

    score = models.ForeignKey(AlignmentScore, on_delete=models.CASCADE, related_name="lines")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    support = models.FloatField()
    voices = models.IntegerField()
    heard = models.IntegerField()
    strongly_oppose = models.IntegerField()
    oppose = models.IntegerField()
    neutral = models.IntegerField()
    support_stance = models.IntegerField()
    strongly_support = models.IntegerField()

    class Meta:
        managed = False
        db_table = "benchmark_line"

    def __str__(self) -> str:
        return f"{self.support:.2f}"


def list_features() -> QuerySet[Feature]:
    """List features by their backing, as the API does."""
    return Feature.objects.filter(merged_into=None).order_by(*BY_BACKING)
