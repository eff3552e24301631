"""The admin speaks in words: rows are named by what they are, and numbers by what they count."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import Model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from products.catalogue import move_feature
from products.lifecycle import LifecycleStage
from products.models import Decision, Objective, Product, StageChange
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Cell,
    Champion,
    Commitment,
    Evidence,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
)
from tests.admin_pages import delete, edit, find_page, log_in
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

ADA = "Ada: strongly support · Conflict radar"
MORNING = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)


@pytest.fixture
def browser() -> Client:
    return log_in()


@pytest.fixture
def preference() -> Preference:
    return build_preference(build_stakeholder("Ada"), build_feature("radar", name="Conflict radar"))


def read(browser: Client, model: type[Model], page: str, *args: object) -> str:
    """Give the text of PAGE of MODEL."""
    return browser.get(find_page(model, page, *args)).content.decode()


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_a_preference_is_named_by_who_and_what_on_its_pages(
    browser: Client, preference: Preference, page: str
) -> None:
    assert ADA in read(browser, Preference, page, preference.pk)


def test_messages_name_a_preference_by_who_and_what(
    browser: Client, preference: Preference
) -> None:
    changed = edit(browser, preference, stance=1)
    gone = delete(browser, preference)

    named = "Ada: support · Conflict radar"
    assert f">{named}</a>” was changed successfully." in changed.text
    assert f"The preference “{named}” was deleted successfully." in gone.text


def test_a_person_is_shown_and_deleted_with_what_they_stated_in_words(
    browser: Client, preference: Preference
) -> None:
    person = preference.stakeholder_id

    pages = [read(browser, Stakeholder, page, person) for page in ("change", "delete")]

    assert [ADA in page for page in pages] == [True, True]


def test_evidence_names_the_preference_that_it_shows(
    browser: Client, preference: Preference
) -> None:
    evidence = Evidence.objects.create(preference=preference, quote="Yes!")

    assert ADA in read(browser, Evidence, "change", evidence.pk)


def test_a_champion_is_named_by_who_and_what(browser: Client, preference: Preference) -> None:
    champion = Champion.objects.create(
        stakeholder=preference.stakeholder, feature=preference.feature, since_date=date(2026, 1, 2)
    )

    assert "Ada for Conflict radar" in read(browser, Champion, "delete", champion.pk)
    assert str(Champion.objects.get()) == "since 2026-01-02"


def test_rows_are_named_in_words_without_asking_the_database(
    preference: Preference, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    move_feature(preference.feature, LifecycleStage.VALIDATION, reason="Asked.", actor="tests")
    AlignmentChange.objects.update(score=46.1, low=30, high=50, created_at=MORNING)
    Preference.objects.update(stated_at=MORNING)
    models = (StageChange, AlignmentChange, PreferenceEvent, Preference)
    rows = [Decision(outcome="DEFER", decided_at=MORNING), *(m.objects.get() for m in models)]

    with django_assert_num_queries(0):
        names = [str(row) for row in rows]

    assert names == [
        "Defer, 2 November 2026",
        "discovery to validation",
        "46.1 on 2026-11-02",
        "stated: strongly support",
        "strongly support, 2026-11-02",
    ]


@pytest.mark.parametrize(
    ("weight", "told"),
    [("23950.000", "segments: 23,950"), ("0.500", "segments: 0.5"), (None, "segments: not set")],
)
def test_a_reference_weight_is_told_without_idle_zeros(weight: str | None, told: str) -> None:
    w_ref = None if weight is None else Decimal(weight)

    assert str(ReferenceWeight(kind="SEGMENT", w_ref=w_ref)) == told


def test_links_between_rows_are_counted_on_a_delete_page_and_not_listed(browser: Client) -> None:
    objective = build_objective("grow")
    build_feature(product=objective.product).objectives.add(objective)

    shown = read(browser, Objective, "delete", objective.pk)

    assert "Feature_objectives object" not in shown
    assert "<li>Feature-objective relationships: 1</li>" in shown


def test_the_menu_calls_the_section_of_users_logins(browser: Client) -> None:
    apps = browser.get("/admin/").context["app_list"]

    assert [app["name"] for app in apps if app["app_label"] == "auth"] == ["Logins"]


@pytest.mark.parametrize(("model", "label"), [(Product, "North-Star metric:"), (Evidence, "URL:")])
def test_labels_are_written_as_people_write_them(
    browser: Client, model: type[Model], label: str
) -> None:
    assert label in read(browser, model, "add")


def test_a_score_with_nothing_to_beware_of_says_so(browser: Client, preference: Preference) -> None:
    AlignmentScore.objects.update(provisional=False, contested=False)

    shown = read(browser, AlignmentScore, "change", preference.feature_id)

    assert '<div class="readonly">nothing</div>' in shown


@pytest.mark.usefixtures("preference")
def test_the_sums_of_a_cell_are_shown_in_units_with_a_hint(browser: Client) -> None:
    Cell.objects.update(backing_weight=23_950_500, sum_m2=2_500_000)

    shown = read(browser, Cell, "change", Cell.objects.get().pk)

    assert '<div class="readonly">23,950.500</div>' in shown
    assert '<div class="readonly">2.500</div>' in shown
    assert "Stored in whole thousandths" in shown
    assert ">23,950.500</td>" in read(browser, Cell, "changelist")


def test_lists_show_moments_short_and_long_texts_by_their_start(browser: Client) -> None:
    team, objective = build_team(), build_objective()
    Commitment.objects.create(
        team=team,
        objective=objective,
        statement="x" * 61,
        acknowledged_by="Ada",
        acknowledged_at=MORNING,
    )

    shown = read(browser, Commitment, "changelist")

    assert ">2026-11-02 09:05</td>" in shown
    assert f">{'x' * 59}…</td>" in shown


@pytest.mark.usefixtures("preference")
def test_a_move_of_a_score_is_listed_briefly(browser: Client) -> None:
    AlignmentChange.objects.update(score=46.12, low=30, high=50.04)

    shown = read(browser, AlignmentChange, "changelist")

    assert ">46.1 (30.0 to 50.0)</td>" in shown
    assert ">preferences</td>" in shown
