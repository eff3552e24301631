"""Moves of features from stage to stage: read, never edited."""

from typing import ClassVar

from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin


class CatalogueStageChangeAdmin(LogAdmin):
    """Every move of every feature."""

    list_display = ("feature", "from_stage", "to_stage", "actor", show_moment("moved_at"))
    list_filter = ("to_stage", "from_stage", "moved_at", "feature__product")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key", "reason", "actor")
    search_help_text = gettext_lazy("Feature, reason or who moved it.")
    ordering = ("-moved_at", "-pk")
    fields: ClassVar[tuple[str, ...]] = (
        "feature",
        "from_stage",
        "to_stage",
        "reason",
        "actor",
        "moved_at",
        "created_at",
        "public_id",
    )
