"""A row goes back to how it stood by the form in which it is edited, or not at all."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from backend.access.models import AuditEntry
from products.models import Feature, Stage
from stakeholders.advocacy import commit
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.models import Preference
from stakeholders.talks import Pledge
from tests.admin_pages import FormReader, edit, find_page, log_in, post
from tests.admin_rows import find_untruths
from tests.backend.access.histories import find_points, put_back
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def test_a_row_goes_back_to_how_it_stood_and_the_log_says_so(browser: Client) -> None:
    product = build_product()
    feature, objective = (
        build_feature("f", "Old", product=product),
        build_objective(product=product),
    )
    feature.objectives.add(objective)
    point = find_points(feature)[-1]
    edit(browser, feature, name="New", tags="a, b", objectives=[], effort="3")

    answer = put_back(browser, feature, point)

    feature.refresh_from_db()
    assert "was put back." in answer.text
    assert (feature.name, feature.tags, feature.effort) == ("Old", [], None)
    assert list(feature.objectives.all()) == [objective]
    # Rows of other kinds, such as the link to the objective, may have the same key.
    told = AuditEntry.objects.get(interface="REVERT", noun="products.feature", row_id=feature.pk)
    assert (told.actor, told.after) == (f"user:{User.objects.get().pk}", {"effort": None})


def test_going_back_is_shown_before_it_is_done(browser: Client) -> None:
    feature = build_feature("f", "Old")
    (point,) = find_points(feature)
    Feature.objects.filter(pk=feature.pk).update(name="New", stage=Stage.LAUNCH)

    page = browser.get(find_page(Feature, "revert", feature.pk, point)).content.decode()

    assert '<th scope="row">Name</th><td>New</td><td>Old</td>' in page
    assert "a feature is moved to another stage with a reason" in page
    assert Feature.objects.get().name == "New"


def test_a_stage_is_left_alone(browser: Client) -> None:
    feature = build_feature("f", "Old")
    (point,) = find_points(feature)
    Feature.objects.filter(pk=feature.pk).update(name="New", stage=Stage.LAUNCH)

    put_back(browser, feature, point)

    feature.refresh_from_db()
    assert (feature.name, feature.stage) == ("Old", Stage.LAUNCH)


def test_what_going_back_moves_is_counted(browser: Client) -> None:
    feature, team, other = build_feature(), build_team(), build_team()
    person = build_stakeholder(team=team)
    build_preference(person, feature)
    point = find_points(person)[-1]
    edit(browser, person, team=other.pk, weight="3")

    put_back(browser, person, point)

    person.refresh_from_db()
    assert (person.team, person.weight) == (team, Decimal(1))
    assert find_untruths() == []


def test_what_the_form_refuses_is_told_and_nothing_is_written(browser: Client) -> None:
    objective, team = build_objective(), build_team()
    commitment = commit(objective, team, Pledge(statement="We draw it.")).row
    point = find_points(commitment)[-1]
    edit(browser, commitment, statement="We build it.", team=build_team().pk)
    commit(objective, team, Pledge(statement="We test it."))

    answer = put_back(browser, commitment, point)

    commitment.refresh_from_db()
    assert "Nothing was written." in answer.text
    assert "already exists" in answer.text
    assert commitment.statement == "We build it."


def test_what_another_has_changed_since_the_preview_is_not_undone(browser: Client) -> None:
    feature = build_feature("f", "Old")
    (point,) = find_points(feature)
    Feature.objects.filter(pk=feature.pk).update(name="New")
    page = find_page(Feature, "revert", feature.pk, point)
    reader = FormReader()
    reader.feed(browser.get(page).content.decode())
    Feature.objects.filter(pk=feature.pk).update(name="Newest")

    answer = post(browser, page, reader.sent)

    assert "Somebody changed it since this page was shown" in answer.text
    assert Feature.objects.get().name == "Newest"


def test_preferences_are_never_put_back(browser: Client) -> None:
    feature = build_feature()
    build_preference(build_stakeholder(), feature)
    preference = Preference.objects.get()
    point = find_points(preference)[-1]
    edit(browser, preference, stance=-2)

    answer = put_back(browser, preference, point)

    assert "What somebody states is never put back" in answer.text
    assert Preference.objects.get().stance == -2


def test_what_names_a_row_that_is_gone_is_left_and_told_of(browser: Client) -> None:
    product = build_product()
    feature, objective = build_feature(product=product), build_objective(product=product)
    feature.objectives.add(objective)
    point = find_points(feature)[-1]
    Feature.objects.filter(pk=feature.pk).update(summary="New")
    objective.delete()

    page = browser.get(find_page(Feature, "revert", feature.pk, point)).content.decode()
    put_back(browser, feature, point)

    feature.refresh_from_db()
    assert "a deleted objective, number" in page
    assert "what it named is gone, or not yours to choose" in page
    assert (feature.summary, feature.objectives.count()) == ("", 0)


def test_a_person_stays_deactivated_when_they_are_put_back(browser: Client) -> None:
    person = build_stakeholder("Ada")
    point = find_points(person)[-1]
    edit(browser, person, title="Engineer")
    deactivate_stakeholders([person.pk], actor="tests")

    put_back(browser, person, point)

    person.refresh_from_db()
    assert (person.title, person.deactivated_at is None) == ("", False)
