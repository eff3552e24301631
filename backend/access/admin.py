"""Shows what was asked to be done once; it is read here, and writing goes on without it."""

from django.contrib import admin

from backend.access.audit_admin import AuditEntryAdmin, AuditWordAdmin
from backend.access.models import IdempotencyKey
from backend.access.people_admin import PersonAdmin
from products.admin.columns import show_moment
from products.admin.logs import LogAdmin

__all__ = ["AuditEntryAdmin", "AuditWordAdmin", "IdempotencyKeyAdmin", "PersonAdmin"]


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
