"""The log of files that were imported in the admin."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

TOOL = "importers.tool"  # all that another tool has exported, of whichever noun
KINDS = (
    "products.product",
    "products.objective",
    "products.feature",
    "products.insight",
    "stakeholders.group",
    "stakeholders.account",
    "stakeholders.stakeholder",
    "stakeholders.preference",
    TOOL,
)


class FileImport(models.Model):
    """One file that somebody imported: what it was, and what became of its rows."""

    created_at = models.DateTimeField(
        _("imported at"), auto_now_add=True, db_index=True, help_text=_("When it was imported.")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="file_imports",
        help_text=_("Who imported it."),
    )
    noun = models.CharField(
        _("rows of"),
        max_length=80,
        choices=[(kind, kind.partition(".")[2]) for kind in KINDS],
        help_text=_("What its rows became."),
    )
    file_name = models.CharField(max_length=255, help_text=_("What it was called."))
    size = models.PositiveBigIntegerField(help_text=_("How large it was, in bytes."))
    checksum = models.CharField(
        max_length=64, help_text=_("SHA-256 of its content, in hexadecimal digits.")
    )
    created = models.PositiveIntegerField(help_text=_("How many rows were new."))
    changed = models.PositiveIntegerField(help_text=_("How many rows changed."))
    unchanged = models.PositiveIntegerField(help_text=_("How many rows said what stood already."))
    refused = models.PositiveIntegerField(help_text=_("How many rows were left out."))
    report = models.TextField(
        blank=True, default="", db_default="", help_text=_("What else is told of it.")
    )
    problems = models.TextField(
        blank=True, default="", help_text=_("Why the first of these were left out.")
    )

    class Meta:
        verbose_name = _("file import")
        verbose_name_plural = _("file imports")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(noun__in=KINDS), name="file_import_noun_known"
            ),
        )

    def __str__(self) -> str:
        return self.file_name
