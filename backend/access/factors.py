"""The admin's page for second factors: whoever has lost theirs is helped by deleting it."""

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin

admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class FactorAdmin(LogAdmin):
    """Authenticator apps, passkeys and recovery codes; what they share with us is not shown."""

    list_display = ("user", "type", show_moment("created_at"), show_moment("last_used_at"))
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")
    search_help_text = gettext_lazy("Login.")
    ordering = ("user__username", "pk")
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Let administrators delete what somebody has lost."""
        codename = get_permission_codename("delete", self.opts)
        return bool(request.user.has_perm(f"{self.opts.app_label}.{codename}"))
