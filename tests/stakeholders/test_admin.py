"""Preferences edited in the admin go through the one door, with the name of who edited them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from products.models import Insight
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Cell,
    Evidence,
    Preference,
    PreferenceEvent,
    Stance,
)
from tests.admin_pages import CURATOR, delete, delete_listed, edit, find_page, log_in, send
from tests.admin_rows import find_untruths
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NO_EVIDENCE = {"evidence-TOTAL_FORMS": 0}
ONE_QUOTE = {"evidence-TOTAL_FORMS": 1, "evidence-0-quote": "Yes, please!"}


@pytest.fixture
def browser() -> Client:
    return log_in()


@pytest.fixture
def preference() -> Preference:
    return build_preference(build_stakeholder(), build_feature())


def read_history() -> list[tuple[str, int, str]]:
    """Give kind, stance and actor of everything stated, the oldest first."""
    events = PreferenceEvent.objects.order_by("pk")
    return list(events.values_list("kind", "stance", "actor"))


def state_here(browser: Client, **edits: object) -> list[str]:
    """Add a preference on its page, and give the complaints."""
    page = find_page(Preference, "add")
    return send(browser, page, **{"importance": 2, **edits}).complaints


def test_a_preference_is_stated(browser: Client) -> None:
    person, feature = build_stakeholder(), build_feature()

    complaints = state_here(browser, stakeholder=person.pk, feature=feature.pk, stance=-2)

    stated = Preference.objects.values_list("stakeholder", "stance", "entered_by", "source")
    assert complaints == []
    assert list(stated) == [(person.pk, Stance.STRONGLY_OPPOSE, CURATOR, "admin")]
    assert read_history() == [("STATED", -2, CURATOR)]
    assert Cell.objects.get().count_strongly_oppose == 1
    assert find_untruths() == []


def test_an_edit_moves_the_cell_the_score_and_the_history(
    browser: Client, preference: Preference
) -> None:
    below = AlignmentScore.objects.filter(score__lt=AlignmentScore.objects.get().score)

    answer = edit(browser, preference, stance=-2)

    cell = Cell.objects.get()
    assert answer.complaints == []
    assert (cell.count_strongly_oppose, cell.count_strongly_support) == (1, 0)
    assert read_history() == [("STATED", 2, "tests"), ("STATED", -2, CURATOR)]
    assert below.count() == 1
    assert AlignmentChange.objects.order_by("pk").values_list("actor", "source").last() == (
        CURATOR,
        "admin",
    )
    assert find_untruths() == []


def test_saving_without_an_edit_writes_nothing(browser: Client, preference: Preference) -> None:
    before = Preference.objects.values().get()

    answer = edit(browser, preference)

    assert answer.complaints == []
    assert Preference.objects.values().get() == before
    assert len(read_history()) == 1


def test_an_edit_keeps_the_moment_to_the_microsecond(
    browser: Client, preference: Preference
) -> None:
    Preference.objects.update(stated_at=datetime(2026, 1, 2, 3, 4, 5, 678901, UTC))

    answer = edit(browser, preference, reason="It saves time.")

    fresh = Preference.objects.get()
    assert answer.complaints == []
    assert (fresh.reason, fresh.stated_at.microsecond) == ("It saves time.", 678901)
    assert fresh.public_id == preference.public_id


def test_an_edit_that_says_it_was_said_earlier_is_told(
    browser: Client, preference: Preference
) -> None:
    day_before = preference.stated_at - timedelta(days=1)

    answer = edit(browser, preference, stance=-2, stated_at_0=f"{day_before:%Y-%m-%d}")

    assert answer.complaints == ["What stands is newer or says the same; give a later date."]
    assert Preference.objects.get().stance == Stance.STRONGLY_SUPPORT
    assert len(read_history()) == 1


def test_who_and_what_are_not_edited(browser: Client, preference: Preference) -> None:
    Preference.objects.update(source="survey")
    person, feature = build_stakeholder(), build_feature()

    edit(browser, preference, stakeholder=person.pk, feature=feature.pk, source="else", stance=1)

    fresh = Preference.objects.get()
    assert (fresh.stakeholder, fresh.feature) == (preference.stakeholder, preference.feature)
    assert (fresh.source, fresh.stance) == ("survey", Stance.SUPPORT)


def test_deleting_withdraws(browser: Client, preference: Preference) -> None:
    delete(browser, preference)

    assert Preference.objects.count() == 0
    assert Cell.objects.count() == 0
    assert AlignmentScore.objects.count() == 0
    assert read_history() == [("STATED", 2, "tests"), ("WITHDRAWN", 2, CURATOR)]


def test_deleting_from_the_list_withdraws(browser: Client) -> None:
    feature = build_feature()
    gone = [build_preference(build_stakeholder(), feature) for _ in range(2)]
    kept = build_preference(build_stakeholder(), feature)

    delete_listed(browser, *gone)

    assert list(Preference.objects.all()) == [kept]
    assert read_history()[-2:] == [("WITHDRAWN", 2, CURATOR)] * 2
    assert find_untruths() == []


def test_a_group_without_a_say_is_told_and_nothing_is_written(browser: Client) -> None:
    team, feature = build_team(), build_feature()
    team.products.add(build_product())
    person = build_stakeholder(team=team)

    complaints = state_here(
        browser, stakeholder=person.pk, feature=feature.pk, stance=1, **ONE_QUOTE
    )

    assert complaints == ["Their group has no say in this product."]
    assert (Preference.objects.count(), Evidence.objects.count()) == (0, 0)
    assert read_history() == []


def test_a_merged_feature_is_told(browser: Client) -> None:
    feature = build_feature("old", merged_into=build_feature("new"))

    complaints = state_here(
        browser, stakeholder=build_stakeholder().pk, feature=feature.pk, stance=1
    )

    assert complaints == ["'old' was merged; name what it became part of."]


def test_a_second_preference_about_the_same_is_told(
    browser: Client, preference: Preference
) -> None:
    same = {"stakeholder": preference.stakeholder_id, "feature": preference.feature_id}

    complaints = state_here(browser, **same, stance=1)

    assert complaints == ["Preference with this Stakeholder and Feature already exists."]
    assert Preference.objects.get().stance == Stance.STRONGLY_SUPPORT


def test_evidence_comes_with_the_preference_that_it_shows(browser: Client) -> None:
    person, feature = build_stakeholder(), build_feature()

    state_here(browser, stakeholder=person.pk, feature=feature.pk, stance=1, **ONE_QUOTE)

    assert Evidence.objects.values_list("preference__feature", "quote").get() == (
        feature.pk,
        "Yes, please!",
    )


def test_faulty_evidence_keeps_the_preference_from_being_written(browser: Client) -> None:
    person, feature = build_stakeholder(), build_feature()
    faulty = {"evidence-TOTAL_FORMS": 1, "evidence-0-url": "no address"}

    state_here(browser, stakeholder=person.pk, feature=feature.pk, stance=1, **faulty)

    assert Preference.objects.count() == 0
    assert read_history() == []


def test_evidence_shows_something(browser: Client, preference: Preference) -> None:
    answer = send(browser, find_page(Evidence, "add"), preference=preference.pk)

    assert answer.complaints == ["Give a quote, a link or an insight."]


def test_evidence_is_part_of_no_insight_of_another_product(
    browser: Client, preference: Preference
) -> None:
    mine, other = (
        Insight.objects.create(product=product, kind="INTERNAL", title="Heard")
        for product in (preference.feature.product, build_product())
    )
    person, feature = build_stakeholder(), build_feature(product=preference.feature.product)
    about = {"stakeholder": person.pk, "feature": feature.pk, "stance": 1}
    beside = ONE_QUOTE | {"evidence-0-insight": other.pk}
    told = {"preference": preference.pk, "quote": "Yes!"}
    page = find_page(Evidence, "add")

    refused = [*state_here(browser, **about, **beside)]
    refused += send(browser, page, **told, insight=other.pk).complaints
    taken = send(browser, page, **told, insight=mine.pk).complaints
    refused += edit(browser, Evidence.objects.get(), insight=other.pk).complaints

    assert (refused, taken) == (["Of another product: Heard."] * 3, [])
    assert Evidence.objects.get().insight == mine


def test_preferences_are_found_by_who_takes_which_stance(browser: Client) -> None:
    preference = build_preference(build_stakeholder("Ada"), build_feature(name="Offline"))
    where = {"app_label": "stakeholders", "model_name": "evidence", "field_name": "preference"}

    found = browser.get(find_page(Preference, "pick"), {"term": "ada", **where}).json()

    assert found["results"] == [
        {"id": str(preference.pk), "text": "Ada: strongly support · Offline"}
    ]
