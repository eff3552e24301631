"""Clashes beside the plain case: rows beside others, forged marks, and what is hidden."""

import pytest
from django.test import Client

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Feature, Objective, Product, Stage
from stakeholders.models import Evidence, Group
from tests.admin_pages import delete, log_in
from tests.backend.access.clashing import KEPT, TOLD, answer_it, open_form, read_clashes, send
from tests.backend.access.two_products import become, fill_two
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


def test_a_stage_that_moved_meanwhile_is_told(browser: Client) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    form = open_form(browser, feature)
    Feature.objects.update(stage=Stage.VALIDATION)
    move = {"move_to": "DECLINED", "move_reason": "No."}

    refused = send(browser, feature, form, **move)
    assert [row[:3] for row in read_clashes(refused.text)] == [
        ["Stage", "validation", "not asked for in this form"]
    ]
    assert Feature.objects.get().stage == Stage.VALIDATION
    answer_it(browser, feature, refused)

    assert Feature.objects.get().stage == Stage.DECLINED


def test_a_stage_that_moved_does_not_hold_up_who_edits_something_else(browser: Client) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    form = open_form(browser, feature)
    Feature.objects.update(stage=Stage.VALIDATION)

    answer = send(browser, feature, form, summary="Mine.")

    assert Feature.objects.values_list("stage", "summary").get() == ("VALIDATION", "Mine.")
    assert KEPT.format("Stage") in answer.text


def test_a_row_beside_another_is_chosen_as_well(browser: Client) -> None:
    objective = build_objective("grow", title="Old")
    product = objective.product
    form = open_form(browser, product)
    Objective.objects.update(title="Theirs")

    refused = send(browser, product, form, **{"objectives-0-title": "Mine"})
    assert [row[1] for row in read_clashes(refused.text)] == ["keep: Theirs"]
    answer_it(browser, product, refused, **{"objectives-0-keep-title": "mine"})

    assert Objective.objects.get().title == "Mine"


def test_a_row_beside_another_that_was_changed_is_not_deleted_unseen(browser: Client) -> None:
    preference = build_preference(build_stakeholder(), build_feature())
    Evidence.objects.create(preference=preference, quote="Old")
    form = open_form(browser, preference)
    Evidence.objects.update(quote="Theirs")

    refused = send(browser, preference, form, **{"evidence-0-DELETE": "on"})
    assert Evidence.objects.get().quote == "Theirs"
    answer_it(browser, preference, refused, **{"evidence-0-DELETE": "on"})

    assert not Evidence.objects.exists()


def test_a_row_that_was_deleted_meanwhile_takes_nothing(browser: Client) -> None:
    objective = build_objective()
    form = open_form(browser, objective)
    delete(browser, objective)

    assert send(browser, objective, form, title="Mine").code == 404


@pytest.mark.parametrize("shown", ["", "x", "eyJh.bad", "\x00", "z" * 9_000])
def test_a_form_with_a_forged_mark_is_refused(browser: Client, shown: str) -> None:
    feature = build_feature("f", "Old")
    form = open_form(browser, feature)

    answer = send(browser, feature, form, shown=shown, name="Mine")

    assert TOLD in answer.text or "Null characters" in answer.text
    assert Feature.objects.get().name == "Old"


def test_the_mark_of_another_row_is_none(browser: Client) -> None:
    feature, other = build_feature("f", "Old"), build_feature("g", "Old")
    shown = open_form(browser, other)["shown"]

    answer = send(browser, feature, open_form(browser, feature), shown=shown, name="Mine")

    assert TOLD in answer.text


def test_what_is_hidden_is_no_clash_and_is_not_shown() -> None:
    mine, other = fill_two()
    browser = become(mine, Role.CURATOR)
    team = build_team("seen", "Old")
    team.products.add(mine)
    form = open_form(browser, team)
    team.products.add(other)

    answer = send(browser, team, form, name="Mine")

    team.refresh_from_db()
    assert TOLD not in answer.text
    assert (team.name, set(team.products.all())) == ("Mine", {mine, other})


def test_roles_are_guarded_as_well(browser: Client) -> None:
    mine, _ = fill_two()
    grant = RoleGrant.objects.filter(product=mine, role=Role.VIEWER)[0]
    form = open_form(browser, grant)
    RoleGrant.objects.filter(pk=grant.pk).update(role=Role.CURATOR)

    answer = send(browser, grant, form, role="CONTRIBUTOR")

    grant.refresh_from_db()
    assert [row[1][:13] for row in read_clashes(answer.text)] == ["keep: curator"]
    assert grant.role == Role.CURATOR


def test_marks_tell_nothing_of_what_they_stand_for(browser: Client) -> None:
    product = build_product(name="Very telling")
    team = build_team()
    team.products.add(product)

    for row, model in ((product, Product), (team, Group)):
        shown = open_form(browser, row)["shown"]
        assert "telling" not in str(shown)
        assert model.objects.filter(pk=row.pk).exists()
