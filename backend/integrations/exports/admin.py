"""Exports in the admin: curators ask for them, see how far they are, and fetch their own."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.access.callers import find_caller
from backend.access.site import TuttiSite
from backend.integrations.exports.asking import ask
from backend.integrations.exports.files import find_status, is_lost
from backend.integrations.exports.forms import ExportForm
from backend.integrations.exports.models import Export, Noun, Status
from products.admin.columns import show_moment, show_start
from products.admin.logs import LogAdmin
from products.figures import write_number
from products.models import Feature
from stakeholders.models import Preference

BACKGROUND = {Feature: Noun.FEATURES, Preference: Noun.PREFERENCES}


@admin.register(Export)
class ExportAdmin(LogAdmin):
    """Files that were asked for: read by whoever asked, and by administrators."""

    form = ExportForm
    list_display = (
        "__str__", "product", show_moment("created_at"), "progress", "file", "size",
        show_moment("expires_at"), show_start("fault"), "user",
    )  # fmt: skip
    list_filter = ("status", "noun", "format")
    list_select_related = ("product", "user", "task")
    search_fields = ("product__key", "user__username")
    search_help_text = _("Key of a product, or login.")
    autocomplete_fields = ("product",)
    ordering = ("-created_at", "-pk")
    asked: ClassVar[tuple[str, ...]] = ("noun", "format", "product", "changed_since")

    def get_fields(self, _request: HttpRequest, obj: Export | None = None) -> tuple[str, ...]:
        """Ask what is to be exported; show what it came to."""
        if obj is None:
            return self.asked
        made = ("progress", "file", "rows", "size", "checksum", "cursor", "fault")
        return (*self.asked, *made, "user", "created_at", "finished_at", "expires_at")

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Let the form know who asks."""
        form: Any = super().get_form(request, *args, **kwargs)
        form.caller = find_caller(request)
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Export]:
        """Show what is one's own; administrators see all."""
        rows: QuerySet[Export] = super().get_queryset(request)
        caller = find_caller(request)
        return rows if caller.is_administrator else rows.filter(asker=caller.key)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let curators ask."""
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 -- any row
        """Let them look at OBJ when it is theirs."""
        caller = find_caller(request)
        theirs = caller.is_administrator or obj is None or obj.asker == caller.key
        return theirs and super().has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 -- as above
        """Let OBJ go along with a login or a product, on whose page REQUEST is; else it is kept."""
        here = request.resolver_match
        return obj is not None and here is not None and "exports_" not in str(here.url_name)

    @admin.display(description=_("progress"), ordering="status")
    def progress(self, export: Export) -> str:
        """Tell what became of EXPORT, or how far it is."""
        now = timezone.now()
        if is_lost(export, at=now):
            return gettext("its file is missing")
        if export.status != Status.PENDING:
            return str(find_status(export, at=now).label)
        found = export.progress
        if found.total is None:
            return gettext("waiting")
        told = {"done": write_number(found.done), "total": write_number(found.total)}
        return gettext("%(done)s of %(total)s") % told

    @admin.display(description=_("file"))
    def file(self, export: Export) -> SafeString | str:
        """Lead to the file of EXPORT, which nobody fetches but whoever asked for it."""
        is_ready = find_status(export, at=timezone.now()) == Status.DONE
        if not is_ready or export.user_id is None:
            return ""
        address = reverse("export_file", args=[export.public_id])
        return format_html('<a href="{}">{}</a>', address, export.file_name)

    def save_model(
        self,
        request: HttpRequest,
        obj: Export,
        form: Any,  # noqa: ANN401 -- Django's signature
        change: bool,  # noqa: ARG002, FBT001 -- Django's signature; exports are never changed
    ) -> None:
        """Ask for the export."""
        made = ask(cast("ExportForm", form).read_order(), by=find_caller(request))
        vars(obj).update({name: vars(made)[name] for name in vars(made) if name[0] != "_"})

    def response_add(self, request: HttpRequest, *_rest: object, **_more: object) -> HttpResponse:
        """Lead to the list, where it shows how far it is."""
        told = gettext("It is being written: reload this list to see how far it is.")
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:exports_export_changelist"))


class BackgroundPage(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A list all rows of which can be exported in the background."""

    change_list_template = "exports/list.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:  # noqa: ANN401 -- Django's own
        """Offer it."""
        told = {"background": BACKGROUND[self.model].value, **(extra_context or {})}
        return super().changelist_view(request, told)


for model in BACKGROUND:
    cast("TuttiSite", admin.site).extend(model, BackgroundPage)
