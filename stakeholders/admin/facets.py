"""Facets of features by their backing, and of people by their voice."""

from typing import Final

from products.admin.facets import facet
from stakeholders.feature_filters import FeatureFilterSet
from stakeholders.filters import StakeholderFilterSet

FEATURE_FACETS: Final = (
    facet(FeatureFilterSet, "heard", title="whether anybody has spoken"),
    facet(FeatureFilterSet, "contested", title="whether it is contested"),
    facet(FeatureFilterSet, "provisional", title="whether it is provisional"),
    facet(FeatureFilterSet, "has_champion", title="whether anybody speaks for it"),
    facet(FeatureFilterSet, "backed_by__group", title="which group backs it"),
    facet(FeatureFilterSet, "objected_by__group", title="which group objects"),
)
BY_VOICE: Final = facet(
    StakeholderFilterSet,
    "active",
    title="whether they have a voice",
    yes="have a voice",
    no="deactivated",
)
