"""What was stated is never erased by deleting what it was about; nor does one edit undo another."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from products.models import Feature, Product, Stage, StageChange
from stakeholders.models import Evidence, Group, Preference, PreferenceEvent, Stance
from stakeholders.preferences import withdraw
from stakeholders.say import grant_say
from tests.admin_pages import (
    Answer,
    FormReader,
    delete,
    delete_listed,
    edit,
    find_page,
    log_in,
    post,
)
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

OVERTAKEN = (
    "This was changed by another hand since the form was shown, and nothing was written. Above you "
    "see both: choose what to keep, and save again."
)


@pytest.fixture
def browser() -> Client:
    return log_in()


@pytest.fixture
def spoken() -> Feature:
    """Give a feature about which one person stated something."""
    feature = build_feature("offline")
    build_preference(build_stakeholder(), feature)
    return feature


def open_form(browser: Client, page: str) -> dict[str, object]:
    """Give what a tab that shows PAGE would send without any edit."""
    reader = FormReader()
    reader.feed(browser.get(page).content.decode())
    return {**reader.sent, "_save": "Save"}


@pytest.mark.parametrize(
    ("stage", "way_out"),
    [
        (Stage.DISCOVERY, "decline it: move it to declined."),
        (Stage.GROWTH, "retire it: move it to sunset."),
        (Stage.DECLINED, "leave it in declined."),
        (Stage.SUNSET, "leave it in sunset."),
    ],
)
def test_a_feature_that_anybody_spoke_about_is_kept_and_a_way_out_is_told(
    browser: Client, spoken: Feature, stage: Stage, way_out: str
) -> None:
    Feature.objects.update(stage=stage)

    answer = delete(browser, spoken)

    told = "What was stated about offline, which is kept for good. Instead of deleting it, "
    assert told + way_out in answer.text
    assert (Feature.objects.count(), PreferenceEvent.objects.count()) == (1, 1)


def test_a_feature_is_kept_when_all_that_was_said_of_it_was_withdrawn(
    browser: Client, spoken: Feature
) -> None:
    withdraw(Preference.objects.values_list("stakeholder", "feature"), actor="tests")

    delete(browser, spoken)

    kinds = PreferenceEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["STATED", "WITHDRAWN"]


def test_features_are_kept_from_their_list_when_one_was_spoken_about(
    browser: Client, spoken: Feature
) -> None:
    untouched = build_feature("untouched", product=spoken.product)

    answer = delete_listed(browser, spoken, untouched)

    assert "What was stated about offline" in answer.text
    assert set(Feature.objects.all()) == {spoken, untouched}


def test_a_feature_nobody_spoke_about_is_deleted_with_its_moves(browser: Client) -> None:
    feature = build_feature()
    edit(browser, feature, move_to="VALIDATION", move_reason="Asked for.")

    delete(browser, feature)

    assert (Feature.objects.count(), StageChange.objects.count()) == (0, 0)


def test_features_nobody_spoke_about_are_deleted_from_their_list(
    browser: Client, spoken: Feature
) -> None:
    delete_listed(browser, build_feature(), build_feature())

    assert Feature.objects.get() == spoken


@pytest.mark.parametrize("remove", [delete, delete_listed])
def test_a_product_with_a_feature_that_anybody_spoke_about_is_kept(
    browser: Client, spoken: Feature, remove: Callable[..., Answer]
) -> None:
    answer = remove(browser, spoken.product)

    assert "What was stated about offline" in answer.text
    assert (Product.objects.count(), PreferenceEvent.objects.count()) == (1, 1)


def test_the_second_of_two_tabs_does_not_undo_the_first(browser: Client, spoken: Feature) -> None:
    page = find_page(Preference, "change", spoken.preferences.get().pk)
    first, second = open_form(browser, page), open_form(browser, page)

    saved = post(browser, page, {**first, "stance": -2})
    refused = post(browser, page, {**second, "stance": 1, "reason": "Lost."})

    kept = Preference.objects.values_list("stance", "reason").get()
    assert (saved.complaints, refused.complaints) == ([], [OVERTAKEN])
    assert kept == (Stance.STRONGLY_OPPOSE, "")
    assert PreferenceEvent.objects.count() == 2


def test_a_form_that_does_not_say_what_it_showed_is_refused(
    browser: Client, spoken: Feature
) -> None:
    page = find_page(Preference, "change", spoken.preferences.get().pk)
    form = open_form(browser, page)

    answer = post(browser, page, {**form, "shown": "", "stance": -2})

    assert answer.complaints == [OVERTAKEN]
    assert Preference.objects.get().stance == Stance.STRONGLY_SUPPORT


def test_the_second_of_two_tabs_does_not_undo_an_edit_of_a_product(browser: Client) -> None:
    product = build_product(name="Old")
    page = find_page(Product, "change", product.pk)
    first, second = open_form(browser, page), open_form(browser, page)

    post(browser, page, {**first, "name": "New"})
    answer = post(browser, page, {**second, "name": "Lost"})

    assert answer.complaints == [OVERTAKEN]
    assert Product.objects.get().name == "New"


def test_the_second_of_two_tabs_does_not_undo_a_link(browser: Client) -> None:
    team, product = build_team(), build_product()
    team.products.add(build_product())
    page = find_page(Group, "change", team.pk)
    form = open_form(browser, page)
    grant_say(product, [team.pk], actor="another")

    answer = post(browser, page, {**form, "name": "Mine"})

    assert answer.complaints == []
    assert Group.objects.get().name == "Mine"
    assert team.products.contains(product)


def test_a_row_beside_another_is_not_undone_either(browser: Client) -> None:
    objective = build_objective("grow")
    page = find_page(Product, "change", objective.product_id)
    form = open_form(browser, page)
    edit(browser, objective, title="New")

    answer = post(browser, page, {**form, "objectives-0-title": "Lost"})

    objective.refresh_from_db()
    assert OVERTAKEN in answer.text
    assert objective.title == "New"


def test_a_row_beside_another_is_edited_once_it_is_shown_anew(
    browser: Client, spoken: Feature
) -> None:
    preference = spoken.preferences.get()
    Evidence.objects.create(preference=preference, quote="Yes!", occurred_at=timezone.now())

    answer = edit(browser, preference, **{"evidence-0-quote": "Yes, please!"})

    assert answer.complaints == []
    assert Evidence.objects.get().quote == "Yes, please!"
