"""Briefs of features, on pages of the admin that can be printed and downloaded."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from products.models import Feature
from stakeholders.brief_pages import write_html, write_markdown
from stakeholders.brief_words import name_audience, write_page
from stakeholders.briefing import build_briefs
from stakeholders.briefs import Audience, Brief, Rights
from stakeholders.models import Group, GroupKind

PAGE = "stakeholders/brief_page.html"
# Whoever curates a product may read all of it.
ALL = Rights(people=True, money=True)


class BriefPages(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Links from a feature to what each audience has to know of it, and shows that."""

    def get_urls(self) -> list[URLPattern]:
        """Answer for briefs as well."""
        view = self.admin_site.admin_view(self.show_brief)
        return [path("<int:feature>/brief/", view, name="brief"), *super().get_urls()]

    @admin.display(description=_("briefs"))
    def briefs(self, feature: Feature) -> SafeString:
        """Link to a brief of FEATURE for each kind of groups, whose pages lead to each group's."""
        return format_html_join(" · ", '<a href="{}">{}</a>', _list_kinds(feature))

    def show_brief(self, request: HttpRequest, feature: int) -> HttpResponse:
        """Show a brief of FEATURE, or send it as Markdown.

        :raises PermissionDenied: when it is not theirs to look at.
        :raises Http404: when there is no such feature or audience.
        """
        row = self.get_object(request, str(feature))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        whole = row.merged_into_id or row.pk
        brief = build_briefs([whole], _read_audience(request), {whole: ALL}).get(whole)
        if brief is None:
            raise Http404
        if request.GET.get("format") == "markdown":
            return _send(brief)
        return render(request, PAGE, self._describe(request, brief))

    def _describe(self, request: HttpRequest, brief: Brief) -> dict[str, Any]:
        """Give what the page of BRIEF shows."""
        question = request.GET.copy()
        question["format"] = "markdown"
        return {
            "title": write_page(brief).title,
            "feature": brief.feature,
            "article": write_html(brief),
            "language": get_language() or "en",
            "audiences": [*_list_kinds(brief.feature), *_list_groups(brief.feature)],
            "back": reverse("admin:products_feature_change", args=[brief.feature.pk]),
            "download": f"?{question.urlencode()}",
        }


def _all(kind: GroupKind) -> Any:  # noqa: ANN401 -- a text that is translated when shown
    return _("all teams") if kind == GroupKind.TEAM else _("all customers")


def _list_kinds(feature: Feature) -> list[tuple[str, Any]]:
    """List the addresses of a brief of FEATURE for each kind of groups, and whom it is for."""
    return [(_address(feature, {"kind": kind}), _all(kind)) for kind in GroupKind]


def _list_groups(feature: Feature) -> list[tuple[str, Any]]:
    """List the addresses of a brief of FEATURE for each group with a say, and whom it is for."""
    groups = Group.objects.with_say_in(feature.product_id).order_by("kind", "name", "pk")
    return [(_address(feature, {"group": str(each.public_id)}), each.name) for each in groups]


def _address(feature: Feature, question: dict[str, str]) -> str:
    return f"{reverse('admin:brief', args=[feature.pk])}?{urlencode(question)}"


def _read_audience(request: HttpRequest) -> Audience:
    """Read whom REQUEST asks for.

    :raises Http404: when there can be no such audience.
    """
    kind, group = request.GET.get("kind", ""), request.GET.get("group", "")
    if kind in GroupKind.values:
        return Audience(kind=GroupKind(kind))
    try:
        return Audience(group=UUID(group))
    except ValueError as error:
        raise Http404 from error


def _send(brief: Brief) -> HttpResponse:
    """Send BRIEF as a file of Markdown."""
    name = slugify(f"{brief.feature.key} {name_audience(brief)}") or "brief"
    return HttpResponse(
        write_markdown(brief),
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.md") or ""},  # noqa: FBT003 -- Django's signature
    )
