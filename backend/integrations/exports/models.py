"""What was asked to be exported, and the file that it came to."""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from backend.queue.models import Task
from products.models import LogRecord, Product


class Noun(models.TextChoices):
    """What the rows of a file are."""

    FEATURES = "FEATURES", "features with their scores"
    BREAKDOWNS = "BREAKDOWNS", "breakdowns of scores by group"
    PREFERENCES = "PREFERENCES", "preferences"


class Format(models.TextChoices):
    """How a file is written."""

    CSV = "CSV", "CSV"
    NDJSON = "NDJSON", "NDJSON"
    PARQUET = "PARQUET", "Parquet"


class Status(models.TextChoices):
    """What became of an export."""

    PENDING = "PENDING", "being written"
    DONE = "DONE", "ready"
    FAILED = "FAILED", "given up"
    GONE = "GONE", "removed"


@dataclass(frozen=True, slots=True)
class Progress:
    """That DONE of TOTAL is done; None while nobody has counted."""

    done: int
    total: int | None


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports."""

    def asked_by(self, asker: str) -> Self:
        """Keep those of ASKER, the key of a caller."""
        return self.filter(asker=asker)

    def ready(self) -> Self:
        """Keep those whose file is there."""
        return self.filter(status=Status.DONE)


class Export(LogRecord):
    """A file that somebody asked for, which is theirs alone and goes after some days."""

    asker = models.CharField(
        max_length=80, db_index=True, editable=False, help_text="Who asked: a login or a token."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="exports",
        help_text="The login of whoever asked; empty when a program did.",
    )
    noun = models.CharField(max_length=11, choices=Noun.choices, help_text="What its rows are.")
    format = models.CharField(
        max_length=7, choices=Format.choices, default=Format.CSV, help_text="How it is written."
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="exports",
        help_text="What it is about; empty: all products that whoever asks may see.",
    )
    changed_since = models.DateTimeField(
        null=True, blank=True, help_text="Only what changed since then; empty: everything."
    )
    sight = models.JSONField(
        editable=False, help_text="What may be seen in it: the keys of products by scope."
    )
    status = models.CharField(
        max_length=7, choices=Status.choices, default=Status.PENDING, editable=False,
        help_text="What became of it.",
    )  # fmt: skip
    task = models.ForeignKey(
        Task, on_delete=models.SET_NULL, null=True, editable=False, related_name="+",
        help_text="The task that writes it, for as long as that is kept.",
    )  # fmt: skip
    # What is being written when somebody is erased may tell of them: then it is begun anew.
    round = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often people were erased since it was asked for."
    )
    cursor = models.CharField(
        max_length=40, blank=True, default="", editable=False,
        help_text="The place in the feed that it is consistent with.",
    )  # fmt: skip
    rows = models.PositiveBigIntegerField(
        null=True, editable=False, help_text="How many rows it has."
    )
    size = models.PositiveBigIntegerField(
        null=True, editable=False, help_text="How large it is, in bytes."
    )
    checksum = models.CharField(
        max_length=64, blank=True, default="", editable=False,
        help_text="SHA-256 of its content, in hexadecimal digits.",
    )  # fmt: skip
    fault = models.TextField(
        blank=True, default="", editable=False, help_text="Why it was given up."
    )
    finished_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was ready or given up."
    )
    expires_at = models.DateTimeField(
        null=True, editable=False, help_text="When its file is removed."
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(noun__in=Noun.values), name="export_noun_known"),
            models.CheckConstraint(
                condition=Q(format__in=Format.values), name="export_format_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="export_status_known"
            ),
            models.CheckConstraint(condition=~Q(asker=""), name="export_asker_not_empty"),
            models.CheckConstraint(
                condition=~Q(status=Status.DONE)
                | Q(rows__isnull=False, size__isnull=False, expires_at__isnull=False)
                & ~Q(cursor="")
                & ~Q(checksum=""),
                name="export_done_has_a_file",
            ),
        )

    def __str__(self) -> str:
        told = {"noun": self.get_noun_display(), "format": self.get_format_display()}
        return gettext("%(noun)s as %(format)s") % told

    @property
    def progress(self) -> Progress:
        """Tell how far it is."""
        if self.status == Status.DONE or self.task is None:
            return Progress(self.rows or 0, self.rows)
        return Progress(self.task.done, self.task.total)

    @property
    def file_name(self) -> str:
        """Name its file for whoever saves it, with the day on which it was asked for."""
        day = f"{self.created_at:%Y-%m-%d}"
        return f"{self.noun.lower()}-{day}.{self.format.lower()}"
