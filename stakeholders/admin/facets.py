"""Facets of features by their backing, and of people by their voice."""

from typing import Final

from django.utils.translation import gettext_lazy

from products.admin.facets import facet
from stakeholders.feature_filters import FeatureFilterSet
from stakeholders.filters import StakeholderFilterSet
from stakeholders.models import Cell

TO_GROUPS: Final = Cell._meta.get_field("group")  # noqa: SLF001 -- Django's documented model API
FEATURE_FACETS: Final = (
    facet(FeatureFilterSet, "heard", title=gettext_lazy("whether anybody has spoken")),
    facet(FeatureFilterSet, "contested", title=gettext_lazy("whether it is contested")),
    facet(FeatureFilterSet, "provisional", title=gettext_lazy("whether it is provisional")),
    facet(FeatureFilterSet, "has_champion", title=gettext_lazy("whether anybody speaks for it")),
    facet(
        FeatureFilterSet,
        "backed_by__group",
        title=gettext_lazy("which group backs it"),
        source=TO_GROUPS,
    ),
    facet(
        FeatureFilterSet,
        "objected_by__group",
        title=gettext_lazy("which group objects"),
        source=TO_GROUPS,
    ),
)
BY_VOICE: Final = facet(
    StakeholderFilterSet,
    "active",
    title=gettext_lazy("whether they have a voice"),
    answers=(gettext_lazy("have a voice"), gettext_lazy("deactivated")),
)
