"""Who had a say in each product, from when on: shown, never edited."""

from typing import Final

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin
from stakeholders.admin.groups import name_kind
from stakeholders.models import ElectorateChange

HEADINGS: Final = tuple(map(gettext_lazy, ("group", "key", "kind", "voices")))


@admin.register(ElectorateChange)
class ElectorateChangeAdmin(LogAdmin):
    """The groups with a say in each product, and their voices, as they stood from a moment on."""

    list_display = (show_moment("counted_at"), "product", "groups", "voices")
    list_filter = ("counted_at", "product")
    list_select_related = ("product",)
    search_fields = ("product__name", "product__key")
    search_help_text = gettext_lazy("Product.")
    ordering = ("-pk",)
    fields = ("product", "counted_at", "electorate")
    readonly_fields = ("electorate",)

    @admin.display(description=gettext_lazy("groups"))
    def groups(self, change: ElectorateChange) -> int:
        """Count the groups of CHANGE."""
        return len(change.lines)

    @admin.display(description=gettext_lazy("voices"))
    def voices(self, change: ElectorateChange) -> int:
        """Count the voices of CHANGE."""
        return sum(voices for *_, voices in change.lines)

    @admin.display(description=gettext_lazy("who had a say"))
    def electorate(self, change: ElectorateChange) -> SafeString:
        """Show the groups of CHANGE as they were called then."""
        rows = [(name, key, name_kind(kind), voices) for _, kind, key, name, voices in change.lines]
        body = format_html_join(
            "", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", [HEADINGS, *rows]
        )
        return format_html("<table>{}</table>", body)
