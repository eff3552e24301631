"""Pages of the admin on which the history of a row is read, and the row is put back."""

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from backend.access.audit_names import name_actors, tell_actor
from backend.access.history import find_state, is_about, read_state, read_steps
from backend.access.history_wording import tell_changes, tell_difference
from backend.access.restoring_pages import RestoringAdmin
from backend.access.reverting import CLOSED, RevertError, plan_revert, revert
from products.figures import write_moment
from products.keys import read_key

PAGE: Final = 100  # steps of a history on one page
NOW: Final = "now"


class KeptAdmin(RestoringAdmin, ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A page for rows whose history is kept."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses at which rows are put back."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_revert"
        view = self.admin_site.admin_view(self.revert_view)
        mine = path("<path:object_id>/history/<int:point>/", view, name=name)
        return [mine, *super().get_urls()]

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what became of a row, and the difference between two points of it."""
        row = self._find_row(request, object_id)
        until = read_key(request.GET.get("before"))
        steps = read_steps(row, until=until, most=PAGE + 1)
        closed = CLOSED.get(type(row), "")
        about = {
            "changes": tell_changes(type(row), steps[:PAGE]),
            "older": steps[PAGE - 1].entry.pk if len(steps) > PAGE else None,
            "is_latest": until is None,
            "difference": self._tell_difference(request, row),
            "may_revert": self.has_change_permission(request, row) and not closed,
            "closed": closed,
            "title": gettext("History of %(row)s") % {"row": row},
        }
        return self._show(request, row, "access/history.html", about | (extra_context or {}))

    def _tell_difference(self, request: HttpRequest, row: Model) -> Any:  # noqa: ANN401 -- lines, or None
        """Tell where ROW differed between the two points that REQUEST names, if it names any.

        :raises Http404: when one is no point of its history.
        """
        asked = [request.GET.get(name) for name in ("from", "to")]
        if not all(asked):
            return None
        states = []
        for text in asked:
            point = read_key(text)
            if text != NOW and (point is None or not is_about(point, row)):
                raise Http404
            states.append(read_state(row) if point is None else find_state(row, point))
        return tell_difference(type(row), states[0], states[1])

    def revert_view(self, request: HttpRequest, object_id: str, point: int) -> HttpResponse:
        """Show which fields would change if a row was put back; do so when that is confirmed."""
        row = self._find_row(request, object_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if read_key(str(point)) is None or not is_about(point, row):
            raise Http404
        errors: list[str] = []
        if request.method == "POST":
            try:
                revert(self, request, str(row.pk), point)
            except RevertError as refusal:
                errors = refusal.reasons
            else:
                told = gettext("“%(row)s” was put back.") % {"row": row}
                self.message_user(request, told, messages.SUCCESS)
                return HttpResponseRedirect(self._find_address("change", row))
        row = self._find_row(request, object_id)
        about = {"errors": errors, "point": point, "title": gettext("Put back %s") % row}
        try:
            plan = plan_revert(self, request, row, point)
        except RevertError as refusal:
            return self._show(
                request, row, "access/revert.html", about | {"errors": refusal.reasons}
            )
        return self._show(request, row, "access/revert.html", about | {"plan": plan})

    def _find_row(self, request: HttpRequest, object_id: str) -> Any:  # noqa: ANN401 -- a row of any model
        """Find the row that OBJECT_ID means, among those that are shown.

        :raises Http404: when there is none.
        :raises PermissionDenied: when whoever asks may not look at such rows.
        """
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _find_address(self, page: str, row: Model) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[quote(row.pk)])

    def _show(
        self, request: HttpRequest, row: Model, template: str, about: dict[str, Any]
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts, "object": row}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context | about)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401 -- Django's signature
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> HttpResponse:
        """Show beside the form what another hand has changed while it was open, and who."""
        formsets = [each.formset for each in context["inline_admin_formsets"]]
        beside = [form for formset in formsets for form in formset.forms]
        context["clashes"] = [
            ("" if form is context["adminform"].form else form.instance, clash)
            for form in (context["adminform"].form, *beside)
            for clash in tell_who(form)
        ]
        return super().render_change_form(request, context, *args, **kwargs)


def tell_who(form: Any) -> list[Any]:  # noqa: ANN401 -- any form
    """Give the clashes of FORM, each with who wrote what its field says now, and when."""
    clashes = getattr(form, "clashes", ())
    if not clashes:
        return []
    steps = read_steps(form.instance, most=PAGE)
    names = name_actors(step.entry.actor for step in steps)
    told = []
    for clash in clashes:
        wrote = next((each.entry for each in steps if _wrote(each, clash.name)), None)
        who = f"{tell_actor(wrote.actor, names)}, {write_moment(wrote.created_at)}" if wrote else ""
        told.append(replace(clash, who=who))
    return told


def _wrote(step: Any, name: str) -> bool:  # noqa: ANN401 -- a step
    """Tell whether STEP changed the field NAME."""
    if step.relation is not None:
        return bool(step.relation.name == name)
    return name in step.values.after or name in step.values.before
