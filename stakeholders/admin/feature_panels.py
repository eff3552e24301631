"""What hangs on a feature, each kind of rows in a table of its own on the feature's page."""

from typing import Final

from django.contrib import admin
from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from products.figures import write_day
from products.models import Decision, Feature, Insight
from stakeholders.admin.panels import draw_panel, link_all, start_of
from stakeholders.models import (
    AlignmentChange,
    Champion,
    Outreach,
    Preference,
    PreferenceEvent,
)


class FeaturePanels(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Tables of what was stated, heard, decided and said about a feature, the latest first."""

    panels: Final = ("stated", "counted", "trails", "heard", "decided", "speakers", "talks")

    @admin.display(description=_("latest"))
    def stated(self, feature: Feature) -> SafeString:
        """Show what was stated about FEATURE last."""
        rows = Preference.objects.filter(feature=feature).select_related("stakeholder")
        columns = (
            (_("stakeholder"), lambda row: row.stakeholder),
            (_("stance"), lambda row: row.get_stance_display()),
            (_("importance"), lambda row: row.get_importance_display()),
            (_("reason"), start_of("reason")),
            (_("stated"), lambda row: write_day(row.stated_at)),
        )
        latest = rows.order_by("-stated_at", "pk")
        return draw_panel(latest, columns, (Preference, "feature", feature.pk), add="feature")

    @admin.display(description=_("see also"))
    def trails(self, feature: Feature) -> SafeString:
        """Link to the history of what hangs on FEATURE."""
        models = (Preference, PreferenceEvent, AlignmentChange)
        return link_all([(model, "feature", feature.pk) for model in models])

    @admin.display(description=_("latest insights"))
    def heard(self, feature: Feature) -> SafeString:
        """Show the insights that bear on FEATURE."""
        rows = Insight.objects.filter(features=feature.pk)
        columns = (
            (_("title"), start_of("title")),
            (_("kind"), lambda row: row.get_kind_display()),
            (_("mood"), lambda row: row.get_mood_display()),
            (_("when"), lambda row: write_day(row.occurred_at) if row.occurred_at else ""),
        )
        latest = rows.order_by(F("occurred_at").desc(nulls_last=True), "-pk")
        return draw_panel(latest, columns, (Insight, "features__id", feature.pk), add="features")

    @admin.display(description=_("decisions"))
    def decided(self, feature: Feature) -> SafeString:
        """Show what was decided about FEATURE."""
        rows = Decision.objects.filter(feature=feature).order_by("-decided_at", "-pk")
        columns = (
            (_("decision"), str),
            (_("rationale"), start_of("rationale")),
            (_("promise"), start_of("promise")),
            (_("review on"), lambda row: write_day(row.review_on) if row.review_on else ""),
        )
        return draw_panel(rows, columns, (Decision, "feature", feature.pk), add="feature")

    @admin.display(description=_("champions"))
    def speakers(self, feature: Feature) -> SafeString:
        """Show who speaks for FEATURE."""
        rows = Champion.objects.filter(feature=feature).select_related("stakeholder")
        columns = (
            (_("stakeholder"), lambda row: row.stakeholder),
            (_("since"), lambda row: write_day(row.since_date)),
        )
        latest = rows.order_by("-since_date", "-pk")
        return draw_panel(latest, columns, (Champion, "feature", feature.pk), add="feature")

    @admin.display(description=_("outreach"))
    def talks(self, feature: Feature) -> SafeString:
        """Show the conversations about FEATURE."""
        rows = Outreach.objects.filter(feature=feature).select_related("group")
        columns = (
            (_("group"), lambda row: row.group),
            (_("held by"), lambda row: row.contacted_by),
            (_("when"), lambda row: write_day(row.contacted_at)),
            (_("outcome"), start_of("outcome")),
        )
        latest = rows.order_by("-contacted_at", "-pk")
        return draw_panel(latest, columns, (Outreach, "feature", feature.pk), add="feature")
