"""Merges of duplicates: read here, and taken back."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from products.admin.merging import CatalogueMergeAdmin
from products.merging import MergeError
from products.models import Feature, Merge
from stakeholders.merging import unmerge_feature
from stakeholders.models import EventKind, PreferenceEvent


@admin.register(Merge)
class MergeAdmin(CatalogueMergeAdmin):
    """Every merge of a duplicate into another feature; one that holds can be taken back."""

    readonly_fields = ("undoing",)
    fields: ClassVar[tuple[str, ...]] = (*CatalogueMergeAdmin.fields, "undoing")

    def get_urls(self) -> list[URLPattern]:
        """Answer for the page on which a merge is taken back as well."""
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:key>/undo/", view, name="merge_undo"), *super().get_urls()]

    @admin.display(description=_("taking it back"))
    def undoing(self, merge: Merge) -> SafeString | str:
        """Lead to the page on which MERGE is taken back, while it holds."""
        if merge.undone_at is not None:
            return gettext("It was taken back.")
        address = reverse("admin:merge_undo", args=[merge.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Take this merge back"))

    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Ask whether the merge with KEY is to be taken back, and do so once confirmed.

        :raises Http404: when there is no such merge.
        :raises PermissionDenied: when its features are not to be changed by whoever asks.
        """
        rows = self.get_queryset(request).select_related("feature__product", "into")
        merge = rows.filter(pk=key).first()
        if merge is None:
            raise Http404
        page: Any = self.admin_site.get_model_admin(Feature)
        if not page.has_change_permission(request, merge.feature):
            raise PermissionDenied
        if request.method == "POST":
            return self._undo(request, merge)
        events = PreferenceEvent.objects.filter(merge=merge, feature=merge.into_id)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Take a merge back"),
            "opts": self.opts,
            "merge": merge,
            "brought": events.filter(kind=EventKind.STATED).count(),
            "taken": [(name, before) for name, (before, _now) in merge.taken.items()],
        }
        return TemplateResponse(request, "admin/unmerge.html", context)

    def _undo(self, request: HttpRequest, merge: Merge) -> HttpResponse:
        """Take MERGE back, and say what came of it; a newer one of the same feature stays."""
        page: Any = self.admin_site.get_model_admin(Feature)
        target = reverse("admin:products_feature_change", args=[merge.feature_id])
        if merge.undone_at is not None:
            self.message_user(request, gettext("It was taken back already."), messages.WARNING)
            return HttpResponseRedirect(target)
        try:
            unmerge_feature(merge.feature, actor=request.user.get_username())
        except MergeError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            noted = gettext("Taken out of %(key)s again.") % {"key": merge.into.key}
            page.log_change(request, merge.feature, noted)
            told = gettext("%(feature)s stands for itself again.") % {"feature": merge.feature}
            self.message_user(request, told)
        return HttpResponseRedirect(target)
