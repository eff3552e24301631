"""The log of imported files in the admin: read by whoever imported them, and by administrators."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from backend.access.curating import find_curator
from backend.access.import_models import TOOL
from backend.access.models import FileImport
from products.admin.columns import show_moment
from products.admin.logs import LogAdmin


@admin.register(FileImport)
class FileImportAdmin(LogAdmin):
    """Which files were imported, by whom, and what became of their rows."""

    list_display = (
        "file_name",
        "show_noun",
        "user",
        show_moment("created_at"),
        "created",
        "changed",
        "unchanged",
        "refused",
    )
    list_filter = ("noun",)
    list_select_related = ("user",)
    search_fields = ("file_name", "user__username", "=checksum")
    search_help_text = _("File, login or checksum.")
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("file_name", "show_noun", "user", "created_at")}),
        (_("What became of its rows"), {"fields": ("created", "changed", "unchanged", "refused")}),
        (_("What else is told of it"), {"fields": ("show_report",)}),
        (_("What was left out"), {"fields": ("show_problems",)}),
        (_("The file"), {"fields": ("size", "checksum")}),
    )

    readonly_fields = ("show_noun", "show_report", "show_problems")

    @admin.display(description=_("rows of"), ordering="noun")
    def show_noun(self, row: FileImport) -> str:
        """Name what its rows became; of another tool's files, the tool and the product."""
        head = row.report.partition("\n")[0]
        return head if row.noun == TOOL and ": " in head else row.get_noun_display()

    @admin.display(description=_("report"))
    def show_report(self, row: FileImport) -> str:
        """Show its report."""
        return _show_text(row.report)

    @admin.display(description=_("problems"))
    def show_problems(self, row: FileImport) -> str:
        """Show why rows were left out."""
        return _show_text(row.problems)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FileImport]:
        """Show what is one's own; administrators see all."""
        rows: QuerySet[FileImport] = super().get_queryset(request)
        if find_curator(request.user).is_administrator:
            return rows
        return rows.filter(user=request.user.pk)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 -- any row
        """Let them look at OBJ when it is theirs."""
        theirs = find_curator(request.user).is_administrator or obj is None
        may_view = super().has_view_permission(request, obj)
        return may_view and (theirs or obj.user_id == request.user.pk)


def _show_text(text: str) -> str:
    """Show TEXT, which is in the language of whoever imported, not of whoever reads."""
    return format_html('<div dir="auto">{}</div>', linebreaksbr(text)) if text else "-"
