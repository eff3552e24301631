"""Merges of duplicates: shown, never edited."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin
from products.models import Merge


@admin.register(Merge)
class MergeAdmin(LogAdmin):
    """Every merge of a duplicate into another feature, and whether it was undone."""

    list_display = (
        "feature",
        "into",
        "actor",
        show_moment("created_at"),
        show_moment("undone_at"),
    )
    list_filter = (("undone_at", admin.EmptyFieldListFilter), "into__product")
    list_select_related = ("feature", "into")
    search_fields = (
        "feature__name",
        "feature__key",
        "into__name",
        "into__key",
        "reason",
        "actor",
    )
    search_help_text = gettext_lazy("Either feature, reason or who merged them.")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = (
        "feature",
        "into",
        "reason",
        "actor",
        "created_at",
        "undone_at",
        "undone_by",
        "public_id",
    )
