"""The keys by which programs show who they are."""

from datetime import datetime

from django.conf import settings
from django.db import models

from products.models import LogRecord, Product


class Token(LogRecord):
    """A key by which a program shows who it is; only its digest is kept."""

    name = models.CharField(max_length=100, help_text="What it is for, in words.")
    start = models.CharField(
        max_length=8,
        unique=True,
        editable=False,
        help_text="How it begins behind `tutti_`, to recognise it by; no part of its secret.",
    )
    digest = models.CharField(
        max_length=64, editable=False, help_text="SHA-256 of the token, in hexadecimal digits."
    )
    scopes = models.JSONField(
        default=list, help_text="What it may do where whoever made it may do the same."
    )
    all_products = models.BooleanField(
        default=False,
        help_text="In every product, also in those to come; for administrators only.",
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="tokens", help_text="Where it may do so."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="tokens",
        help_text="Who made it; it ends with them, and never opens more than they may do.",
    )
    of_workspace = models.BooleanField(
        default=False,
        editable=False,
        help_text="Made at the server's command line: it stands on nobody's role.",
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="replacement",
        help_text="The token that it was made to take over from.",
    )
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="From when on it is refused; empty: never."
    )
    last_used_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was last accepted, to the hour."
    )
    revoked_at = models.DateTimeField(
        null=True, editable=False, help_text="When somebody ended it for good."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="token_name_not_empty"),
            models.CheckConstraint(
                condition=~(models.Q(of_workspace=True) & models.Q(created_by__isnull=False)),
                name="token_of_workspace_is_nobodys",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} (tutti_{self.start}...)"

    def has_ended(self, at: datetime) -> bool:
        """Tell whether it is refused AT a moment, for having been revoked or expired."""
        expired = self.expires_at is not None and self.expires_at <= at
        return self.revoked_at is not None or expired
