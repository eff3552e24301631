"""Champions, outreach, news and commitments: how people rally behind features and objectives."""

from datetime import date
from typing import Final, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from products.figures import write_day
from products.models import Feature, LogRecord, Objective, Record, StageChange
from products.naming import NAME_LENGTH
from stakeholders.models.group import Group, GroupKind, Stakeholder


class OutreachResult(models.TextChoices):
    """Where a conversation has left its group."""

    OPEN = "OPEN", "open: nothing was settled"
    WON = "WON", "won over"
    CONDITIONAL = "CONDITIONAL", "would come along on a condition"
    REFUSED = "REFUSED", "refused"


# After these there is something to go back for.
UNSETTLED: Final = (OutreachResult.OPEN, OutreachResult.CONDITIONAL)


class Champion(Record):
    """A stakeholder who speaks for a feature."""

    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.CASCADE, related_name="championships", help_text="Who speaks."
    )
    feature = models.ForeignKey(
        Feature,
        on_delete=models.CASCADE,
        related_name="champions",
        help_text="What they speak for.",
    )
    since_date = models.DateField(help_text="The day since which they have done so.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["stakeholder", "feature"], name="champion_one_per_stakeholder_and_feature"
            ),
        )

    def __str__(self) -> str:
        if Champion.stakeholder.is_cached(self) and Champion.feature.is_cached(self):
            pair = {"person": self.stakeholder, "feature": self.feature}
            return gettext("%(person)s for %(feature)s") % pair
        return gettext("since %(day)s") % {"day": write_day(self.since_date)}


class OutreachQuerySet(models.QuerySet["Outreach"]):
    """Questions about conversations."""

    def due(self, day: date) -> Self:
        """Keep the conversations to be followed up by DAY: nothing is settled.

        Once somebody has talked to the group about the feature again, that talk tells what is left.
        """
        later = Outreach.objects.filter(
            feature=OuterRef("feature"),
            group=OuterRef("group"),
            contacted_at__gt=OuterRef("contacted_at"),
        )
        return self.filter(~Exists(later), follow_up_date__lte=day, result__in=UNSETTLED)


class Outreach(Record):
    """A conversation with a group about a feature: when, by whom, and what came of it."""

    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="outreach", help_text="What it was about."
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="outreach", help_text="Who was contacted."
    )
    champion = models.ForeignKey(
        Champion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="outreach",
        help_text="The champion who held it, if one did.",
    )
    contacted_by = models.CharField(max_length=NAME_LENGTH, help_text="Who held the conversation.")
    contacted_at = models.DateTimeField(help_text="When it took place.")
    outcome = models.TextField(blank=True, default="", help_text="What came of it.")
    result = models.CharField(
        max_length=11,
        choices=OutreachResult.choices,
        default=OutreachResult.OPEN,
        help_text="Where it has left the group.",
    )
    follow_up_date = models.DateField(
        null=True, blank=True, help_text="The day by which to talk to them again."
    )

    objects = OutreachQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(result__in=OutreachResult.values), name="outreach_result_known"
            ),
        )
        verbose_name_plural = "outreach"

    def __str__(self) -> str:
        told = {"person": self.contacted_by, "day": write_day(self.contacted_at)}
        return gettext("%(person)s on %(day)s") % told


class News(LogRecord):
    """That a feature has moved to another stage, for somebody who backed it then.

    Whoever brings news reads these rows; nothing is sent by them.
    """

    # The unique constraint's index answers for the move alone as well.
    stage_change = models.ForeignKey(
        StageChange,
        on_delete=models.CASCADE,
        related_name="news",
        db_index=False,
        help_text="The move that it tells of.",
    )
    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.CASCADE, related_name="news", help_text="Who is to be told."
    )
    group = models.ForeignKey(
        Group,
        on_delete=models.SET_NULL,
        null=True,
        related_name="news",
        help_text="The group that their voice counted in.",
    )

    class Meta:
        verbose_name_plural = "news"
        constraints = (
            models.UniqueConstraint(
                fields=["stage_change", "stakeholder"], name="news_one_per_move_and_stakeholder"
            ),
        )

    def __str__(self) -> str:
        return gettext("of %(day)s") % {"day": write_day(self.created_at)}


class Commitment(Record):
    """What a team contributes to an objective, in a sentence, and who stands by it."""

    team = models.ForeignKey(
        Group,
        on_delete=models.CASCADE,
        related_name="commitments",
        limit_choices_to={"kind": GroupKind.TEAM},
        help_text="The team that contributes.",
    )
    objective = models.ForeignKey(
        Objective,
        on_delete=models.CASCADE,
        related_name="commitments",
        help_text="What it contributes to.",
    )
    statement = models.TextField(help_text="What the team will do, in a sentence.")
    acknowledged_by = models.CharField(
        max_length=NAME_LENGTH, blank=True, default="", help_text="Who stands by it for the team."
    )
    acknowledged_at = models.DateTimeField(
        null=True, blank=True, help_text="When they said so; empty while nobody has."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["team", "objective"], name="commitment_one_per_team_and_objective"
            ),
            models.CheckConstraint(condition=~Q(statement=""), name="commitment_says_something"),
            models.CheckConstraint(
                condition=Q(acknowledged_by="", acknowledged_at=None)
                | (~Q(acknowledged_by="") & Q(acknowledged_at__isnull=False)),
                name="commitment_acknowledged_by_someone",
            ),
        )

    def __str__(self) -> str:
        return self.statement[:60]
