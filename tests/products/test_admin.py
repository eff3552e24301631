"""Curators edit the catalogue in the admin, and features move only as the lifecycle allows."""

from types import SimpleNamespace
from typing import cast

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.forms import ModelForm
from django.http import HttpRequest
from django.test import Client

from products.admin.records import CuratedAdmin
from products.catalogue import move_feature
from products.lifecycle import LifecycleStage
from products.models import Exposure, Feature, Insight, Objective, Product, Stage, StageChange
from tests.admin_pages import CURATOR, edit, find_page, log_in, send
from tests.builders import build_feature, build_objective, build_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def test_tags_are_words_with_commas_between(browser: Client) -> None:
    feature = build_feature()

    edit(browser, feature, tags=" offline,  mobile , offline,")

    feature.refresh_from_db()
    assert feature.tags == ["offline", "mobile"]


def test_tags_are_shown_as_they_are_written(browser: Client) -> None:
    feature = build_feature()
    Feature.objects.update(tags=["offline", "on <mobile>"])

    shown = browser.get(find_page(Feature, "change", feature.pk)).content.decode()

    assert 'value="offline, on &lt;mobile&gt;"' in shown


@pytest.mark.parametrize(
    ("tags", "complaint"),
    [
        ("fine, =SUM(A1)", "The tag '=SUM(A1)' starts with '=', as a spreadsheet formula does."),
        ("x" * 101, f"The tag {'x' * 20!r} is too long."),
    ],
)
def test_a_tag_that_cannot_be_one_is_told(browser: Client, tags: str, complaint: str) -> None:
    feature = build_feature()

    answer = edit(browser, feature, tags=tags)

    feature.refresh_from_db()
    assert answer.complaints == [complaint]
    assert feature.tags == []


def test_an_edit_of_another_field_leaves_tags_from_before_there_was_a_rule(
    browser: Client,
) -> None:
    feature = build_feature()
    Feature.objects.update(tags=["a, b", "=x"])

    answer = edit(browser, feature, summary="Works without a network.")

    feature.refresh_from_db()
    assert answer.complaints == []
    assert (feature.summary, feature.tags) == ("Works without a network.", ["a, b", "=x"])


def test_a_feature_moves_with_a_reason_and_the_name_of_who_moved_it(browser: Client) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)

    edit(browser, feature, move_to="VALIDATION", move_reason="Ten customers asked.")

    feature.refresh_from_db()
    moves = StageChange.objects.values_list("from_stage", "to_stage", "reason", "actor")
    assert feature.stage == Stage.VALIDATION
    assert list(moves) == [("DISCOVERY", "VALIDATION", "Ten customers asked.", CURATOR)]


def test_only_the_moves_that_the_lifecycle_allows_are_offered(browser: Client) -> None:
    feature = build_feature(stage=Stage.LAUNCH)

    form = browser.get(find_page(Feature, "change", feature.pk)).context["adminform"].form

    offered = [stage for stage, _ in form.fields["move_to"].choices]
    assert offered == ["", "DEVELOPMENT", "GROWTH", "SUNSET"]


@pytest.mark.parametrize(
    ("move", "complaint"),
    [
        (
            {"move_to": "MATURITY", "move_reason": "Now!"},
            "No move leads there from discovery.",
        ),
        ({"move_to": "VALIDATION"}, "Say why it moves."),
        ({"move_reason": "Now!"}, "Say where it moves to, or leave the reason out."),
    ],
)
def test_a_move_that_cannot_be_is_told_and_nothing_is_written(
    browser: Client, move: dict[str, str], complaint: str
) -> None:
    feature = build_feature(name="Old", stage=Stage.DISCOVERY)

    answer = edit(browser, feature, name="New", **move)

    feature.refresh_from_db()
    assert complaint in answer.complaints
    assert (feature.stage, feature.name) == (Stage.DISCOVERY, "Old")
    assert StageChange.objects.count() == 0


