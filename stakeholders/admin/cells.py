"""Cells: the sums that scores are read from, and their past, shown in units."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from products.admin.columns import show_moment, show_start
from products.admin.logs import LogAdmin
from stakeholders.models import Cell, CellChange, Group, Stance
from stakeholders.models.alignment import Sums

# What a cell sums up exactly, in whole thousandths (squares in millionths), and what it is called.
UNITS: Final = {
    **{f"mass_{stance.name.lower()}": f"mass of {stance.label}" for stance in Stance},
    "sum_m": "mass of all voices",
    "sum_m2": "sum of their squares",
    "backing_weight": "weight in favour",
}
COUNTS: Final = tuple(f"count_{stance.name.lower()}" for stance in Stance)
THOUSAND, MILLION = 1000, 1_000_000
HINT: Final = (
    "The mass of a voice is its influence times its importance; by stance a strong no counts "
    "double and a mild yes half. Stored in whole thousandths (squares in millionths), so that "
    "adding is exact; shown here in units."
)


def show_units(name: str) -> Callable[[Sums], str]:
    """Make a column of the sum NAME of a cell, in units."""

    @admin.display(description=UNITS[name], ordering=name)
    def units(cell: Sums) -> str:
        return f"{getattr(cell, name) / (MILLION if name == 'sum_m2' else THOUSAND):,.3f}"

    units.__name__ = name
    return units


@admin.register(Cell)
class CellAdmin(LogAdmin):
    """The sums behind the scores, by feature and group, in units though stored in thousandths."""

    list_display = (
        show_start("feature", ordering="feature__name"),
        show_start("group", ordering="group__name"),
        "heads",
        show_units("sum_m"),
        show_units("backing_weight"),
    )
    list_filter = ("group__kind", "feature__product")
    list_select_related = ("feature", "group")
    search_fields = ("feature__name", "feature__key", "group__name", "group__key")
    search_help_text = "Feature or group."
    ordering = ("feature", "group", "pk")
    in_units: Any = tuple(map(show_units, UNITS))
    readonly_fields = in_units
    fieldsets = (
        (None, {"fields": ("feature", "group", "heads")}),
        ("How many took which stance", {"fields": COUNTS}),
        ("Sums, in units", {"fields": in_units, "description": HINT}),
    )


@admin.register(CellChange)
class CellChangeAdmin(LogAdmin):
    """The sums of each feature and group as they stood from a moment on."""

    list_display = (
        show_moment("counted_at"),
        show_start("feature", ordering="feature__name"),
        "group_then",
        "heads",
        show_units("sum_m"),
        show_units("backing_weight"),
    )
    sortable_by = ()  # in the order in which it was written
    list_filter = ("counted_at", "feature__product")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key")
    search_help_text = "Feature."
    ordering = ("-pk",)
    readonly_fields = (*CellAdmin.in_units, "group_then")
    fieldsets = (
        (None, {"fields": ("feature", "group_then", "heads", "counted_at")}),
        *CellAdmin.fieldsets[1:],
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CellChange]:
        """Read along what the group is called."""
        name = Group.objects.filter(pk=OuterRef("group")).values("name")
        rows: QuerySet[CellChange] = super().get_queryset(request)
        return rows.annotate(group_name=Subquery(name))

    @admin.display(description="group", ordering="group_name")
    def group_then(self, change: CellChange) -> str:
        """Name the group of CHANGE, which may be gone."""
        return getattr(change, "group_name") or f"group {change.group}, removed since"  # noqa: B009 -- annotated
