"""What the tests of merging build and read."""

from datetime import UTC, datetime, timedelta

from products.models import Feature
from stakeholders.models import Preference, Stakeholder
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.builders import build_feature, build_product
from tests.stakeholders.slow_count import read_cells, read_scores

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def say(person: Stakeholder, feature: Feature, stance: int, *, day: int) -> None:
    """Let PERSON state STANCE about FEATURE, DAY days after noon."""
    at = NOON + timedelta(days=day)
    spoken = Statement(stakeholder=person.pk, feature=feature.pk, stance=stance, stated_at=at)
    state([spoken], actor="tests")


def find_stances(feature: Feature) -> dict[int, int]:
    """Give the stance that each stakeholder has stated about FEATURE."""
    return dict(feature.preferences.values_list("stakeholder", "stance"))


def build_twins() -> tuple[Feature, Feature]:
    """Build a duplicate and what it is to become part of."""
    product = build_product()
    return build_feature("twin", product=product), build_feature("whole", product=product)


def fresh(feature: Feature) -> Feature:
    """Give FEATURE as it stands now."""
    return Feature.objects.select_related("merged_into").get(pk=feature.pk)


def read_all() -> tuple[object, ...]:
    """Read all that is counted, and what it is counted from, with the names of the rows."""
    names = ("pk", "public_id", "stakeholder", "feature", "stance", "importance", "stated_at")
    rows = Preference.objects.order_by("feature", "stakeholder").values_list(*names)
    return read_cells(), read_scores(), list(rows)
