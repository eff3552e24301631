"""The links that let people in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext

from backend.access.scopes import Role
from products.models import Product


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
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="The login that invited them; the link is good while it may still do so.",
    )
    of_workspace = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether it was made at the server's command line, and stands on nobody's role.",
    )
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
        told = {"email": self.email, "person": self.invited_by}
        return gettext("%(email)s, invited by %(person)s") % told
