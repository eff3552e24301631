"""Each change of what is followed has a line in the feed, whichever way it takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from backend.access.sight import RULES
from backend.feed.followed import FOLLOWED, LINKS, MODELS, Follow, Link
from backend.feed.models import Noun
from products.models import Feature, Product
from stakeholders.erasing import erase_stakeholders
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import AlignmentChange, Preference
from stakeholders.preferences import state, withdraw
from stakeholders.statements import Statement
from tests.admin_pages import edit, log_in
from tests.admin_rows import fill
from tests.backend.feed.lines import find_last, read_all, tell
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
)

pytestmark = pytest.mark.django_db


def rename_in_admin(product: Product) -> None:
    """Rename PRODUCT on its page."""
    edit(log_in(), product, name="After")


def rename_in_orm(product: Product) -> None:
    """Rename PRODUCT with nothing but the ORM."""
    Product.objects.filter(pk=product.pk).update(name="After")


def rename_in_bulk(product: Product) -> None:
    """Rename PRODUCT together with none else."""
    product.name = "After"
    Product.objects.bulk_update([product], ["name"])


def rename_in_sql(product: Product) -> None:
    """Rename PRODUCT with nothing but SQL."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE products_product SET name = 'After' WHERE id = %s", [product.pk])


@pytest.mark.parametrize(
    "rename",
    [rename_in_admin, rename_in_orm, rename_in_bulk, rename_in_sql],
    ids=lambda f: f.__name__,
)
def test_a_change_has_one_line_whichever_way_it_takes(rename: Callable[[Product], None]) -> None:
    product = build_product("app", "Before")
    log_in()
    last = find_last()

    rename(product)

    assert tell(last, "PRODUCT") == [("PRODUCT", "UPSERT", product.public_id, product.pk)]


def find_place(row: Any) -> int | None:  # noqa: ANN401 -- any row that is followed
    """Find the key of the product of ROW as the rules of sight do."""
    path = RULES[type(row)].path
    rows = type(row)._base_manager.filter(pk=row.pk)  # noqa: SLF001 -- generic over models
    return rows.values_list(path, flat=True).get() if path else None


@pytest.mark.parametrize("follow", FOLLOWED, ids=lambda follow: follow.noun.value)
def test_a_row_has_a_line_in_its_product_when_it_comes_changes_and_goes(follow: Follow) -> None:
    fill(1)
    row = follow.model._base_manager.order_by("-pk")[0]  # noqa: SLF001 -- generic over models
    place, expected = find_place(row), row.public_id
    came = tell(0, follow.noun.value)
    assert came.count((follow.noun.value, "UPSERT", expected, place)) >= 1
    last = find_last()

    with transaction.atomic():
        follow.model._base_manager.filter(pk=row.pk).update(created_at=F("created_at"))  # noqa: SLF001 -- as above
        assert bool(tell(last)) != follow.is_choosy
        last = find_last()
        moved = {"created_at": "2020-01-01T00:00:00Z"}
        follow.model._base_manager.filter(pk=row.pk).update(**moved)  # noqa: SLF001 -- as above
        assert tell(last) == [(follow.noun.value, "UPSERT", expected, place)]
        last = find_last()
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SELECT 1"
            )
            cursor.execute(f"DELETE FROM {follow.table} WHERE id = %s", [row.pk])  # noqa: S608 -- a table's name
        gone = tell(last)
        transaction.set_rollback(True)

    assert gone == [(follow.noun.value, "DELETE", expected, place)]


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.table)
def test_what_is_linked_or_parted_changes(link: Link) -> None:
    fill(2)
    through: Any = link.relation.through
    one = through.objects.order_by("pk")[0]
    owner = link.owner.model.objects.get(pk=getattr(one, link.column))
    expected = (link.owner.noun.value, "UPSERT", owner.public_id, find_place(owner))
    last = find_last()

    through.objects.filter(pk=one.pk).delete()
    assert tell(last) == [expected]
    one.save(force_insert=True)

    assert tell(last) == [expected, expected]


def test_there_is_a_noun_for_whatever_is_followed_and_a_rule_for_who_may_see_it() -> None:
    assert set(MODELS) == set(Noun.values)
    assert [model for model in MODELS.values() if model not in RULES] == []


