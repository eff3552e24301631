"""The databases themselves refuse merges that cannot be."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, models, transaction

from products.models import Feature, Merge
from tests.builders import build_feature

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def merge(feature: Feature, into: Feature, undone_at: datetime | None = None) -> None:
    """Write a merge of FEATURE into INTO, with no check but the database's."""
    with transaction.atomic():
        Merge.objects.create(feature=feature, into=into, actor="Ada", undone_at=undone_at)


@pytest.mark.django_db
def test_a_feature_is_not_merged_into_itself() -> None:
    build_feature()

    with pytest.raises(IntegrityError, match="feature_not_merged_into_itself"):
        Feature.objects.update(merged_into=models.F("pk"))


@pytest.mark.django_db
def test_a_merge_is_of_two_features() -> None:
    feature = build_feature()

    with pytest.raises(IntegrityError, match="merge_of_two"):
        merge(feature, feature)


@pytest.mark.django_db
def test_a_feature_is_merged_again_only_once_that_was_undone() -> None:
    feature, other = build_feature(), build_feature()
    merge(feature, other, NOON)
    merge(feature, other)

    with pytest.raises(
        IntegrityError, match=r"(?i)unique constraint (failed|.*merge_one_at_a_time)"
    ):
        merge(feature, build_feature())
