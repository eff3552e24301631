"""Insights, with who stands behind them."""

from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from products.admin.columns import show_moment
from products.admin.facets import facet
from products.admin.insight import CatalogueInsightAdmin
from products.models import Insight
from stakeholders.admin.holds import find_bare_evidence
from stakeholders.admin.links import link_lists
from stakeholders.insight_filters import InsightFilterSet
from stakeholders.models import Evidence
from stakeholders.quoting import with_voices

BY_EVIDENCE: Final = facet(
    InsightFilterSet,
    "has_evidence",
    title=gettext_lazy("whether any preference cites it"),
    answers=(gettext_lazy("is evidence"), gettext_lazy("is evidence of nothing yet")),
)


@admin.register(Insight)
class InsightAdmin(CatalogueInsightAdmin):
    """Insights, which some evidence may rest on alone."""

    list_display: Any = (
        "title",
        "product",
        "kind",
        "mood",
        "voices",
        "groups",
        show_moment("occurred_at"),
    )
    list_filter: ClassVar[tuple[Any, ...]] = ("kind", "mood", BY_EVIDENCE, "product")
    readonly_fields = (*CatalogueInsightAdmin.readonly_fields, "belongings")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Insight]:
        """Count along the voices behind each."""
        return with_voices(super().get_queryset(request))

    def get_fieldsets(self, request: HttpRequest, obj: Insight | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Show what an insight is evidence of, once it exists."""
        *rest, origin = super().get_fieldsets(request, obj)
        cited = (gettext("What rests on it"), {"fields": ("belongings",)})
        return (*rest, cited, origin) if obj else (*rest, origin)

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Hold an insight that is all some evidence shows."""
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        held = find_bare_evidence(insight__in=[row.pk for row in objs])
        return listed, counts, missing, [*protected, *held]

    @admin.display(description=gettext_lazy("voices"), ordering="voices")
    def voices(self, insight: Insight) -> int:
        """Tell how many voices stand behind INSIGHT."""
        return int(vars(insight)["voices"])

    @admin.display(description=gettext_lazy("groups"), ordering="groups")
    def groups(self, insight: Insight) -> int:
        """Tell how many groups these are of."""
        return int(vars(insight)["groups"])

    @admin.display(description=gettext_lazy("see also"))
    def belongings(self, insight: Insight) -> SafeString:
        """Link to what rests on INSIGHT."""
        return link_lists([(Evidence, "insight", insight.pk)])
