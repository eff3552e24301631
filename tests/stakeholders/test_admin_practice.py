"""What curators read on the pages of products, objectives and features, and do with objectives."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from products.catalogue import move_feature
from products.lifecycle import LifecycleStage
from products.models import Feature, Objective, Stage, StageChange
from stakeholders.advocacy import commit
from stakeholders.talks import Pledge
from tests.admin_pages import edit, find_page, log_in, post
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

MARCH, MAY = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def browser() -> Client:
    return log_in()


def read(browser: Client, row: Feature | Objective) -> str:
    """Read the page of ROW."""
    return browser.get(find_page(type(row), "change", row.pk)).content.decode()


def test_the_page_of_a_feature_tells_what_happened_and_how_long_it_was_where(
    browser: Client,
) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    Feature.objects.update(created_at=MARCH)
    move_feature(feature, LifecycleStage.VALIDATION, reason="<b>Go</b>.", actor="Ada", moved_at=MAY)

    shown = read(browser, feature)

    assert "From discovery to validation. &lt;b&gt;Go&lt;/b&gt;." in shown
    assert "<td>discovery</td><td>1</td><td>61.0</td>" in shown
    assert "It was written down." in shown


def test_a_move_of_the_past_is_written_with_its_day(browser: Client) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    sent = {"move_to": "VALIDATION", "move_reason": "Go.", "move_at_0": "2026-03-01"}

    answer = edit(browser, feature, **sent, move_at_1="12:00:00")

    assert answer.complaints == []
    assert timezone.localtime(StageChange.objects.get().moved_at).date() == MARCH.date()


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"move_to": "DEVELOPMENT", "move_at_0": "2026-03-01"}, "It moved last at 2026-05-01"),
        ({"move_to": "DEVELOPMENT", "move_at_0": "2999-01-01"}, "This has not come yet."),
        ({"move_reason": "", "move_at_0": "2026-06-01"}, "Say where it moved to, or leave the"),
    ],
)
def test_a_move_that_cannot_have_been_then_is_told(
    browser: Client, sent: dict[str, str], complaint: str
) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    move_feature(feature, LifecycleStage.VALIDATION, reason="Go.", actor="Ada", moved_at=MAY)

    answer = edit(browser, feature, **({"move_reason": "Go.", "move_at_1": "12:00:00"} | sent))

    assert any(told.startswith(complaint) for told in answer.complaints), answer.complaints
    assert StageChange.objects.count() == 1


def test_the_page_of_an_objective_lists_what_serves_it(browser: Client) -> None:
    objective, team = build_objective(), build_team()
    heard = build_feature("heard", product=objective.product)
    unheard = build_feature("unheard", product=objective.product)
    objective.features.set([unheard, heard])
    build_preference(build_stakeholder(team=team), heard)

    shown = read(browser, objective)

    first, second = (find_page(Feature, "change", row.pk) for row in (heard, unheard))
    assert f'<a href="{first}">{heard}</a></td><td>discovery</td><td>66.7</td>' in shown
    assert f'<a href="{second}">{unheard}</a></td><td>discovery</td><td>unheard</td>' in shown
    assert shown.index(first) < shown.index(second)


def test_the_page_of_an_objective_tells_who_stands_behind_it(browser: Client) -> None:
    objective, sales = build_objective(), build_team(name="Sales")
    drawing = build_team(name="Design")
    feature = build_feature(product=objective.product)
    feature.objectives.add(objective)
    build_preference(build_stakeholder(team=sales), feature)
    commit(objective, drawing, Pledge(statement="We <draw> it."))

    shown = read(browser, objective)

    assert "66.7, by 1 of 1 features" in shown
    assert "<td>Sales</td><td>67%</td>" in shown
    assert "nobody stands by it yet</td><td>We &lt;draw&gt; it.</td>" in shown
    assert "<td>Sales</td><td>has not said what it contributes</td><td></td>" in shown


def test_an_objective_about_which_nobody_spoke_says_so(browser: Client) -> None:
    assert "No feature that serves it was heard." in read(browser, build_objective())


def test_the_page_of_a_product_tells_where_its_objectives_stand(browser: Client) -> None:
    objective = build_objective(title="Grow")
    build_team(name="Sales")
    build_feature(product=objective.product, stage=Stage.LAUNCH)

    page = find_page(type(objective.product), "change", objective.product_id)
    shown = browser.get(page).content.decode()

    assert "<td>Grow</td><td></td><td></td><td>unheard</td><td>Sales</td><td></td>" in shown
    assert "<td>launch</td><td>1</td><td>0</td><td>1</td><td></td>" in shown


def test_the_list_of_objectives_tells_what_is_overdue_and_acknowledged(browser: Client) -> None:
    objective = build_objective()
    Objective.objects.update(target_date=date(2026, 3, 1))
    commit(objective, build_team(), Pledge(statement="We draw it.", acknowledged_by="Ada"))
    commit(objective, build_team(), Pledge(statement="We build it."))

    shown = browser.get(find_page(Objective, "changelist")).content.decode()

    assert "1 of 2" in shown
    assert 'alt="True"' in shown


@pytest.mark.parametrize("size", [1, 3])
def test_objectives_are_marked_as_achieved_and_as_open(browser: Client, size: int) -> None:
    product = build_product()
    rows = [build_objective(product=product) for _ in range(size)]
    Objective.objects.filter(pk=rows[0].pk).update(achieved_at=MARCH)
    sent = {"_selected_action": [str(row.pk) for row in rows]}
    page = find_page(Objective, "changelist")

    post(browser, page, sent | {"action": "mark_as_achieved"})
    achieved = list(Objective.objects.order_by("pk").values_list("achieved_at", flat=True))
    post(browser, page, sent | {"action": "mark_as_open"})

    assert achieved[0] == MARCH
    assert None not in achieved
    assert Objective.objects.filter(achieved_at=None).count() == size


def test_nothing_is_achieved_tomorrow(browser: Client) -> None:
    objective = build_objective()
    day = timezone.localdate() + timedelta(days=1)

    answer = edit(browser, objective, achieved_at_0=f"{day}", achieved_at_1="12:00:00")

    assert answer.complaints == ["This has not come yet."]
    assert Objective.objects.get().achieved_at is None


def test_the_page_of_a_feature_reads_its_objectives_no_more_than_twice(browser: Client) -> None:
    feature = build_feature()
    feature.objectives.set([build_objective(product=feature.product) for _ in range(3)])

    with CaptureQueriesContext(connection) as queries:
        read(browser, feature)

    asked = [each["sql"] for each in queries if 'FROM "products_objective"' in each["sql"]]
    assert len(asked) == 2  # those it has, and as the choices that are made already
