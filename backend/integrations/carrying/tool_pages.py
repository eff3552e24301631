"""The pages on which curators import from another tool: sent, looked at, and then written."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from backend.access.curating import find_curator, may
from backend.integrations.carrying.receiving import TOO_LARGE
from backend.integrations.carrying.tool_kept import find_upload, make_room, say_gone
from backend.integrations.carrying.tool_receiving import put, receive
from backend.integrations.carrying.tool_showing import ToolShowing, name
from backend.integrations.carrying.tool_uploads import ToolUpload, is_live
from backend.integrations.carrying.uploads import clear
from backend.integrations.importers.outcomes import find_told
from backend.queue.models import Status, Task
from products.models import Feature
from stakeholders.models import Preference


def may_import(request: HttpRequest) -> bool:
    """Tell whether whoever sends REQUEST may write what an import writes, in some product."""
    caller = find_curator(request.user)
    return all(may(caller, "change", model) for model in (Feature, Preference))


def offer_import(request: HttpRequest) -> tuple[str, str] | None:
    """Give the address of the page, and what it is for, to those who may open it."""
    if not may_import(request):
        return None
    return reverse("admin:access_fileimport_import"), _("Import from another tool")


class ToolPage(ToolShowing):
    """The log of imported files, and the way in for files of other tools."""

    change_list_template = "carrying/log.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of imports."""
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "import/": ("import", self.import_view),
            "import/<str:token>/": ("work", self.work_view),
        }
        mine = [
            path(route, self.admin_site.admin_view(view), name=f"access_fileimport_{name}")
            for route, (name, view) in views.items()
        ]
        return [*mine, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:  # noqa: ANN401 -- Django's own
        """Offer to import to those who may write."""
        told = {"may_import": may_import(request), **(extra_context or {})}
        return super().changelist_view(request, told)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for files; once they are there, have a worker look at them, and lead to its page."""
        _check(request)
        clear()
        files = request.FILES  # read now, if not before: only then it is known what was left
        sent = [request.POST, files] if request.method == "POST" else []
        form = self._ask(request, *sent)
        if getattr(request, TOO_LARGE, False):
            form.tell_too_large()
        elif sent and form.is_valid():
            upload = receive(form, name(request))
            if upload is not None:
                for gone in make_room(name(request)):
                    self.message_user(request, say_gone(gone), messages.WARNING)
                return _lead(upload)
        return self._show_form(request, form)

    def work_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what came of the files, or how far that is; do it, or forget it, when sent."""
        _check(request)
        upload = find_upload(name(request), token)
        if upload is None:
            return self._show_gone(request, token)
        task = upload.find_task()
        if request.method != "POST":
            return self._show_work(request, upload, task)
        return self._answer(request, upload, task)

    def _answer(self, request: HttpRequest, upload: ToolUpload, task: Task | None) -> HttpResponse:
        """Do with UPLOAD, which TASK is about, what was sent."""
        if is_live(task):  # it was sent twice, or by a page that is not up to date
            return _lead(upload)
        if "forget" in request.POST:
            return self._forget(request, upload)
        if "again" in request.POST and upload.has_files():
            return self._preview_again(request, upload)
        told = find_told(task) if task else None
        if task and told and task.status == Status.DONE and not upload.is_confirmed:
            return self._put(request, upload, lambda: upload.confirm(name(request), told))
        return _lead(upload)

    def _forget(self, request: HttpRequest, upload: ToolUpload) -> HttpResponse:
        """Remove UPLOAD, and say so."""
        upload.remove()
        told = _("Forgotten, and nothing of it was written: %(file)s") % {"file": upload.name}
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:access_fileimport_import"))

    def _preview_again(self, request: HttpRequest, upload: ToolUpload) -> HttpResponse:
        """Have UPLOAD looked at once more, under the terms that are sent."""
        form = self._ask(request, request.POST, is_kept=True)
        if not form.is_valid() or not form.check_needless(upload.form):
            return self._show_otherwise(request, upload, form)
        upload.terms = form.read_terms()
        return self._put(request, upload, lambda: upload.preview(name(request)))

    def _put(
        self, request: HttpRequest, upload: ToolUpload, ask: Callable[[], object]
    ) -> HttpResponse:
        """Put a task about UPLOAD as ASK does, and lead to its page, which says if that failed."""
        if fault := put(ask):
            self.message_user(request, fault, messages.ERROR)
        return _lead(upload)


def _check(request: HttpRequest) -> None:
    """Let whoever sends REQUEST import.

    :raises PermissionDenied: when they curate nothing.
    """
    if not may_import(request):
        raise PermissionDenied


def _lead(upload: ToolUpload) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:access_fileimport_work", args=[upload.token]))
