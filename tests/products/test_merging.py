"""Which features can become one, and who answers for a chain of them."""

from itertools import pairwise

import pytest

from products.merging import MergeError, find_merge, join, part
from products.models import Feature, Merge
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db


def build_chain(*keys: str) -> list[Feature]:
    """Build features with KEYS, each made part of the one that follows."""
    product = build_product()
    chain = [build_feature(key, product=product) for key in keys]
    for duplicate, whole in pairwise(chain):
        join(fresh(duplicate), fresh(whole), reason="", actor="Ada")
    return chain


def fresh(feature: Feature) -> Feature:
    """Give FEATURE as it stands now."""
    return Feature.objects.select_related("merged_into").get(pk=feature.pk)


def find_wholes() -> dict[str, str | None]:
    """Tell which feature answers for each."""
    return dict(Feature.objects.values_list("key", "merged_into__key"))


def undo(feature: Feature) -> None:
    """Let FEATURE stand for itself again."""
    merge = find_merge(feature)
    assert merge is not None
    part(merge, actor="Grace")


def refuse(feature: Feature, into: Feature, reason: str = "") -> tuple[str, str, str]:
    """Give field, code and message of why FEATURE cannot become part of INTO."""
    with pytest.raises(MergeError) as refused:
        join(fresh(feature), fresh(into), reason=reason, actor="Ada")
    return refused.value.field, refused.value.code, str(refused.value)


def test_a_merge_is_kept_with_who_why_and_when_it_was_undone() -> None:
    twin, whole = build_chain("twin", "whole")

    undo(twin)

    merge = Merge.objects.get()
    assert (merge.feature, merge.into, merge.actor, merge.undone_by) == (
        twin,
        whole,
        "Ada",
        "Grace",
    )
    assert merge.undone_at is not None
    assert find_wholes() == {"twin": None, "whole": None}


def test_the_last_of_a_chain_answers_for_all_of_it() -> None:
    build_chain("a", "b", "c", "d")

    assert find_wholes() == {"a": "d", "b": "d", "c": "d", "d": None}


def test_a_link_taken_out_of_a_chain_answers_for_its_own_parts_again() -> None:
    chain = build_chain("a", "b", "c", "d")

    undo(chain[2])

    assert find_wholes() == {"a": "c", "b": "c", "c": None, "d": None}


def test_a_merge_into_what_was_merged_since_is_undone_after_that_one() -> None:
    chain = build_chain("a", "b", "c")

    with pytest.raises(MergeError) as refused:
        undo(chain[0])

    told = "'b' was itself merged, into 'c'; take that merge back first."
    assert (refused.value.field, refused.value.code, str(refused.value)) == (
        "feature",
        "CONFLICT",
        told,
    )
    assert find_wholes() == {"a": "c", "b": "c", "c": None}


def test_nothing_becomes_part_of_a_merged_feature() -> None:
    chain = build_chain("a", "b", "c")
    other = build_feature("other", product=chain[0].product)

    told = "'a' was merged into 'c'; name that one."
    assert refuse(other, chain[0]) == ("into", "CONFLICT", told)


def test_a_merged_feature_becomes_part_of_nothing_else() -> None:
    twin, whole = build_chain("twin", "whole")
    other = build_feature("other", product=whole.product)

    told = "'twin' was merged into 'whole'; take that back first."
    assert refuse(twin, other) == ("feature", "CONFLICT", told)


def test_no_feature_becomes_part_of_itself() -> None:
    feature = build_feature("a")

    assert refuse(feature, feature) == ("into", "CONFLICT", "'a' cannot become part of itself.")


def test_no_feature_becomes_part_of_another_product() -> None:
    told = "'b' belongs to another product."

    assert refuse(build_feature("a"), build_feature("b")) == ("into", "CONFLICT", told)


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("x" * 20_001, "This has 20,001 characters; 20,000 are allowed."),
        ("\0", "This holds U+0000, which no database keeps."),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused(reason: str, message: str) -> None:
    product = build_product()
    twins = [build_feature(product=product) for _ in range(2)]

    assert refuse(twins[0], twins[1], reason) == ("reason", "INVALID", message)
    assert not Merge.objects.exists()
