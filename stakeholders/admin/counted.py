"""Votes that tools counted for a feature without names, read along with the feature."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import Aggregate, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from products.figures import write_number
from products.looking import shown
from products.models import Feature
from stakeholders.admin.panels import link_all
from stakeholders.models import Tally

NAME: Final = "tallies_read"


class Listed(Aggregate):
    """What is told of many rows as one list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Name the same as PostgreSQL does."""
        return self.as_sql(*args, function="JSONB_AGG", **kwargs)


class FeatureTallies(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """What was counted for a feature, without a query of its own."""

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401 -- a QuerySet
        """Read the tallies of a feature along where one is looked at."""
        rows = super().get_queryset(request)
        here = request.resolver_match
        if here is None or "object_id" not in here.kwargs:
            return rows
        mine = shown(Tally.objects.filter(feature=OuterRef("pk"), count__gt=0))
        told = Listed(JSONObject(source="source", count="count"))
        listed = mine.order_by().values("feature").annotate(told=told).values("told")
        return rows.annotate(**{NAME: Subquery(listed)})

    @admin.display(description=_("counted without names"))
    def counted(self, feature: Feature) -> SafeString:
        """Show the votes for FEATURE that are nobody's, and lead to when they were seen."""
        rows = sorted(vars(feature).get(NAME) or (), key=lambda row: row["source"])
        links = link_all([(Tally, "feature", feature.pk)])
        if not rows:
            return format_html("<p>{}</p><p>{}</p>", gettext("None so far."), links)
        told = ((row["source"], write_number(row["count"])) for row in rows)
        return format_html(
            "<ul>{}</ul><p>{} {}</p>",
            format_html_join("", "<li>{}: {}</li>", told),
            gettext("They are nobody's voice, and enter no score."),
            links,
        )
