"""Background work: one row for each task, and one for what is done once a day."""

from datetime import datetime
from typing import Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext


class Status(models.TextChoices):
    """How far a task has come."""

    PENDING = "PENDING", "Waiting"
    RUNNING = "RUNNING", "Being worked on"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Given up"


LIVE: Final = (Status.PENDING, Status.RUNNING)
OVER: Final = (Status.DONE, Status.FAILED)


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks."""

    def live(self) -> "TaskQuerySet":
        """Keep those that are still to be finished."""
        return self.filter(status__in=LIVE)

    def due(self, at: datetime) -> "TaskQuerySet":
        """Keep those that wait and may begin AT that moment."""
        return self.filter(status=Status.PENDING, due_at__lte=at)

    def abandoned(self, at: datetime) -> "TaskQuerySet":
        """Keep those whose worker has not been heard of for a whole lease AT that moment."""
        return self.filter(status=Status.RUNNING, lease_until__lte=at)


class Task(models.Model):
    """Something to be done in the background.

    What it is about is named by keys: neither payload nor fault holds names or words of people, so
    nothing of it has to be erased with them.
    """

    kind = models.CharField(max_length=60, help_text="What is to be done.")
    key = models.CharField(
        max_length=255,
        blank=True,
        default="",
        help_text="What tells it apart from others of its kind: of those that are not finished, no "
        "two have the same. Empty where it does not matter.",
    )
    payload = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder, help_text="What it is about, as keys and numbers."
    )
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.PENDING, help_text="How far it is."
    )
    busy = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text="What only so many tasks of its kind may use at a time; empty where any may.",
    )
    due_at = models.DateTimeField(help_text="From when on it may be begun.")
    lease_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when nobody else takes it from its worker."
    )
    fence = models.PositiveBigIntegerField(
        default=0, help_text="How often it was taken; who holds an older number writes no more."
    )
    attempt = models.PositiveIntegerField(default=0, help_text="How often it was tried.")
    done = models.PositiveBigIntegerField(default=0, help_text="How much of it is done.")
    total = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="How much there is to do, where that is known."
    )
    fault = models.TextField(
        blank=True, default="", help_text="Why its last attempt came to nothing."
    )
    created_at = models.DateTimeField(help_text="When it was asked for.")
    started_at = models.DateTimeField(
        null=True, blank=True, help_text="When its last attempt began."
    )
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was done or given up."
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        db_table = "queue_task"
        verbose_name = "task"
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(status__in=LIVE) & ~Q(key=""),
                name="task_key_once_while_live",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="task_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.RUNNING, lease_until__isnull=False)
                | (~Q(status=Status.RUNNING) & Q(lease_until__isnull=True)),
                name="task_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OVER, finished_at__isnull=False)
                | Q(status__in=LIVE, finished_at__isnull=True),
                name="task_finished_when_over",
            ),
        )
        indexes = (
            models.Index(
                fields=["kind", "due_at", "id"],
                condition=Q(status=Status.PENDING),
                name="task_waiting",
            ),
            models.Index(
                fields=["kind", "lease_until", "id"],
                condition=Q(status=Status.RUNNING),
                name="task_leased",
            ),
            models.Index(
                fields=["status", "finished_at"], condition=Q(status__in=OVER), name="task_over"
            ),
        )

    def __str__(self) -> str:
        told = {"kind": self.kind, "number": self.pk, "key": self.key}
        return (gettext("%(kind)s %(number)s: %(key)s") if self.key else "%(kind)s %(number)s") % (
            told
        )


class Daily(models.Model):
    """Work that is done once a day, by whichever worker comes first."""

    name = models.CharField(max_length=60, primary_key=True, help_text="What is done.")
    asked_date = models.DateField(help_text="The last day on which it was asked for, in UTC.")

    class Meta:
        db_table = "queue_daily"
        verbose_name = "daily work"
        verbose_name_plural = "daily work"

    def __str__(self) -> str:
        return self.name
