"""What a list of the admin adds: import from a file, which shows first what it would do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from backend.access.curating import find_curator
from backend.integrations.carrying.export_pages import CSV, ExportingPage, attach
from backend.integrations.carrying.forms import UploadForm
from backend.integrations.carrying.nouns import Terms
from backend.integrations.carrying.previews import Confirmed, confirm, preview
from backend.integrations.carrying.receiving import TOO_LARGE
from backend.integrations.carrying.reports import count, list_numbers, read_report, write_report
from backend.integrations.carrying.uploads import TableUpload, clear, find, keep
from backend.integrations.importers.faults import DatabaseFailedError
from backend.integrations.workbooks.faults import TableRefusedError


class CarryingPage(ExportingPage):
    """A list whose rows come from files, and go into them."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of imports."""
        views: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "import/": ("import", self.import_view),
            "import/<str:token>/": ("preview", self.preview_view),
            "import/<str:token>/rows.csv": ("report", self.report_view),
        }
        mine = [
            path(route, self.admin_site.admin_view(view), name=self._name(name))
            for route, (name, view) in views.items()
        ]
        return [*mine, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:  # noqa: ANN401 -- Django's own
        """Offer to import to those who may write."""
        told = {"may_import": self.has_change_permission(request), **(extra_context or {})}
        return super().changelist_view(request, told)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file; once it is there, lead to what it would do."""
        self._check(request)
        clear()
        files = request.FILES  # read now, if not before: only then it is known what was left
        is_left = getattr(request, TOO_LARGE, False)
        sent = request.method == "POST" and not is_left
        form = UploadForm(request.POST, files) if sent else UploadForm()
        if is_left:
            self.message_user(request, _("This file is too large: split it."), messages.ERROR)
        elif sent and form.is_valid():
            try:
                return self._preview(request, form.cleaned_data)
            except TableRefusedError as error:
                for message in error.messages:
                    form.add_error(None, message)
            except DatabaseFailedError as error:
                form.add_error(None, str(error))
        columns = [column.name for column in self.noun.columns if not column.is_shown]
        told: dict[str, Any] = {"form": form, "columns": columns, "title": _("Import from a file")}
        return self._show_page(request, "carrying/import.html", told)

    def preview_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what a file would do; do it, or forget it, when that is sent."""
        upload = self._open(request, token)
        if request.method != "POST":
            return self._show_preview(request, upload)
        if "forget" not in request.POST:
            return self._confirm(request, upload)
        upload.remove()
        return HttpResponseRedirect(self.find_page("changelist"))

    def report_view(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """Give what would become of each row, as a file."""
        upload = self._open(request, token)
        return attach(StreamingHttpResponse(write_report(upload), content_type=CSV), "rows.csv")

    def _preview(self, request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
        """Keep the file that was GIVEN, and lead to its preview."""
        terms = {"sheet": given["sheet"].strip(), "empties": given["empties"]}
        upload = keep(given["file"], int(request.user.pk or 0), self.opts.label_lower, **terms)
        try:
            preview(upload, self.noun, self._settle(request, upload))
        except BaseException:
            upload.remove()
            raise
        return HttpResponseRedirect(self.find_page("preview", upload.token))

    def _confirm(self, request: HttpRequest, upload: TableUpload) -> HttpResponse:
        """Write what UPLOAD says; show it anew if anything would come otherwise now.

        :raises Http404: when it is being written already.
        """
        try:
            with upload.taken():
                done = self._write_rows(request, upload)
        except FileNotFoundError:
            raise Http404 from None
        except (TableRefusedError, DatabaseFailedError) as error:
            self.message_user(request, str(error), messages.ERROR)
            return self._show_preview(request, upload)
        if done.moved:
            told = _("Since it was previewed, other rows have changed, and nothing was written.")
            rows = _("Look again at the rows %(rows)s.") % {"rows": list_numbers(done.moved)}
            self.message_user(request, f"{told} {rows}", messages.WARNING)
            return HttpResponseRedirect(self.find_page("preview", upload.token))
        self.message_user(request, count(done.tally), messages.SUCCESS)
        return HttpResponseRedirect(self.find_page("changelist"))

    def _write_rows(self, request: HttpRequest, upload: TableUpload) -> Confirmed:
        terms = self._settle(request, upload)
        done = confirm(upload, self.noun, terms, user=request.user)
        if done.moved:
            preview(upload, self.noun, terms)
        else:
            upload.remove()
        return done

    def _settle(self, request: HttpRequest, upload: TableUpload) -> Terms:
        """Give the terms under which whoever sends REQUEST carries UPLOAD."""
        actor = request.user.get_username()
        return Terms(caller=find_curator(request.user), actor=actor, empties=upload.empties)

    def _check(self, request: HttpRequest) -> None:
        """Let whoever sends REQUEST import.

        :raises PermissionDenied: when they may not write such rows.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _open(self, request: HttpRequest, token: str) -> TableUpload:
        """Find what whoever sends REQUEST keeps under TOKEN.

        :raises Http404: when there is nothing of theirs.
        """
        self._check(request)
        upload = find(int(request.user.pk or 0), self.opts.label_lower, token, kind=TableUpload)
        if upload is None or not upload.told.exists():
            raise Http404
        return upload

    def _show_preview(self, request: HttpRequest, upload: TableUpload) -> HttpResponse:
        told = {
            "upload": upload,
            "report": read_report(upload),
            "title": _("Preview of the import"),
        }
        return self._show_page(request, "carrying/preview.html", told)

    def _show_page(self, request: HttpRequest, page: str, told: dict[str, Any]) -> HttpResponse:
        """Show PAGE with what is TOLD on it."""
        context = self.admin_site.each_context(request) | {"opts": self.opts, **told}
        return TemplateResponse(request, page, context)
