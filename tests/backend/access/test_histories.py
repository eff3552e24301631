"""The history of a row is read in words, compared between any two points, and gone back to."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from backend.access.history import find_state, read_state
from backend.access.scopes import Role
from products.models import Feature, Insight, Objective, Product, Stage
from products.origins import Interface, acting
from stakeholders.erasing import erase_stakeholders
from stakeholders.models import Account, Group, Preference, Stakeholder, Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.admin_pages import edit, find_page, log_in
from tests.backend.access.histories import find_points, put_back, read_history
from tests.backend.access.two_products import MARKER, become, fill_two, rows_of
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def test_the_history_tells_who_changed_what_when_and_by_which_way_in_words(
    browser: Client,
) -> None:
    account = build_account("acme", segment=build_segment("big", "Big ones"))
    other = build_segment("small", "Small ones")
    token = build_token(build_product()).token
    with acting(Interface.GRAPHQL, actor=lambda: f"token:{token.public_id}"):
        Account.objects.filter(pk=account.pk).update(segment=other)
    edit(browser, account, annual_value="2500")

    page = read_history(browser, account)

    assert "<b>Segment</b>: Big ones → Small ones" in page
    assert "<b>Annual value</b>: 1000 → 2500" in page
    assert f"<td>token {token.name}</td>" in page
    assert "<td>graphql</td>" in page
    assert ["<td>curator</td>" in page, "<td>admin</td>" in page] == [True, True]


def test_links_are_told_by_the_names_of_the_rows(browser: Client) -> None:
    product = build_product()
    feature, objective = build_feature(product=product), build_objective("grow", product=product)
    feature.objectives.add(objective)
    feature.objectives.clear()

    page, other = read_history(browser, feature), read_history(browser, objective)

    assert "<b>Objectives</b>: — → grow" in page
    assert "<b>Objectives</b>: grow → —" in page
    assert f"<b>Features</b>: — → {feature.name}" in other


def test_choices_flags_and_dates_are_told_by_their_labels(browser: Client) -> None:
    feature, objective = build_feature(stage=Stage.DISCOVERY), build_objective()
    Feature.objects.filter(pk=feature.pk).update(exposure_unknown=True, stage=Stage.LAUNCH)
    Objective.objects.filter(pk=objective.pk).update(target_date=date(2031, 2, 3))

    page = read_history(browser, feature)

    assert "<b>Stage</b>: discovery → launch" in page
    assert "<b>Exposure unknown</b>: no → yes" in page
    assert "<b>Target date</b>: — → 2031-02-03" in read_history(browser, objective)


def test_any_two_points_are_compared(browser: Client) -> None:
    feature = build_feature(name="One")
    for name, summary in (("Two", "A"), ("Three", "A"), ("Three", "B")):
        Feature.objects.filter(pk=feature.pk).update(name=name, summary=summary)
    first, second, third, _ = find_points(feature)

    page = read_history(browser, feature, **{"from": first, "to": third})
    asked: dict[str, str | int] = {"from": second, "to": "now"}
    latest = read_history(browser, feature, **asked)

    assert '<th scope="row">Name</th><td>One</td><td>Three</td>' in page
    assert '<th scope="row">Summary</th><td>—</td><td>A</td>' in page
    assert '<th scope="row">Name</th><td>Two</td><td>Three</td>' in latest
    assert '<th scope="row">Summary</th><td>A</td><td>B</td>' in latest


def test_a_state_is_found_whatever_kind_of_column_has_changed() -> None:
    feature, other = build_feature(effort=Decimal("2.5")), build_objective()
    feature.tags = ["a", "b"]
    feature.save()
    feature.objectives.add(build_objective(product=feature.product))
    state, point = read_state(feature), find_points(feature)[-1]

    Feature.objects.filter(pk=feature.pk).update(
        effort=None, tags=[], exposure_unknown=True, summary="Said.", name="Named"
    )
    feature.objectives.set([other])

    feature.refresh_from_db()
    assert find_state(feature, point) == state
    assert read_state(feature) != state


def test_words_of_the_erased_are_told_of_as_such(browser: Client) -> None:
    insight = Insight.objects.create(product=build_product(), kind="INTERNAL", title="By Ada Love")
    Insight.objects.filter(pk=insight.pk).update(title="Anew")
    erase_stakeholders([build_stakeholder("Ada Love").pk], actor="tests")

    page = read_history(browser, insight)

    assert "Ada" not in page
    assert "<b>Title</b>: erased with a person → erased with a person" in page


@pytest.mark.parametrize("model", [Feature, Objective, Insight, Preference])
def test_histories_of_other_products_are_not_there(model: Any) -> None:  # noqa: ANN401 -- a model
    mine, other = fill_two()
    browser = become(mine, Role.OWNER)
    row = rows_of(model, other)[0]
    point = find_points(row)[-1] if find_points(row) else 1

    codes = [
        browser.get(find_page(model, "history", row.pk)).status_code,
        browser.get(find_page(model, "revert", row.pk, point)).status_code,
        browser.post(find_page(model, "revert", row.pk, point)).status_code,
    ]

    assert codes == [404, 404, 404]


def test_a_group_goes_back_without_moving_its_say_in_products_of_others() -> None:
    mine, other = fill_two()
    browser = become(mine, Role.CURATOR)
    team = Group.objects.get(products=other, kind="TEAM")
    point = find_points(team)[-1]
    edit(browser, team, name="Named anew")

    page = read_history(browser, team)
    put_back(browser, team, point)

    team.refresh_from_db()
    assert MARKER not in page
    assert (team.name, list(team.products.all())) == (team.key, [other])


def test_points_of_other_rows_are_none(browser: Client) -> None:
    feature, other = build_feature(), build_feature()
    (point,) = find_points(other)

    history = find_page(Feature, "history", feature.pk)
    pages = [
        find_page(Feature, "revert", feature.pk, point),
        f"{history}?from={point}&to=now",
        f"{history}?from=x&to=now",
        f"{history}?from={10**30}&to=now",
        f"{history}{10**30}/",
    ]

    assert [browser.get(page).status_code for page in pages] == [404] * len(pages)


def test_a_viewer_reads_no_history() -> None:
    product = build_product()
    browser = become(product, Role.VIEWER)

    assert browser.get(find_page(Product, "history", product.pk)).status_code == 403


def test_reading_costs_no_more_for_a_long_history(
    browser: Client,
    django_assert_num_queries: Any,  # noqa: ANN401 -- a fixture
) -> None:
    short, long = build_stakeholder("A"), build_stakeholder("B")
    Stakeholder.objects.filter(pk=short.pk).update(team=build_team())
    for _ in range(5):
        Stakeholder.objects.filter(pk=long.pk).update(team=build_team())
    read_history(browser, short)

    with django_assert_num_queries(7):
        read_history(browser, short)
    with django_assert_num_queries(7):
        read_history(browser, long)


def test_what_was_stated_in_batches_is_part_of_the_history(browser: Client) -> None:
    feature, people = build_feature(), [build_stakeholder() for _ in range(2)]
    user = User.objects.get()
    for stance in (Stance.SUPPORT, Stance.OPPOSE):
        with acting(Interface.IMPORT, actor=lambda: f"user:{user.pk}"):
            state(
                [Statement(stakeholder=p.pk, feature=feature.pk, stance=stance) for p in people],
                actor="curator",
            )
    preference = Preference.objects.get(stakeholder=people[0])
    edit(browser, preference, importance=4)

    page = read_history(browser, preference)
    first, *_, last = find_points(preference)

    assert "<b>Stance</b>: support → oppose" in page
    assert "<b>Importance</b>: important → critical" in page
    assert "<td>import</td>" in page
    assert find_state(preference, first).values["stance"] == Stance.SUPPORT
    assert find_state(preference, last) == read_state(preference)
