"""What every row has: a public id, its dates and, when it came from outside, where from."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class LogRecord(models.Model):
    """A row that the outside may name by its public id, and the moment when it was written."""

    public_id = models.UUIDField(
        "public id",
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Names this row to the outside; never changes.",
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text="When this row was written.")

    class Meta:
        abstract = True


class Record(LogRecord):
    """A row that may change; the outside may name it by its public id."""

    updated_at = models.DateTimeField(auto_now=True, help_text="When this row last changed.")

    class Meta:
        abstract = True


class SourcedRecord(Record):
    """A row that another tool may own: its name there makes every write an upsert."""

    source = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text="The tool this came from, such as a tracker or a survey; empty when made here.",
    )
    external_id = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="Its id in that tool; source and external id together are unique.",
    )

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="%(class)s_source_and_external_id_unique",
            ),
        )
