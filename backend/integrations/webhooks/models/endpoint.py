"""Where changes are sent."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.access.models import Token
from backend.integrations.webhooks.addresses import LONGEST_URL
from products.models import Product, Record


class Standing(models.TextChoices):
    """Whether an endpoint is sent to."""

    ACTIVE = "ACTIVE", "Active"
    PAUSED = "PAUSED", "Paused: its messages wait"
    DISABLED = "DISABLED", "Disabled: nothing is sent"


class Reason(models.TextChoices):
    """Why an endpoint is not sent to."""

    BY_HAND = "BY_HAND", "somebody paused it"
    FAILING = "FAILING", "it took nothing for three days"
    GONE = "GONE", "it answered that it wants no more messages"
    REVOKED = "REVOKED", "the token that subscribed it was revoked"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints."""

    def active(self) -> Self:
        """Keep those that are sent to."""
        return self.filter(standing=Standing.ACTIVE)

    def of_product(self, product: int | None) -> Self:
        """Keep those that are told of what happens in PRODUCT, by key; None: in none of them."""
        return self.filter(Q(product=None) | Q(product=product))


class Endpoint(Record):
    """An address to which changes are sent as messages, signed by the Standard Webhooks rules."""

    name = models.CharField(max_length=100, help_text="What it is for, in words.")
    url = models.CharField("URL", max_length=LONGEST_URL, help_text="Where messages are sent to.")
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="endpoints",
        help_text="What it is told about; empty: all products, which is for administrators.",
    )
    types = models.JSONField(
        default=list, blank=True, help_text="The types of messages it gets; none chosen: all."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="endpoints",
        help_text="Who is told when it fails; without them, the owners of the product are.",
    )
    token = models.ForeignKey(
        Token,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="endpoints",
        help_text="The token by which a program subscribed it, if one did.",
    )
    standing = models.CharField(
        max_length=8, choices=Standing.choices, default=Standing.ACTIVE, editable=False,
        help_text="Whether it is sent to.",
    )  # fmt: skip
    reason = models.CharField(
        max_length=8, choices=Reason.choices, blank=True, default="", editable=False,
        help_text="Why it is not sent to.",
    )  # fmt: skip
    stopped_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when it is not sent to."
    )
    failing_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when it has taken nothing; empty: it takes all."
    )
    secret = models.TextField(editable=False, help_text="What messages are signed with, sealed.")
    old_secret = models.TextField(
        blank=True, default="", editable=False,
        help_text="What they are signed with as well after a rotation, sealed.",
    )  # fmt: skip
    old_secret_until = models.DateTimeField(
        null=True, editable=False, help_text="Until when the old secret signs as well."
    )
    # Only outside of transactions can it be told how far the feed goes, so whoever follows it does:
    # until then the epoch is empty, and seq the greatest id of a change when this row was written.
    epoch = models.CharField(
        max_length=16, blank=True, default="", editable=False,
        help_text="The epoch of the feed that it is told of.",
    )  # fmt: skip
    seq = models.BigIntegerField(
        default=0, editable=False, help_text="The place in the feed up to which it was told."
    )

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook endpoint"
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="endpoint_name_not_empty"),
            models.CheckConstraint(condition=~Q(url=""), name="endpoint_url_not_empty"),
            models.CheckConstraint(
                condition=Q(standing=Standing.ACTIVE, reason="", stopped_at=None)
                | Q(
                    standing__in=(Standing.PAUSED, Standing.DISABLED),
                    reason__in=Reason.values,
                    stopped_at__isnull=False,
                ),
                name="endpoint_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(old_secret="", old_secret_until=None)
                | (~Q(old_secret="") & Q(old_secret_until__isnull=False)),
                name="endpoint_old_secret_ends",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Tell whether it is sent to."""
        return self.standing == Standing.ACTIVE

    def gets(self, kind: str) -> bool:
        """Tell whether it gets messages of the type KIND."""
        return not self.types or kind in self.types

    def name_message(self, place: str) -> uuid.UUID:
        """Give the id of the message about what is at PLACE in the feed: always the same."""
        return uuid.uuid5(self.public_id, place)