def test_a_statement_has_lines_for_the_preference_and_the_score() -> None:
    feature, person = build_feature(), build_stakeholder()
    last = find_last()

    preference = build_preference(person, feature)

    change, place = AlignmentChange.objects.get(), feature.product_id
    assert tell(last) == [
        ("PREFERENCE", "UPSERT", preference.public_id, place),
        ("SCORE", "UPSERT", change.public_id, place),
    ]
    lines = read_all()[-2:]
    assert {line.feature_row_id for line in lines} == {feature.public_id}
    assert (lines[1].score_before, lines[1].low_before, lines[1].high_before) == (None, None, None)
    assert (lines[1].score, lines[1].low, lines[1].high) == (change.score, change.low, change.high)


def test_a_score_has_its_numbers_before_and_since() -> None:
    feature, people = build_feature(), [build_stakeholder() for _ in range(2)]
    build_preference(people[0], feature)
    build_preference(people[1], feature, stance=-2)
    withdraw([(person.pk, feature.pk) for person in people], actor="tests")

    scores = [line for line in read_all() if line.noun == "SCORE"]

    history = list(AlignmentChange.objects.order_by("pk").values_list("score", "low", "high"))
    assert [(line.score, line.low, line.high) for line in scores] == history
    before = [(line.score_before, line.low_before, line.high_before) for line in scores]
    assert before == [(None, None, None), *history[:-1]]
    assert history[-1] == (None, None, None)


def test_a_statement_that_says_the_same_again_has_no_line() -> None:
    feature, person = build_feature(), build_stakeholder()
    build_preference(person, feature)
    last = find_last()

    build_preference(person, feature)

    assert tell(last) == []


def test_many_statements_have_a_line_each() -> None:
    feature, people = build_feature(), [build_stakeholder() for _ in range(30)]
    last = find_last()

    state(
        [Statement(stakeholder=p.pk, feature=feature.pk, stance=2) for p in people], actor="tests"
    )

    told = {row for _, _, row, _ in tell(last, "PREFERENCE")}
    assert told == set(Preference.objects.values_list("public_id", flat=True))
    assert len(tell(last)) == 31


def test_a_merge_and_what_undoes_it_are_told() -> None:
    product = build_product()
    duplicate, feature = (build_feature(product=product) for _ in range(2))
    build_preference(build_stakeholder(), duplicate)
    last = find_last()

    merge_features(duplicate, feature, actor="tests")
    copy, told = Preference.objects.get(feature=feature).public_id, tell(last)
    unmerge_feature(duplicate, actor="tests")

    assert ("FEATURE", "UPSERT", duplicate.public_id, product.pk) in told
    assert [(action, row) for _, action, row, _ in tell(last, "PREFERENCE")] == [
        ("UPSERT", copy),
        ("DELETE", copy),
    ]
    assert [noun for noun, *_ in told].count("MERGE") == 1
    assert len(tell(last, "MERGE")) == 2


def test_an_erased_person_leaves_tombstones() -> None:
    person, feature = build_stakeholder(), build_feature()
    preference = build_preference(person, feature)
    last = find_last()

    erase_stakeholders([person.pk], actor="tests")

    told = tell(last)
    assert ("PREFERENCE", "DELETE", preference.public_id, feature.product_id) in told
    assert ("STAKEHOLDER", "DELETE", person.public_id, None) in told
    assert [noun for noun, *_ in told].count("SCORE") == 1


def test_what_goes_with_a_product_goes_before_it() -> None:
    objective = build_objective()
    product = objective.product
    feature = build_feature(product=product)
    last, key = find_last(), product.pk

    Product.objects.filter(pk=key).delete()

    *parts, whole = tell(last)
    assert sorted(parts) == [
        ("FEATURE", "DELETE", feature.public_id, key),
        ("OBJECTIVE", "DELETE", objective.public_id, key),
    ]
    assert whole == ("PRODUCT", "DELETE", product.public_id, key)


def test_a_row_that_moves_to_another_product_leaves_the_one_it_was_in() -> None:
    feature, other = build_feature(), build_product()
    last, before = find_last(), feature.product_id

    Feature.objects.filter(pk=feature.pk).update(product=other)

    assert tell(last) == [
        ("FEATURE", "DELETE", feature.public_id, before),
        ("FEATURE", "UPSERT", feature.public_id, other.pk),
    ]


def test_what_is_undone_has_no_line() -> None:
    last = find_last()

    with transaction.atomic():
        build_feature()
        transaction.set_rollback(True)

    assert tell(last) == []
