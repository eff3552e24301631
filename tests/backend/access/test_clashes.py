"""Of two who edit the same row the second is told who changed what, and chooses field by field."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from products.models import Feature, Insight
from products.origins import Interface, acting
from tests.admin_pages import edit, log_in
from tests.backend.access.clashing import KEPT, TOLD, answer_it, open_form, read_clashes, send
from tests.builders import (
    build_feature,
    build_objective,
    build_product,
)
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def in_sql(feature: Feature) -> None:
    """Rename FEATURE past everything."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE products_feature SET name = 'Theirs' WHERE id = %s", [feature.pk])


def in_orm(feature: Feature) -> None:
    """Rename FEATURE by the ORM, which leaves its date alone."""
    Feature.objects.filter(pk=feature.pk).update(name="Theirs")


def in_admin(feature: Feature) -> None:
    """Rename FEATURE in another tab."""
    edit(log_in(), feature, name="Theirs")


@pytest.mark.parametrize("rename", [in_sql, in_orm, in_admin])
def test_the_second_sees_both_values_whatever_the_first_wrote_by(
    browser: Client, rename: Callable[[Feature], None]
) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    rename(feature)

    answer = send(browser, feature, form, name="Mine")

    assert TOLD in answer.text
    assert [row[:3] for row in read_clashes(answer.text)] == [
        ["Name", "keep: Theirs", "write what the form below says: Mine"]
    ]
    assert Feature.objects.get().name == "Theirs"


def test_it_is_told_who_changed_each_field(browser: Client) -> None:
    feature, token = build_feature("f", "Old"), build_token(build_product()).token
    form = open_form(browser, feature)
    with acting(Interface.GRAPHQL, actor=lambda: f"token:{token.public_id}"):
        Feature.objects.filter(pk=feature.pk).update(name="Theirs")
    edit(browser, feature, summary="Said.")

    answer = send(browser, feature, form, name="Mine", summary="Mine.")

    assert [(row[0], row[3]) for row in read_clashes(answer.text)] == [
        ("Name", f"token {token.name}"),
        ("Summary", "curator"),
    ]


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_either_is_kept_as_was_chosen(browser: Client, choice: str, kept: str) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    in_orm(feature)
    refused = send(browser, feature, form, name="Mine", summary="Also mine.")

    answer = answer_it(browser, feature, refused, **{"keep-name": choice})

    feature.refresh_from_db()
    assert answer.complaints == []
    assert (feature.name, feature.summary) == (kept, "Also mine.")


def test_nothing_is_written_before_it_was_chosen(browser: Client) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    in_orm(feature)
    refused = send(browser, feature, form, name="Mine")

    answer = answer_it(browser, feature, refused)

    assert TOLD in answer.text
    assert Feature.objects.get().name == "Theirs"


def test_what_i_have_not_edited_stays_theirs_and_is_told(browser: Client) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    in_orm(feature)

    answer = send(browser, feature, form, summary="Mine.")

    feature.refresh_from_db()
    assert (feature.name, feature.summary) == ("Theirs", "Mine.")
    assert KEPT.format("Name") in answer.text


def test_the_table_shows_only_what_i_have_edited(browser: Client) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    Feature.objects.update(name="Theirs", effort=3, summary="Said.")

    refused = send(browser, feature, form, summary="Mine.")
    answer = answer_it(browser, feature, refused, **{"keep-summary": "mine"})

    feature.refresh_from_db()
    assert [row[0] for row in read_clashes(refused.text)] == ["Summary"]
    assert 'value="Theirs"' in refused.text
    assert answer.complaints == []
    assert (feature.name, feature.effort, feature.summary) == ("Theirs", Decimal(3), "Mine.")


def test_what_i_edit_once_it_is_shown_anew_is_mine(browser: Client) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    Feature.objects.update(name="Theirs", summary="Said.")
    refused = send(browser, feature, form, summary="Mine.")

    answer_it(browser, feature, refused, **{"keep-summary": "mine", "name": "Mine"})

    assert Feature.objects.values_list("name", "summary").get() == ("Mine", "Mine.")


def test_who_is_overtaken_twice_is_told_twice(browser: Client) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    in_orm(feature)
    refused = send(browser, feature, form, name="Mine")
    Feature.objects.update(name="Newer")

    answer = answer_it(browser, feature, refused, **{"keep-name": "mine"})

    assert [row[1] for row in read_clashes(answer.text)] == ["keep: Newer"]
    assert Feature.objects.get().name == "Newer"


def test_a_choice_is_kept_while_another_field_is_wrong(browser: Client) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    in_orm(feature)
    refused = send(browser, feature, form, name="Mine", effort="-5")
    wrong = answer_it(browser, feature, refused, **{"keep-name": "mine"})

    answer_it(browser, feature, wrong, effort="5")

    feature.refresh_from_db()
    assert TOLD not in wrong.text
    assert (feature.name, feature.effort) == ("Mine", Decimal(5))


def test_links_are_chosen_by_the_names_of_their_rows(browser: Client) -> None:
    product = build_product()
    feature = build_feature(product=product)
    theirs, mine = (build_objective(key, product=product) for key in ("theirs", "mine"))
    form = open_form(browser, feature)
    feature.objectives.add(theirs)

    refused = send(browser, feature, form, objectives=[mine.pk])
    assert [row[:3] for row in read_clashes(refused.text)] == [
        ["Objectives", "keep: theirs", "write what the form below says: mine"]
    ]
    answer_it(browser, feature, refused, **{"keep-objectives": "mine"})

    assert list(feature.objectives.all()) == [mine]


def test_theirs_of_a_relation_and_of_words_with_commas_is_kept(browser: Client) -> None:
    insight = Insight.objects.create(product=build_product(), kind="INTERNAL", title="Old")
    feature = build_feature(product=insight.product)
    form = open_form(browser, insight)
    insight.features.add(feature)
    Insight.objects.update(occurred_at="2026-01-01T00:00:00.123456Z")

    answer = send(browser, insight, form, title="Mine")

    insight.refresh_from_db()
    assert (insight.title, list(insight.features.all())) == ("Mine", [feature])
    assert insight.occurred_at is not None
    assert insight.occurred_at.microsecond == 123456
    assert KEPT.format("Occurred at, Features") in answer.text


def test_both_saying_the_same_is_no_clash(browser: Client) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)
    Feature.objects.update(name="Same")

    answer = send(browser, feature, form, name="Same", summary="Mine.")

    assert TOLD not in answer.text
    assert Feature.objects.get().summary == "Mine."
