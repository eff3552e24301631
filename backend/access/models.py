"""What is kept about callers: what they may do, their tokens, and what is to be done once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext

from backend.access.audit_models import AuditEntry, AuditWord
from backend.access.import_models import FileImport
from backend.access.invitation_models import Invitation
from backend.access.saved_models import SavedFilter
from backend.access.scopes import Role
from backend.access.token_models import Token
from products.models import Product

__all__ = [
    "AuditEntry",
    "AuditWord",
    "FileImport",
    "IdempotencyKey",
    "Invitation",
    "RoleGrant",
    "SavedFilter",
    "Token",
]


class IdempotencyKey(models.Model):
    """A key under which a caller's write is done once, and what it was answered."""

    caller = models.CharField(max_length=80, help_text="Whose key it is.")
    place = models.CharField(
        max_length=80,
        blank=True,
        help_text="The mutation whose clientMutationId it is; empty for a whole request's header.",
    )
    key = models.CharField(max_length=255, help_text="The key, as the caller chose it.")
    fingerprint = models.CharField(
        max_length=64, help_text="SHA-256 of what was asked under it, in hexadecimal digits."
    )
    # Texts, not JSON columns: PostgreSQL's would reorder an answer and refuse a quoted NUL.
    results = models.TextField(
        default="{}",
        help_text="What each of its mutations came to, as JSON, by its place in the answer; "
        "rows are kept by their primary keys and read again.",
    )
    answer = models.TextField(
        blank=True,
        default="",
        help_text="The whole answer, as JSON; empty until there is one, and where it is too long.",
    )
    language = models.CharField(
        max_length=16, blank=True, default="", help_text="The language of the answer."
    )
    created_at = models.DateTimeField(help_text="When it was first used.")
    expires_at = models.DateTimeField(
        db_index=True, help_text="From when on it may be used for something else."
    )

    class Meta:
        verbose_name = "idempotency key"
        constraints = (
            models.UniqueConstraint(
                fields=["caller", "place", "key"], name="idempotency_key_once_per_caller"
            ),
            models.CheckConstraint(
                condition=~models.Q(key=""), name="idempotency_key_key_not_empty"
            ),
        )

    def __str__(self) -> str:
        told = {"place": self.place or gettext("request"), "key": self.key, "caller": self.caller}
        return gettext("%(place)s %(key)s of %(caller)s") % told


class RoleGrant(models.Model):
    """What somebody who signs in may do in one product."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="role_grants",
        help_text="Who signs in.",
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="role_grants", help_text="Where."
    )
    role = models.CharField(
        max_length=16,
        choices=Role.choices,
        default=Role.VIEWER,
        help_text="What they are there; each role brings all that the one before it brings.",
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text="Since when.")

    class Meta:
        verbose_name = "role"
        constraints = (
            models.UniqueConstraint(fields=["user", "product"], name="role_grant_once_per_product"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="role_grant_role_known"
            ),
        )

    def __str__(self) -> str:
        role = self.get_role_display().partition(":")[0]
        told = {"user": self.user, "role": role, "product": self.product}
        return gettext("%(user)s is %(role)s of %(product)s") % told
