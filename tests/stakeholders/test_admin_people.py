"""Groups, accounts and people edited in the admin move the cells and scores that they touch."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stakeholders.models import (
    Account,
    AlignmentChange,
    Cause,
    Cell,
    Preference,
    PreferenceEvent,
    Stakeholder,
)
from tests.admin_pages import CURATOR, delete, delete_listed, edit, find_page, log_in, post, send
from tests.admin_rows import find_untruths
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def find_causes() -> list[tuple[str, str]]:
    """Give cause and actor of each move of a score, the oldest first, but for what tests stated."""
    changes = AlignmentChange.objects.exclude(actor="tests").order_by("pk")
    return list(changes.values_list("cause", "actor"))


def test_a_person_who_moves_takes_their_voice_along(browser: Client) -> None:
    new = build_team("new")
    build_stakeholder(team=new)
    person = build_stakeholder()
    build_preference(person, build_feature())

    answer = edit(browser, person, team=new.pk)

    assert answer.complaints == []
    assert [cell.group for cell in Cell.objects.all()] == [new]
    assert find_causes() == [(Cause.MEMBERSHIP, CURATOR)]
    assert find_untruths() == []


def test_a_weight_counts_anew(browser: Client) -> None:
    person = build_stakeholder(weight=1)
    build_preference(person, build_feature())

    edit(browser, person, weight="3")

    assert Stakeholder.objects.get().weight == Decimal(3)
    assert Cell.objects.get().backing_weight == 3000
    assert find_untruths() == []


def test_a_person_is_added_with_a_login(browser: Client) -> None:
    team, login = build_team(), User.objects.create(username="ada")

    answer = send(browser, find_page(Stakeholder, "add"), name="Ada", team=team.pk, login=login.pk)

    added = Stakeholder.objects.values_list("name", "team", "login", "weight")
    assert answer.complaints == []
    assert list(added) == [("Ada", team.pk, login.pk, Decimal(1))]


@pytest.mark.parametrize("both", [True, False])
def test_a_person_belongs_to_one_of_a_team_and_an_account(browser: Client, *, both: bool) -> None:
    person = build_stakeholder(team=build_team())
    wanted = {"account": build_account().pk} if both else {"team": ""}

    answer = edit(browser, person, **wanted)

    assert answer.complaints == ["Choose a team or an account: one of the two."]


def test_a_person_who_is_deleted_is_erased(browser: Client) -> None:
    feature = build_feature()
    gone, kept = build_stakeholder("gone"), build_stakeholder("kept")
    for person in (gone, kept):
        build_preference(person, feature)

    delete(browser, gone)

    assert list(Stakeholder.objects.all()) == [kept]
    assert PreferenceEvent.objects.order_by("pk").values_list("kind", "actor").last() == (
        "ERASED",
        CURATOR,
    )
    assert not LogEntry.objects.filter(object_repr__contains="gone").exists()
    assert find_untruths() == []


def test_the_page_that_asks_before_a_person_is_deleted_tells_what_it_means(
    browser: Client,
) -> None:
    person = build_stakeholder()
    build_preference(person, build_feature("dark"))

    shown = browser.get(find_page(Stakeholder, "delete", person.pk)).content.decode()

    assert "Deleting people erases them, for good: their names, words and evidence go" in shown
    assert "strongly support · dark" in shown


def act(browser: Client, action: str, *people: Stakeholder) -> str:
    """Mark PEOPLE in their list, do ACTION, and give what the page says."""
    sent = {"action": action, "_selected_action": [str(person.pk) for person in people]}
    return post(browser, find_page(Stakeholder, "changelist"), sent).text


def test_marked_people_are_deactivated_and_activated(browser: Client) -> None:
    feature = build_feature()
    people = [build_stakeholder() for _ in range(3)]
    for person in people:
        build_preference(person, feature)

    assert "2 people were deactivated." in act(browser, "deactivate", *people[:2])

    assert Stakeholder.objects.filter(deactivated_at=None).get() == people[2]
    assert find_untruths() == []
    assert "1 person was activated." in act(browser, "activate", people[0], people[2])
    assert find_causes()[-1] == (Cause.MEMBERSHIP, CURATOR)
    assert find_untruths() == []


@pytest.mark.parametrize(("active", "names"), [("true", ["here"]), ("false", ["silent"])])
def test_people_are_listed_by_whether_they_have_a_voice(
    browser: Client, active: str, names: list[str]
) -> None:
    build_stakeholder("here")
    act(browser, "deactivate", build_stakeholder("silent"))

    page = browser.get(find_page(Stakeholder, "changelist"), {"active": active})

    assert [row.name for row in page.context["cl"].result_list] == names


def test_people_are_deleted_from_the_list(browser: Client) -> None:
    feature = build_feature()
    people = [build_stakeholder() for _ in range(3)]
    for person in people:
        build_preference(person, feature)

    delete_listed(browser, *people[:2])

    assert list(Stakeholder.objects.all()) == people[2:]
    assert Preference.objects.count() == 1
    assert find_untruths() == []


def test_the_value_and_the_segment_of_an_account_count_anew(browser: Client) -> None:
    account = build_account(annual_value=1000)
    segment = build_segment("other")
    build_preference(build_stakeholder(account=account), build_feature())

    answer = edit(browser, account, segment=segment.pk, annual_value="2000")

    cell = Cell.objects.get()
    assert answer.complaints == []
    assert (cell.group, cell.backing_weight) == (segment, 2_000_000)
    assert find_untruths() == []


def test_a_login_that_is_given_is_a_change_and_one_that_is_not_edited_stays(
    browser: Client,
) -> None:
    person = build_stakeholder()
    login = User.objects.create(username="ada")

    answer = edit(browser, person, login=login.pk)

    given = Stakeholder.objects.get()
    assert answer.complaints == []
    assert given.login == login
    assert given.updated_at > person.updated_at


def test_a_second_currency_is_told(browser: Client) -> None:
    build_account()
    account = build_account()

    answer = edit(browser, account, name="New", currency="USD")

    assert answer.complaints == ["Accounts are valued in EUR; convert it."]
    assert set(Account.objects.values_list("currency", flat=True)) == {"EUR"}
    assert not Account.objects.filter(name="New").exists()


def test_an_account_with_people_is_not_deleted(browser: Client) -> None:
    person = build_stakeholder(account=build_account())

    delete_listed(browser, *Account.objects.all())

    assert Account.objects.get() == person.account


def test_an_account_is_added_and_deleted(browser: Client) -> None:
    segment = build_segment()
    page = find_page(Account, "add")

    answer = send(browser, page, name="An", key="an", segment=segment.pk, annual_value="5")
    delete(browser, Account.objects.get())

    assert answer.complaints == []
    assert Account.objects.count() == 0


def test_whoever_is_chosen_is_told_by_where_they_speak(browser: Client) -> None:
    build_stakeholder("Ann 1", team=build_team("design", "Design"))
    build_stakeholder("Ann 2", account=build_account("acme"))
    question = {"app_label": "stakeholders", "model_name": "champion", "field_name": "stakeholder"}

    answer = browser.get(reverse("admin:autocomplete"), {**question, "term": "Ann"})

    assert [row["text"] for row in answer.json()["results"]] == ["Ann 1 (Design)", "Ann 2 (acme)"]
