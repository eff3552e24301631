"""What a list of the admin adds: export of what it shows under its filters and search."""

from tempfile import TemporaryFile
from typing import Final

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from backend.access.curating import find_curator
from backend.integrations.carrying.exporting import (
    Export,
    ExportRefusedError,
    open_export,
    write_csv,
    write_workbook,
)
from backend.integrations.carrying.nouns import Noun
from backend.integrations.carrying.registry import NOUNS

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Final = ("csv", "xlsx")


def name_file(noun: str, form: str) -> str:
    """Name a file of NOUN in FORM, with the day: two exports are told apart by it."""
    return f"{noun}-{timezone.localdate():%Y-%m-%d}.{form}"


def attach(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Let RESPONSE be saved under NAME; as any page of the admin it is kept nowhere on its way."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ExportingPage(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A list whose rows go into files."""

    change_list_template = "carrying/list.html"

    @property
    def noun(self) -> Noun:
        """Give what the rows are."""
        return NOUNS[self.model]

    def get_urls(self) -> list[URLPattern]:
        """Add the address of exports."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/<str:form>", view, name=self._name("export")), *super().get_urls()]

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def find_page(self, page: str, *args: object) -> str:
        """Give the address of PAGE of these rows, with ARGS."""
        return reverse(f"{self.admin_site.name}:{self._name(page)}", args=args)

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Write what the list shows under its filters and search, all pages of it.

        :raises Http404: when there is no such form, or no such filter.
        :raises PermissionDenied: when whoever asks may not see the list.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in FORMS:
            raise Http404
        try:
            listed = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            raise Http404 from None
        export = open_export(self.noun, listed, find_curator(request.user))
        if form == "csv":
            response = StreamingHttpResponse(write_csv(export), content_type=CSV)
            return attach(response, name_file(str(self.opts.model_name), "csv"))
        return self._write_workbook(request, export)

    def _write_workbook(self, request: HttpRequest, export: Export) -> HttpResponseBase:
        """Give EXPORT as a workbook, or say in the list why that cannot be."""
        name = str(self.opts.model_name)
        file = TemporaryFile()  # noqa: SIM115 -- the response closes it
        try:
            write_workbook(export, file, name=name)
        except ExportRefusedError as error:
            file.close()
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(f"{self.find_page('changelist')}?{request.GET.urlencode()}")
        return attach(FileResponse(file, content_type=XLSX), name_file(name, "xlsx"))
