"""Pages of the admin on which deleted rows are listed, and come back."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from backend.access.audit_models import AuditEntry
from backend.access.curating import find_curator
from backend.access.deleted_rows import find_deletions, list_deleted, may_restore
from backend.access.history import State
from backend.access.history_wording import tell_difference
from backend.access.restoring import Draft, plan_restore, restore
from backend.access.restoring_doors import RestoreError
from products.keys import read_key

LARGEST: Final = 10**18  # beyond any entry


class RestoringAdmin(ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A page for rows that come back after they were deleted."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of what was deleted."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        listed = self.admin_site.admin_view(self.deleted_view)
        one = self.admin_site.admin_view(self.restore_view)
        mine = [
            path("deleted/", listed, name=f"{name}_deleted"),
            path("deleted/<int:point>/", one, name=f"{name}_restore"),
        ]
        return [*mine, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to what was deleted."""
        offers = {"offers_deleted": self.has_add_permission(request)}
        return super().changelist_view(request, offers | (extra_context or {}))

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List the rows that were deleted, and what may come back."""
        self._ask_whether_they_may(request)
        until = read_key(request.GET.get("before"))
        listed = list_deleted(self.model, find_curator(request.user), until=until)
        title = gettext("Deleted: %(nouns)s") % {"nouns": self.opts.verbose_name_plural}
        return self._answer(request, "access/deleted.html", {"listed": listed, "title": title})

    def restore_view(self, request: HttpRequest, point: int) -> HttpResponse:
        """Show how a row would come back, and let it when that is confirmed."""
        self._ask_whether_they_may(request)
        entry = self._find_deletion(request, point)
        errors: list[str] = []
        draft: Draft | None = None
        if request.method == "POST":
            try:
                actor = request.user.get_username()
                row = restore(entry, self.model, actor=actor)
            except RestoreError as refusal:
                errors = refusal.reasons
            else:
                told = gettext("“%(row)s” is back.") % {"row": row}
                self.log_addition(request, row, gettext("Restored from the audit log."))
                self.message_user(request, told, messages.SUCCESS)
                return HttpResponseRedirect(self._find_page("change", quote(row.pk)))
        try:
            draft = plan_restore(entry, self.model)
        except RestoreError as refusal:
            errors = errors or refusal.reasons
        about = {"errors": errors, "draft": draft, "title": gettext("Restore"), "point": point}
        if draft is not None:
            about["lines"] = self._tell_draft(draft)
        return self._answer(request, "access/restore.html", about)

    def _tell_draft(self, draft: Draft) -> Any:  # noqa: ANN401 -- lines
        """Tell what DRAFT would say again."""
        names = {each.name: each.attname for each in self.opts.concrete_fields}
        values = {name: getattr(draft.row, attname) for name, attname in names.items()}
        empty = State(dict.fromkeys(values, None))
        return tell_difference(self.model, empty, State(values, draft.links))

    def _ask_whether_they_may(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _find_deletion(self, request: HttpRequest, point: int) -> AuditEntry:
        """Find the entry POINT, if it tells of a row that is theirs to restore.

        :raises Http404: when it does not.
        """
        entry = find_deletions(self.model).filter(pk=min(point, LARGEST)).first()
        if entry is None or not may_restore(entry, self.model, find_curator(request.user)):
            raise Http404
        return entry

    def _find_page(self, page: str, *args: object) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=args)

    def _answer(self, request: HttpRequest, template: str, about: dict[str, Any]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context | about)
