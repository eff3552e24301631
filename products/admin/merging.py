"""Merges of duplicates: shown, never edited."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin


class CatalogueMergeAdmin(LogAdmin):
    """Every merge of a duplicate into another feature, and whether it was undone."""

    list_display = (
        "feature",
        "into",
        "actor",
        show_moment("created_at"),
        show_moment("undone_at"),
    )
    list_filter = (("undone_at", admin.EmptyFieldListFilter), "created_at", "into__product")
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
    ordering = ("-created_at", "-pk")
    fields: ClassVar[tuple[str, ...]] = (
        "feature",
        "into",
        "reason",
        "actor",
        "created_at",
        "undone_at",
        "undone_by",
        "taken",
        "public_id",
    )
