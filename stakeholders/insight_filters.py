"""How callers narrow insights by what they show."""

from typing import Final

from products.filters import CatalogueInsightFilterSet
from products.narrowing import HasFilter
from stakeholders.models import Evidence

EVIDENCE: Final = Evidence.objects.all


class InsightFilterSet(CatalogueInsightFilterSet):
    """Narrows insights, also by whether they are evidence of anything."""

    has_evidence = HasFilter(
        EVIDENCE,
        mine="insight",
        help_text="Insights that any preference cites as evidence, or that none does.",
    )

    class Meta(CatalogueInsightFilterSet.Meta):
        pass
