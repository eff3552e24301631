"""What is kept about callers: what they may do, their tokens, and what is to be done once."""

from datetime import datetime

from django.conf import settings
from django.db import models

from backend.access.scopes import Role
from products.models import LogRecord, Product


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
        return f"{self.place or 'request'} {self.key} of {self.caller}"


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
        return f"{self.user} is {Role(self.role).name.lower()} of {self.product}"


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
        null=True, editable=False, help_text="When it was last accepted, to the minute."
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


class Invitation(models.Model):
    """A link that lets somebody in, once: they choose a login or bring one, and have the roles."""

    email = models.EmailField(help_text="Whom it is for.")
    role = models.CharField(
        max_length=16,
        choices=Role.choices,
        blank=True,
        default=Role.VIEWER,
        help_text="What they become in the products; empty for a workspace administrator.",
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="invitations", help_text="Where."
    )
    is_administrator = models.BooleanField(
        "workspace administrator",
        default=False,
        help_text="Whether they may do everything, in all products.",
    )
    digest = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text="SHA-256 of the secret in the link, in hexadecimal digits.",
    )
    invited_by = models.CharField(max_length=150, editable=False, help_text="Who invited them.")
    created_at = models.DateTimeField(editable=False, help_text="When they were invited.")
    expires_at = models.DateTimeField(editable=False, help_text="Until when the link is good.")
    used_at = models.DateTimeField(
        null=True, editable=False, help_text="When the link was used; empty until then."
    )
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="invitations",
        help_text="The login that has the roles now.",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_administrator=True, role="")
                | models.Q(is_administrator=False, role__in=Role.values),
                name="invitation_role_or_administrator",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=False) | models.Q(used_by__isnull=True),
                name="invitation_user_with_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email}, invited by {self.invited_by}"
