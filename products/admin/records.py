"""What the pages for curated rows have in common."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from products.admin.beginning import BeginningAdmin
from products.admin.deleting import drop_links, find_logs
from products.admin.forms import AnyForm, Reason, RecordForm, RefusedForm
from products.admin.locks import lock_rows
from products.admin.paging import NearPages
from products.admin.searching import LinkedSearch
from products.admin.tabs import TabbedAdmin
from products.admin.together import TogetherAdmin
from products.admin.watching import SHOWN, tell_kept
from products.faults import RowsRefusedError

admin.site.site_header = "Tutti"
admin.site.site_title = "Tutti"
admin.site.index_title = gettext_lazy("What everyone stands behind, and who does not")
# Beside teams, its groups need a plain home.
apps.get_app_config("auth").verbose_name = gettext_lazy("Logins")

REFUSAL: Final = "tutti_refusal"  # the request's attribute that keeps why it was refused
# Rows that another tool owns say so, folded away under everything else.
DATES: Final = ("created_at", "updated_at", "public_id")
ORIGIN: Final[Any] = (
    gettext_lazy("Where this row comes from"),
    {"classes": ("collapse",), "fields": ("source", "external_id", *DATES)},
)

IDENTITY: Final[Any] = (
    gettext_lazy("Dates and identity"),
    {"classes": ("collapse",), "fields": DATES},
)


class CuratedAdmin(NearPages, LinkedSearch, TogetherAdmin, TabbedAdmin, BeginningAdmin):
    """A page for rows that curators edit; what the domain refuses is told, never a crash."""

    form = RecordForm
    readonly_fields: ClassVar[tuple[str, ...]] = ("source", "external_id", *DATES)
    formfield_overrides: ClassVar = {
        models.TextField: {"widget": AdminTextareaWidget({"rows": 3})},
        models.URLField: {"assume_scheme": "https"},
    }
    # What names a row: chosen once, when it is made.
    fixed_fields: ClassVar[tuple[str, ...]] = ()
    refusals: ClassVar[tuple[type[ValueError], ...]] = (RowsRefusedError,)

    def explain(self, refusal: ValueError) -> Iterator[Reason]:
        """Give the reasons for REFUSAL, one of `refusals`."""
        if isinstance(refusal, RowsRefusedError):
            yield from ((fault.field, fault.message) for fault in refusal.faults)
        else:
            yield None, str(refusal)

    def get_readonly_fields(
        self, _request: HttpRequest, obj: models.Model | None = None
    ) -> tuple[str, ...]:
        """Hold what names a row, once it exists."""
        return (*self.readonly_fields, *(self.fixed_fields if obj else ()))

    def get_prepopulated_fields(
        self, _request: HttpRequest, obj: models.Model | None = None
    ) -> dict[str, Sequence[str]]:
        """Derive a key while a new row is named, never later."""
        return {} if obj else dict(self.prepopulated_fields)

    def get_form(
        self,
        request: HttpRequest,
        obj: models.Model | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> type[AnyForm]:
        """Give the form, which tells why REQUEST was refused if it was."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, REFUSAL, None)
        if refusal is None:
            return form
        return type(form.__name__, (RefusedForm, form), {"reasons": tuple(self.explain(refusal))})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save a row; when the domain refuses, undo all and show the form with the reasons."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusals as refusal:
            setattr(request, REFUSAL, refusal)  # where get_form finds it
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401 -- Django's signature
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> HttpResponse:
        """Let the form say which row it was filled from."""
        form = context["adminform"]
        (name, first), *rest = form.fieldsets
        form.fieldsets = [(name, first | {"fields": (*first["fields"], SHOWN)}), *rest]
        return super().render_change_form(request, context, *args, **kwargs)

    def hold(self, key: str) -> None:
        """Lock the row with KEY, and those edited beside it, until the transaction ends.

        Pages whose writing takes other locks first take these here, in the order of the domain.
        """
        lock_rows(self.model, key, self.inlines)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:  # noqa: ANN401 -- a row, or None
        """Give the row of OBJECT_ID, locked when it is to be written."""
        if request.method == "POST" and connection.in_atomic_block and object_id.isdecimal():
            self.hold(object_id)
        return super().get_object(request, object_id, from_field)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete a row; when the domain refuses, say why."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except self.refusals as refusal:
            page = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
            return self._turn_back(request, refusal, reverse(page, args=[quote(object_id)]))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List rows and act on them, all or none; when the domain refuses, say why."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except self.refusals as refusal:
            return self._turn_back(request, refusal, request.get_full_path())

    def save_model(
        self,
        _request: HttpRequest,
        obj: Any,  # noqa: ANN401 -- each page narrows it to its own model
        form: AnyForm,
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Write a new row, or only what was edited, so that no other hand's work is undone."""
        if not change:
            obj.save()
            return
        columns = {field.name for field in self.opts.concrete_fields}
        obj.save(update_fields={*columns.intersection(form.changed_data), "updated_at"})

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Tell what goes with OBJS; a log goes with its row, though nobody may cut lines out.

        Bare links between rows, which have no name, are counted and not listed.
        """
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        return drop_links(listed), counts, missing - find_logs(self.admin_site), protected

    def save_related(
        self,
        request: HttpRequest,
        form: AnyForm,
        formsets: Any,  # noqa: ANN401 -- Django's signature
        change: bool,  # noqa: FBT001 -- as above
    ) -> None:
        """Write what hangs on a row, and tell which fields another hand has changed meanwhile."""
        super().save_related(request, form, formsets, change)
        tell_kept(request, [form, *(each for formset in formsets for each in formset.forms)])

    def _turn_back(
        self, request: HttpRequest, refusal: ValueError, target: str
    ) -> HttpResponseRedirect:
        """Go to TARGET and say there why nothing was done."""
        for _, sentence in self.explain(refusal):
            self.message_user(request, sentence, messages.ERROR)
        return HttpResponseRedirect(target)
