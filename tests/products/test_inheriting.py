"""What a feature takes over from its duplicate goes back when they are parted."""

from decimal import Decimal

import pytest

from products.merging import MergeError, find_merge, join, part
from products.models import Feature
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db


def build_three() -> list[Feature]:
    """Build a feature and two duplicates of it, each of another name and effort."""
    product = build_product()
    return [
        build_feature(key, key.upper(), product=product, effort=Decimal(effort))
        for effort, key in enumerate(("whole", "twin", "copy"))
    ]


def fresh(feature: Feature) -> Feature:
    """Give FEATURE as it stands now."""
    return Feature.objects.select_related("merged_into").get(pk=feature.pk)


def take(feature: Feature, into: Feature, *names: str) -> None:
    """Merge FEATURE into INTO, which takes over what NAMES say."""
    join(fresh(feature), fresh(into), reason="", actor="Ada", take=names)


def undo(feature: Feature) -> None:
    """Let FEATURE stand for itself again."""
    merge = find_merge(feature)
    assert merge is not None
    part(merge, actor="Grace")


def test_what_is_not_chosen_stays() -> None:
    whole, twin, _ = build_three()

    take(twin, whole, "effort")

    assert (fresh(whole).name, fresh(whole).effort) == ("WHOLE", Decimal(1))
    assert fresh(twin).name == "TWIN"


def test_undoing_gives_back_what_nobody_edited_since() -> None:
    whole, twin, _ = build_three()
    take(twin, whole, "name", "effort")
    Feature.objects.filter(pk=whole.pk).update(name="Edited")

    undo(twin)

    assert (fresh(whole).name, fresh(whole).effort) == ("Edited", Decimal(0))


@pytest.mark.parametrize("order", [("twin", "copy"), ("copy", "twin")])
def test_two_merges_are_undone_in_any_order(order: tuple[str, str]) -> None:
    whole, twin, copy = build_three()
    take(twin, whole, "name", "effort")
    take(copy, whole, "name")
    rows = {"twin": twin, "copy": copy}

    undo(rows[order[0]])
    between = fresh(whole).name
    undo(rows[order[1]])

    assert between == {"twin": "COPY", "copy": "TWIN"}[order[0]]
    assert (fresh(whole).name, fresh(whole).effort) == ("WHOLE", Decimal(0))


@pytest.mark.parametrize("name", ["key", "stage", "product", "nothing"])
def test_what_names_or_moves_a_feature_is_not_taken_over(name: str) -> None:
    whole, twin, _ = build_three()

    with pytest.raises(MergeError) as refused:
        take(twin, whole, name)

    assert (refused.value.field, refused.value.code) == ("take", "INVALID")
    assert fresh(twin).merged_into is None
