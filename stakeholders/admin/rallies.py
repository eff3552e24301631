"""What waits to be done about a product: where to rally, and which decisions to look back at."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from products.looking import shown
from products.models import Decision, Feature, Product
from stakeholders.models import Account, Group, Outreach, Stakeholder
from stakeholders.rallying import Rally, list_rallies

PAGE = "stakeholders/rally_list.html"
MOST = 20


class RallyPages(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Links from a product to what waits there, and lists where few conversations move much."""

    def get_urls(self) -> list[URLPattern]:
        """Answer for the rally list as well."""
        view = self.admin_site.admin_view(self.show_rallies)
        return [path("<int:product>/rally/", view, name="rally_list"), *super().get_urls()]

    @admin.display(description=_("what waits"))
    def waiting(self, product: Product) -> SafeString:
        """Link to what is to be done about PRODUCT today."""
        today = timezone.localdate()
        decisions = Decision.objects.due(today).filter(feature__product=product)
        talks = Outreach.objects.due(today).filter(feature__product=product)
        due, back = shown(decisions).count(), shown(talks).count()
        reviews = ngettext("%(number)s decision to review", "%(number)s decisions to review", due)
        follow_ups = ngettext("%(number)s follow-up", "%(number)s follow-ups", back)
        mine = f"feature__product__id__exact={product.pk}"
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            f"{reverse('admin:products_decision_changelist')}?review=due&{mine}",
            reviews % {"number": due},
            f"{reverse('admin:stakeholders_outreach_changelist')}?follow_up=due&{mine}",
            follow_ups % {"number": back},
            reverse("admin:rally_list", args=[product.pk]),
            gettext("where to rally"),
        )

    def show_rallies(self, request: HttpRequest, product: int) -> HttpResponse:
        """List the features of PRODUCT for which few conversations would move much.

        :raises PermissionDenied: when it is not theirs to look at.
        :raises Http404: when there is no such product.
        """
        row = self.get_object(request, str(product))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        found = list_rallies([row.pk], MOST).get(row.pk, [])
        context = self.admin_site.each_context(request) | {
            "title": gettext("Where to rally"),
            "subtitle": str(row),
            "opts": self.opts,
            "original": row,
            "lines": list(_describe(found)),
        }
        return TemplateResponse(request, PAGE, context)


def _describe(found: list[Rally]) -> Iterator[dict[str, Any]]:
    """Describe each of the rallies FOUND with the names of whom to talk to."""
    steps = [step for rally in found for step in rally.steps]
    features = Feature.objects.in_bulk([rally.feature for rally in found])
    groups = Group.objects.in_bulk([step.group for step in steps])
    accounts = shown(Account.objects.all()).in_bulk(
        {pk for step in steps for pk in step.silence.accounts}
    )
    people = shown(Stakeholder.objects.select_related("account")).in_bulk(
        {pk for step in steps for pk in step.silence.people}
    )
    for rally in found:
        yield {
            "feature": features[rally.feature],
            "rally": rally,
            "steps": [
                {
                    "step": step,
                    "group": groups[step.group],
                    "accounts": [accounts[pk] for pk in step.silence.accounts if pk in accounts],
                    "people": [people[pk] for pk in step.silence.people if pk in people],
                }
                for step in rally.steps
            ],
        }