def test_what_names_a_feature_and_its_stage_are_not_edited(browser: Client) -> None:
    feature = build_feature("kept")
    other = build_feature("other")
    sent = {"stage": "LAUNCH", "key": "lost", "product": other.product_id, "merged_into": other.pk}

    answer = edit(browser, feature, **sent)

    fresh = Feature.objects.get(pk=feature.pk)
    assert answer.complaints == []
    assert (fresh.stage, fresh.key) == (Stage.DISCOVERY, "kept")
    assert (fresh.product, fresh.merged_into) == (feature.product, None)


def test_an_edit_leaves_what_another_hand_wrote_meanwhile() -> None:
    page = cast("CuratedAdmin", admin.site.get_model_admin(Feature))
    stale = build_feature(stage=Stage.DISCOVERY)
    move_feature(stale, LifecycleStage.VALIDATION, reason="Asked for.", actor="another")
    stale.name = "New"
    form = SimpleNamespace(changed_data=["name"], cleaned_data={})

    request = HttpRequest()
    request.user = User(is_superuser=True)
    page.save_model(request, stale, cast("ModelForm[Feature]", form), change=True)

    fresh = Feature.objects.get(pk=stale.pk)
    assert (fresh.name, fresh.stage) == ("New", Stage.VALIDATION)


def test_a_new_feature_of_an_up_votes_product_is_marked(browser: Client) -> None:
    product = build_product(exposure=Exposure.UP_VOTES)

    answer = send(
        browser, find_page(Feature, "add"), product=product.pk, name="Dark mode", key="dark-mode"
    )

    feature = Feature.objects.get()
    assert answer.complaints == []
    assert (feature.key, feature.exposure_unknown) == ("dark-mode", True)


def test_a_new_feature_is_not_marked_where_a_curator_knows_better(browser: Client) -> None:
    product = build_product(exposure=Exposure.UP_VOTES)
    sent = {"product": product.pk, "name": "Dark mode", "key": "dark-mode"}

    answer = send(browser, find_page(Feature, "add"), **sent, exposure_unknown="no")

    assert answer.complaints == []
    assert Feature.objects.get().exposure_unknown is False


def test_a_feature_serves_objectives_of_its_own_product(browser: Client) -> None:
    feature = build_feature()
    own = build_objective("own", product=feature.product)
    strange = build_objective("strange")

    answer = edit(browser, feature, objectives=[own.pk, strange.pk])

    assert answer.complaints == ["Of another product: strange."]
    assert list(feature.objectives.all()) == []


def test_an_insight_bears_on_features_of_its_own_product(browser: Client) -> None:
    product = build_product()
    own, strange = build_feature("own", product=product), build_feature("strange")
    sent = {"product": product.pk, "title": "Heard", "kind": "INTERNAL", "mood": "NEUTRAL"}

    refused = send(browser, find_page(Insight, "add"), **sent, features=[own.pk, strange.pk])
    answer = send(browser, find_page(Insight, "add"), **sent, features=[own.pk])

    assert refused.complaints == ["Of another product: strange."]
    assert answer.complaints == []
    assert list(Insight.objects.get().features.all()) == [own]


def test_objectives_are_added_on_the_page_of_their_product(browser: Client) -> None:
    product = build_product()
    sent = {"objectives-TOTAL_FORMS": 1, "objectives-0-title": "Grow", "objectives-0-key": "grow"}

    answer = edit(browser, product, **sent)

    objectives = Objective.objects.values_list("product", "title", "key")
    assert answer.complaints == []
    assert list(objectives) == [(product.pk, "Grow", "grow")]


def test_a_second_objective_of_the_same_key_is_told(browser: Client) -> None:
    objective = build_objective("grow")
    sent = {"objectives-TOTAL_FORMS": 2, "objectives-1-title": "More", "objectives-1-key": "grow"}

    answer = edit(browser, objective.product, **sent)

    assert len(answer.complaints) > 0
    assert Objective.objects.count() == 1


def test_the_key_of_a_product_is_chosen_once(browser: Client) -> None:
    product = build_product("kept")

    edit(browser, product, key="lost", name="New")

    assert Product.objects.values_list("key", "name").get() == ("kept", "New")
