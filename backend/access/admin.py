"""Shows what was asked to be done once; it is read here, and writing goes on without it."""

from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin

from backend.access.factors import FactorAdmin
from backend.access.inviting import InvitationAdmin
from backend.access.models import IdempotencyKey
from products.admin.columns import show_moment
from products.admin.logs import LogAdmin

__all__ = ["FactorAdmin", "IdempotencyKeyAdmin", "InvitationAdmin"]


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(LogAdmin):
    """The keys under which callers write, and what they were answered, until they expire."""

    list_display = (
        "key",
        "place",
        "caller",
        show_moment("created_at"),
        show_moment("expires_at"),
    )
    list_filter = ("place",)
    search_fields = ("key", "caller")
    search_help_text = "Key or caller."
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("key", "place", "caller", "created_at", "expires_at")}),
        ("What came of it", {"fields": ("results", "answer", "language", "fingerprint")}),
    )


# Issuers are named by the environment alone, and no tokens of theirs are kept. To delete the row of
# a session would not end it: each person ends theirs, an administrator makes a login inactive.
admin.site.unregister([SocialApp, SocialToken, UserSession])
