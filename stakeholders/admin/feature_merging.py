"""Merges duplicates from the pages of features: both side by side, what would move, and why."""

from hashlib import sha256
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from products.inheriting import HERITABLE
from products.merging import MergeError
from products.models import Feature, Merge
from products.naming import REASON_LENGTH
from stakeholders.admin.side_by_side import compare, compare_backing, tell_merge
from stakeholders.merging import merge_features
from stakeholders.trying import try_merge
from stakeholders.weighing import Weighing, weigh_merge

PAIR: Final = 2
OVERTAKEN: Final = _(
    "One of the two was changed, or spoken about, since this page was shown. Nothing was merged: "
    "look at what it says now."
)
UNLIKE: Final = _(
    "Only two features of one product become one: choose another of this product that is part of "
    "no other feature."
)


class IntoForm(forms.Form):
    """Asks for the feature that a duplicate is to become part of."""

    into = forms.ModelChoiceField(queryset=Feature.objects.none(), label=_("Becomes part of"))

    def __init__(self, *args: Any, rows: QuerySet[Feature], site: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Offer ROWS by a search of SITE."""
        super().__init__(*args, **kwargs)
        offered = forms.ModelChoiceField(
            queryset=rows,
            widget=AutocompleteSelect(Merge._meta.get_field("into"), site),  # noqa: SLF001 -- Django's documented model API
        )
        offered.label = self.fields["into"].label
        offered.error_messages["invalid_choice"] = UNLIKE
        self.fields["into"] = offered


class ReasonForm(forms.Form):
    """Asks why the two are one, and what is taken over from the duplicate."""

    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        widget=AdminTextareaWidget({"rows": 2}),
        label=_("Because"),
        help_text=_("Kept with the merge, for those who ask later."),
    )
    take = forms.MultipleChoiceField(choices=[(name, name) for name in HERITABLE], required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, label="")


class MergingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Pages of features on which two are made one."""

    def get_urls(self) -> list[URLPattern]:
        """Answer for the page on which a feature is merged as well."""
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:key>/merge/", view, name="feature_merge"), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Any:  # noqa: ANN401 -- as Django writes it
        """Offer to merge two features that are marked."""
        actions = super().get_actions(request)
        if actions and self.has_change_permission(request):
            actions["merge_marked"] = self.get_action("merge_marked")
        return actions

    @admin.action(description=_("Merge two features: look at both first"))
    def merge_marked(
        self, request: HttpRequest, queryset: QuerySet[Feature]
    ) -> HttpResponse | None:
        """Show the two that are marked side by side; the one that is listed first stays."""
        keys = list(queryset.values_list("pk", flat=True)[: PAIR + 1])
        if len(keys) != PAIR:
            told = gettext("Mark two features: the one that stays, and its duplicate.")
            self.message_user(request, told, messages.ERROR)
            return None
        into, key = keys
        return HttpResponseRedirect(f"{find_merge_page(key)}?into={into}")

    def merge_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Ask what the feature with KEY becomes part of; show both; merge them once confirmed.

        :raises Http404: when there is no such feature.
        :raises PermissionDenied: when it is not to be changed by whoever asks.
        """
        mine = self.get_queryset(request).select_related("product")
        feature = mine.filter(pk=key).first()
        if feature is None:
            raise Http404
        if not self.has_change_permission(request, feature):
            raise PermissionDenied
        rows = mine.filter(product=feature.product_id, merged_into=None).exclude(pk=key)
        sent = request.POST if request.method == "POST" else request.GET
        asked = IntoForm(sent if "into" in sent else None, rows=rows, site=self.admin_site)
        into = asked.cleaned_data["into"] if asked.is_bound and asked.is_valid() else None
        if into is None or feature.merged_into is not None:
            return self._show_pair(request, feature, {"asked": asked})
        return self._settle_pair(request, feature, into)

    def _settle_pair(self, request: HttpRequest, feature: Feature, into: Feature) -> HttpResponse:
        """Show FEATURE and INTO side by side; merge them where that was confirmed."""
        weighing = weigh_merge(feature, into)
        mark = _mark(feature, into, weighing)
        form = ReasonForm(
            request.POST if "_merge" in request.POST else None, initial={"shown": mark}
        )
        if form.is_valid():
            if form.cleaned_data["shown"] != mark:
                form = ReasonForm(initial=form.cleaned_data | {"shown": mark})
                messages.error(request, OVERTAKEN)
            elif (done := self._merge(request, feature, into, form)) is not None:
                return done
        lines = list(compare(feature, into))
        swap = f"{find_merge_page(into.pk)}?into={feature.pk}"
        more = {"into": into, "weighing": weighing, "form": form, "lines": lines, "swap": swap}
        backing = list(compare_backing(try_merge(feature, into)))
        return self._show_pair(request, feature, {**more, "backing": backing})

    def _merge(
        self, request: HttpRequest, feature: Feature, into: Feature, form: ReasonForm
    ) -> HttpResponse | None:
        """Merge FEATURE into INTO as FORM says; tell why where that is refused."""
        said, actor = form.cleaned_data, request.user.get_username()
        try:
            merge = merge_features(
                feature, into, actor=actor, reason=said["reason"], take=said["take"]
            )
        except MergeError as refusal:
            form.add_error("reason" if refusal.field == "reason" else None, str(refusal))
            return None
        told = gettext("%(feature)s is part of %(into)s now; this can be taken back.")
        self.log_change(request, feature, gettext("Merged into %(key)s.") % {"key": into.key})
        self.log_change(request, into, gettext("Merged %(key)s into it.") % {"key": feature.key})
        self.message_user(request, told % {"feature": merge.feature, "into": merge.into})
        return HttpResponseRedirect(reverse("admin:products_feature_change", args=[into.pk]))

    def _show_pair(
        self, request: HttpRequest, feature: Feature, more: dict[str, Any]
    ) -> TemplateResponse:
        """Show the page on which FEATURE is merged, with what MORE there is to it."""
        context = self.admin_site.each_context(request) | {
            "title": gettext("Merge a duplicate"),
            "opts": self.opts,
            "feature": feature,
            "media": self.media,
            **more,
        }
        return TemplateResponse(request, "admin/merge.html", context)

    def draw_merges(self, feature: Feature, rows: QuerySet[Merge]) -> SafeString:
        """List the merges in ROWS, those of FEATURE, with what may be done about them."""
        lines = format_html_join(
            "", "<li>{}</li>", ((tell_merge(m, feature),) for m in rows.order_by("-pk")[:20])
        )
        offer = format_html(
            '<a href="{}">{}</a>',
            find_merge_page(feature.pk),
            gettext("Merge this feature into another"),
        )
        return format_html("<ul>{}</ul><p>{}</p>", lines, "" if feature.merged_into_id else offer)


def find_merge_page(key: int) -> str:
    """Give the address at which the feature with KEY is merged."""
    return reverse("admin:feature_merge", args=[key])


def _mark(feature: Feature, into: Feature, weighing: Weighing) -> str:
    """Give a mark that changes when either feature does, or what was stated about them."""
    counts = (weighing.there, weighing.here, weighing.both, weighing.newer, weighing.withdrawn)
    told = f"{feature.pk} {feature.updated_at} {into.pk} {into.updated_at} {counts}"
    return sha256(told.encode()).hexdigest()
