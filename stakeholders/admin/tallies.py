"""Votes that other tools counted without saying whose they are: read, never edited."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin
from stakeholders.models import Tally


@admin.register(Tally)
class TallyAdmin(LogAdmin):
    """What was counted for each feature; no score knows of it."""

    list_display = ("feature", "source", "count", show_moment("seen_at"))
    list_filter = ("source", "feature__product")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key", "source")
    search_help_text = _("Feature or source.")
    ordering = ("-count", "-pk")
    fields = ("feature", "source", "count", "seen_at", "created_at", "updated_at", "public_id")
