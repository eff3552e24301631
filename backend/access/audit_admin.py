"""The pages of the audit log: it is searched, read and exported here, and never written."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from backend.access.audit_models import AuditEntry, AuditWord
from backend.access.audit_names import USER, name_actors, tell_actor
from backend.access.audit_reading import FORMS, search
from backend.access.audit_watching import WATCHED
from backend.access.audit_wording import link_entry, name_rows, tell_lines, tell_noun
from backend.access.models import RoleGrant
from products.admin.columns import show_moment, show_start
from products.admin.logs import LogAdmin

NAMES: Final = "_tutti_names"  # where an entry keeps the names that were read for its list
ROWS: Final = "_tutti_rows"  # and those of the rows
MOST_PEOPLE: Final = 200  # logins that a filter offers
TOLD: Final = '<div><b>{}</b>: <bdi>{}</bdi> <span class="leads">→</span> <bdi>{}</bdi></div>'
TYPES: Final = {"jsonl": "application/jsonl", "csv": "text/csv"}


class ByNoun(admin.SimpleListFilter):
    """Narrows the log to one kind of rows."""

    title = gettext_lazy("what was changed")
    parameter_name = "noun"

    def lookups(self, _request: HttpRequest, _page: object) -> Iterable[tuple[str, str]]:
        """Offer what is watched."""
        return [
            (watch.noun, str(watch.model._meta.verbose_name))  # noqa: SLF001 -- Django's documented model API
            for watch in WATCHED
        ]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that were chosen."""
        return queryset.filter(noun=self.value()) if self.value() else queryset


class ByPerson(admin.SimpleListFilter):
    """Narrows the log to what one person did."""

    title = gettext_lazy("person")
    parameter_name = "person"

    def lookups(self, _request: HttpRequest, _page: object) -> Iterable[tuple[str, str]]:
        """Offer those who may enter the admin; who else acted is found by their login."""
        logins: Any = get_user_model()._default_manager  # noqa: SLF001 -- any model of logins
        name = logins.model.USERNAME_FIELD
        enter = Q(is_superuser=True) | Q(Exists(RoleGrant.objects.filter(user=OuterRef("pk"))))
        found = logins.filter(enter).order_by(name).values_list("pk", name)
        return [(str(key), login) for key, login in found[:MOST_PEOPLE]]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what was done under that login, whether it is offered or not."""
        return queryset.filter(actor=f"{USER}{self.value()}") if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(LogAdmin):
    """Who changed what, when and from where."""

    change_list_template = "access/audit_list.html"
    list_display = (
        show_moment("created_at"),
        "who",
        "interface",
        "address",
        "what",
        "action",
        "which",
    )
    list_filter = (ByNoun, ByPerson, "action", "interface", "created_at")
    search_fields = ("actor",)  # `search` says what else
    search_help_text = gettext_lazy(
        "Login, token's name, actor, noun, id, day (2030-01-31) or address."
    )
    ordering = ("-pk",)
    fields = (
        *("created_at", "who", "actor", "interface", "address"),
        *("what", "action", "which", "noun", "row_id", "public_id", "told"),
    )
    readonly_fields = ("who", "what", "which", "told")

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by what the term looks like."""
        return search(queryset, search_term), False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Read along the names of all who acted."""
        page = super().get_changelist_instance(request)
        page.result_list = list(page.result_list)
        names = name_actors(entry.actor for entry in page.result_list)
        rows = name_rows(page.result_list)
        for entry in page.result_list:
            vars(entry).update({NAMES: names, ROWS: rows})
        return page

    @admin.display(description=gettext_lazy("who"), ordering="actor")
    def who(self, entry: AuditEntry) -> str:
        """Name whoever acted, as they are called today."""
        names = vars(entry).get(NAMES)
        return tell_actor(entry.actor, name_actors({entry.actor}) if names is None else names)

    @admin.display(description=gettext_lazy("what"), ordering="noun")
    def what(self, entry: AuditEntry) -> str:
        """Call what was changed as its pages do."""
        return tell_noun(entry.noun)

    @admin.display(description=gettext_lazy("which one"), ordering="row_id")
    def which(self, entry: AuditEntry) -> str:
        """Lead to what was changed, while it is there."""
        rows = vars(entry).get(ROWS)
        return link_entry(entry, name_rows([entry]) if rows is None else rows, self.admin_site)

    @admin.display(description=gettext_lazy("before and after"))
    def told(self, entry: AuditEntry) -> SafeString:
        """Show what ENTRY says, field by field."""
        lines = ((line.label, line.before, line.after) for line in tell_lines(entry))
        return format_html_join("", TOLD, lines)

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the exports."""
        export = self.admin_site.admin_view(self.export)
        return [path("export/<str:form>", export, name="audit_export"), *super().get_urls()]

    def export(self, request: HttpRequest, form: str) -> StreamingHttpResponse:
        """Write what the list shows under its filters and search, all pages of it.

        :raises PermissionDenied: when the list is not for whoever asks.
        :raises BadRequest: when a filter cannot be read.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            raise BadRequest from error
        form, day = form if form in FORMS else "jsonl", f"{timezone.localdate():%Y-%m-%d}"
        return StreamingHttpResponse(
            FORMS[form](shown.get_queryset(request).order_by()),
            content_type=TYPES[form],
            headers={"Content-Disposition": f'attachment; filename="audit-{day}.{form}"'},
        )


@admin.register(AuditWord)
class AuditWordAdmin(LogAdmin):
    """The words of the log, which lie beside it as they go when a person is erased."""

    list_display = ("number", "column", show_start("before"), show_start("after"))
    list_filter = (("redacted_for", admin.EmptyFieldListFilter),)
    search_fields = ("=entry__pk", "=column")
    search_help_text = gettext_lazy("Number of the entry, or column.")
    ordering = ("-pk",)
    fields = ("entry", "column", "before", "after", "redacted_for")

    @admin.display(description=gettext_lazy("entry"), ordering="entry")
    def number(self, word: AuditWord) -> int:
        """Give the number of the entry that WORD is of."""
        return word.entry_id
