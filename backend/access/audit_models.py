"""The audit log: who changed what, when and from where, with what stood before and after.

Triggers of the database write it, whatever way a change takes, and refuse to change it. Words lie
beside the lines: they can name people, and go when these are erased; `docs/decisions/` says how.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext

from products.origins import Interface


class Action(models.TextChoices):
    """What was done to a row."""

    CREATED = "CREATED", "created"
    CHANGED = "CHANGED", "changed"
    DELETED = "DELETED", "deleted"
    BATCH = "BATCH", "written in a batch"


class AuditEntry(models.Model):
    """One change of one row, or one batch of preferences; written once, never changed."""

    created_at = models.DateTimeField(db_default=Now(), help_text="When it was changed.")
    actor = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who changed it: user:12 is the login with this key, token: and an id a token.",
    )
    interface = models.CharField(
        max_length=8,
        choices=[(each.value, each.value.lower()) for each in Interface],
        help_text="Which way it came in.",
    )
    address = models.CharField(
        max_length=64, blank=True, help_text="The network address that it came from."
    )
    noun = models.CharField(max_length=80, help_text="What kind of row it is.")
    action = models.CharField(max_length=7, choices=Action.choices, help_text="What was done.")
    row_id = models.BigIntegerField(
        null=True, blank=True, db_index=True, help_text="The key of the row."
    )
    public_id = models.UUIDField(
        null=True, blank=True, db_index=True, help_text="What the outside calls the row by."
    )
    before = models.JSONField(
        null=True, blank=True, encoder=DjangoJSONEncoder, help_text="What it said before."
    )
    after = models.JSONField(
        null=True, blank=True, encoder=DjangoJSONEncoder, help_text="What it has said since."
    )
    redacted_for = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="The erasure of a person with which its address went.",
    )

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        constraints = (
            models.CheckConstraint(
                condition=Q(action__in=Action.values), name="audit_entry_action_known"
            ),
        )
        indexes = (
            models.Index(fields=["created_at"], name="audit_entry_time"),
            # Of links between rows, and what else the outside does not name; and what was deleted.
            models.Index(fields=["noun"], condition=Q(public_id=None), name="audit_entry_bare"),
            models.Index(
                fields=["noun", "id"], condition=Q(action="DELETED"), name="audit_entry_deleted"
            ),
            models.Index(fields=["actor"], name="audit_entry_actor"),
            models.Index(fields=["address"], condition=~Q(address=""), name="audit_entry_address"),
        )

    def __str__(self) -> str:
        return f"{self.noun} {self.row_id or ''} {self.get_action_display()}"


class AuditWord(models.Model):
    """What one column with words in it said before and after a change, until it is redacted."""

    entry = models.ForeignKey(
        AuditEntry,
        on_delete=models.PROTECT,
        db_constraint=False,  # the trigger that writes it has just written the entry
        related_name="words",
        help_text="The change.",
    )
    column = models.CharField(max_length=80, help_text="The column.")
    person = models.BigIntegerField(
        null=True, blank=True, help_text="The key of the stakeholder whose words these are."
    )
    before = models.TextField(null=True, blank=True, help_text="What it said before.")  # noqa: DJ001 -- null is told from an empty text
    after = models.TextField(null=True, blank=True, help_text="What it has said since.")  # noqa: DJ001 -- as above
    redacted_for = models.ForeignKey(
        AuditEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="The erasure of a person with which these words went.",
    )

    class Meta:
        verbose_name = "audited words"
        verbose_name_plural = "audited words"
        indexes = (
            models.Index(
                fields=["person"], condition=Q(person__isnull=False), name="audit_word_person"
            ),
        )

    def __str__(self) -> str:
        told = {"column": self.column, "entry": self.entry_id}
        return gettext("%(column)s of entry %(entry)s") % told
