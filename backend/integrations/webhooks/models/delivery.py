"""What became of each message."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from backend.integrations.webhooks.models.endpoint import Endpoint
from backend.integrations.webhooks.sending import EXCERPT, Fault
from products.models import LogRecord

ID: Final = "msg_"  # how the id of a message begins


class Status(models.TextChoices):
    """What became of a delivery."""

    PENDING = "PENDING", "Pending"
    DELIVERED = "DELIVERED", "Delivered"
    FAILED = "FAILED", "Failed"


class Delivery(LogRecord):
    """One message for one endpoint, and what became of it; it has the same id each time."""

    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries", help_text="Where it goes."
    )
    type = models.CharField(max_length=60, help_text="What has happened.")
    epoch = models.CharField(
        max_length=16, blank=True, default="", help_text="The epoch of the change in the feed."
    )
    seq = models.BigIntegerField(
        null=True, blank=True, help_text="The place of the change in the feed; empty: it has none."
    )
    # A text, as each attempt sends the very letters that the first one sent.
    body = models.TextField(help_text="What is sent, as JSON.")
    status = models.CharField(
        max_length=9, choices=Status.choices, default=Status.PENDING, help_text="What became of it."
    )
    attempts = models.PositiveIntegerField(default=0, help_text="How often it was sent.")
    code = models.PositiveIntegerField(
        "response code", null=True, blank=True, help_text="What the receiver answered last."
    )
    fault = models.CharField(
        max_length=12, choices=Fault.choices, blank=True, default="",
        help_text="Why it did not arrive, the last time.",
    )  # fmt: skip
    excerpt = models.CharField(
        "answer", max_length=EXCERPT, blank=True, default="",
        help_text="How the receiver's last error began.",
    )  # fmt: skip
    duration = models.PositiveIntegerField(
        null=True, blank=True, help_text="How long the last attempt took, in milliseconds."
    )
    attempted_at = models.DateTimeField(null=True, blank=True, help_text="When it was last sent.")
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when it has failed; empty: it has not."
    )
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was delivered, or given up."
    )

    class Meta:
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="delivery_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PENDING, settled_at=None)
                | (~Q(status=Status.PENDING) & Q(settled_at__isnull=False)),
                name="delivery_settled_when_over",
            ),
        )
        indexes = (
            models.Index(
                fields=["endpoint", "id"],
                condition=Q(status=Status.PENDING),
                name="delivery_pending",
            ),
            models.Index(fields=["created_at", "id"], name="delivery_age"),
        )

    def __str__(self) -> str:
        return gettext("%(type)s for %(endpoint)s") % {"type": self.type, "endpoint": self.endpoint}

    @property
    def message_id(self) -> str:
        """Give the id that the receiver knows it by."""
        return f"{ID}{self.public_id.hex}"
