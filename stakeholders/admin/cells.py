"""Cells: the sums that scores are read from, and their past, shown in units."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment, show_start
from products.admin.logs import LogAdmin
from products.figures import write_number
from stakeholders.admin.breakdowns import name_removed
from stakeholders.models import Cell, CellChange, Group, Stance
from stakeholders.models.alignment import Sums

MASSES: Final = tuple(f"mass_{stance.name.lower()}" for stance in Stance)
# What a cell sums up exactly, in whole thousandths (squares in millionths), and what it is called.
UNITS: Final = {
    **{name: getattr(Cell._meta.get_field(name), "verbose_name") for name in MASSES},  # noqa: B009, SLF001 -- Django's documented model API; every column has one
    "sum_m": gettext_lazy("mass of all voices"),
    "sum_m2": gettext_lazy("sum of their squares"),
    "backing_weight": gettext_lazy("weight in favour"),
}
COUNTS: Final = tuple(f"count_{stance.name.lower()}" for stance in Stance)
THOUSAND, MILLION = 1000, 1_000_000
HINT: Final = gettext_lazy(
    "The mass of a voice is its influence times its importance; by stance a strong no counts "
    "double and a mild yes half. Stored in whole thousandths (squares in millionths), so that "
    "adding is exact; shown here in units."
)


def show_units(name: str) -> Callable[[Sums], str]:
    """Make a column of the sum NAME of a cell, in units."""

    @admin.display(description=UNITS[name], ordering=name)
    def units(cell: Sums) -> str:
        return write_number(getattr(cell, name) / (MILLION if name == "sum_m2" else THOUSAND), 3)

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
    search_help_text = gettext_lazy("Feature or group.")
    ordering = ("feature", "group", "pk")
    in_units: Any = tuple(map(show_units, UNITS))
    readonly_fields = in_units
    fieldsets = (
        (None, {"fields": ("feature", "group", "heads")}),
        (gettext_lazy("How many took which stance"), {"fields": COUNTS}),
        (gettext_lazy("Sums, in units"), {"fields": in_units, "description": HINT}),
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
    search_help_text = gettext_lazy("Feature.")
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

    @admin.display(description=gettext_lazy("group"), ordering="group_name")
    def group_then(self, change: CellChange) -> str:
        """Name the group of CHANGE, which may be gone."""
        return getattr(change, "group_name") or name_removed(change.group)  # noqa: B009 -- annotated
