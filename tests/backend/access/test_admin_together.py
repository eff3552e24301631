"""Many rows are edited together: shown first, refused row by row, and written as shown."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client

from backend.access.scopes import Role
from products.models import Feature, Insight, Objective, Stage, StageChange
from stakeholders.models import Account, Preference, PreferenceEvent, Stakeholder
from tests.admin_pages import Answer, FormReader, find_page, log_in, post
from tests.backend.access.two_products import become
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def preview(browser: Client, *rows: Model, **values: object) -> Answer:
    """Choose ROWS, let their fields have VALUES, and look at what would change."""
    sent = {"_row": [str(row.pk) for row in rows], "_field": list(values), "_preview": "1"}
    return post(browser, find_page(type(rows[0]), "together"), {**sent, **values})


def confirm(browser: Client, shown: Answer, model: type[Model]) -> Answer:
    """Confirm what was SHOWN."""
    reader = FormReader()
    reader.feed(shown.text)
    return post(browser, find_page(model, "together"), {**reader.sent, "_confirm": "1"})


def read_table(shown: Answer) -> list[tuple[str, ...]]:
    """Read the lines of the table that was SHOWN."""
    rows = re.findall(r"<tr[^>]*>(<th scope=\"row\">.*?)</tr>", shown.text, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    return [tuple(unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row) for row in cells]


def test_an_action_asks_for_the_fields_of_the_rows_that_are_marked() -> None:
    first, second = build_feature("first"), build_feature("second")
    sent = {
        "action": "edit_together",
        "_selected_action": [str(first.pk), str(second.pk)],
    }

    shown = post(log_in(), find_page(Feature, "changelist"), sent)

    assert "2 rows are edited." in shown.text
    assert f'name="_row" value="{second.pk}"' in shown.text
    assert all(f'value="{name}"' in shown.text for name in ("effort", "tags", "move_to"))


def test_a_preview_shows_old_and_new_and_writes_nothing() -> None:
    first, second = build_feature("first", effort=Decimal(3)), build_feature("second")

    shown = preview(log_in(), first, second, effort="5", tags="a, b")

    assert read_table(shown) == [
        ("first", "Effort", "3.0", "5"),
        ("first", "Tags", "-", "a, b"),
        ("second", "Effort", "-", "5"),
        ("second", "Tags", "-", "a, b"),
    ]
    assert set(Feature.objects.values_list("effort", flat=True)) == {Decimal(3), None}
    assert not LogEntry.objects.exists()


def test_what_can_be_no_key_names_no_row() -> None:
    feature = build_feature("only")
    sent = {"_row": [str(feature.pk), "9" * 30, "9" * 5_000, "-1"], "_field": ["effort"]}

    shown = post(log_in(), find_page(Feature, "together"), {**sent, "effort": "5", "_preview": "1"})

    assert read_table(shown) == [("only", "Effort", "-", "5")]


def test_what_was_shown_is_written_once_it_is_confirmed() -> None:
    first, second = build_feature("first"), build_feature("second", effort=Decimal(5))
    browser = log_in()
    shown = preview(browser, first, second, effort="5")

    done = confirm(browser, shown, Feature)

    assert ("second", "stays as it is") in read_table(shown)
    assert set(Feature.objects.values_list("effort", flat=True)) == {Decimal(5)}
    assert "1 row was changed, 1 stayed as they were." in done.text
    assert LogEntry.objects.count() == 1


def test_features_move_together_by_the_lifecycle_and_others_say_why_not() -> None:
    ready = build_feature("ready", stage=Stage.DISCOVERY)
    grown = build_feature("grown", stage=Stage.GROWTH)
    browser = log_in()

    shown = preview(browser, ready, grown, move_to="VALIDATION", move_reason="Asked for.")
    confirm(browser, shown, Feature)

    table = read_table(shown)
    assert ("ready", "Move to", "discovery", "validation") in table
    assert [line for line in table if line[0] == "grown"] == [
        ("grown", "refused", "No move leads there from growth.")
    ]
    assert dict(Feature.objects.values_list("key", "stage")) == {
        "ready": "VALIDATION",
        "grown": "GROWTH",
    }
    moved = StageChange.objects.get()
    assert (moved.feature, moved.reason, moved.actor) == (ready, "Asked for.", "curator")


def test_a_move_without_a_reason_is_refused() -> None:
    shown = preview(log_in(), build_feature("ready"), move_to="VALIDATION")

    assert read_table(shown) == [("ready", "refused", "Say why it moves.")]
    assert 'name="_confirm"' not in shown.text


def test_rows_that_changed_since_they_were_shown_are_shown_again() -> None:
    feature, browser = build_feature("first"), log_in()
    shown = preview(browser, feature, effort="5")
    feature.effort = Decimal(8)
    feature.save()

    again = confirm(browser, shown, Feature)

    assert "Rows were changed since this was shown" in again.text
    assert read_table(again) == [("first", "Effort", "8.0", "5")]
    assert Feature.objects.get().effort == Decimal(8)
    confirm(browser, again, Feature)
    assert Feature.objects.get().effort == Decimal(5)


def test_preferences_are_stated_anew_through_the_door() -> None:
    feature, team = build_feature(), build_team()
    people = [build_stakeholder(team=team) for _ in range(2)]
    rows = [build_preference(person, feature, stance=2) for person in people]
    browser = log_in()

    shown = preview(browser, *rows, stance="-1", reason="They said so.")
    confirm(browser, shown, Preference)

    assert set(Preference.objects.values_list("stance", "reason")) == {(-1, "They said so.")}
    assert PreferenceEvent.objects.filter(actor="curator", stance=-1).count() == 2
    assert feature.cells.get().count_oppose == 2


def test_accounts_move_together_and_their_voices_with_them() -> None:
    old, new = build_segment("old"), build_segment("new")
    accounts = [build_account(segment=old) for _ in range(2)]
    feature = build_feature()
    for account in accounts:
        build_preference(build_stakeholder(account=account), feature)
    browser = log_in()

    confirm(browser, preview(browser, *accounts, segment=str(new.pk)), Account)

    assert set(Account.objects.values_list("segment", flat=True)) == {new.pk}
    assert feature.cells.get().group == new


def test_people_of_an_account_join_a_team_together() -> None:
    account, team = build_account(), build_team("ops")
    people = [build_stakeholder(name, account=account) for name in ("Ada", "Grace")]
    browser = log_in()

    shown = preview(browser, *people, team=str(team.pk))
    confirm(browser, shown, Stakeholder)

    assert read_table(shown) == [("Ada", "Team", "-", "ops"), ("Grace", "Team", "-", "ops")]
    assert Stakeholder.objects.filter(team=team, account=None).count() == 2


def test_what_a_form_refuses_is_told_for_its_row_alone() -> None:
    mine, other = build_product("mine"), build_product("other")
    objective = build_objective(product=mine, title="Shine")
    fits, strange = build_feature("fits", product=mine), build_feature("strange", product=other)
    browser = log_in()

    shown = preview(browser, fits, strange, objectives=[str(objective.pk)])
    confirm(browser, shown, Feature)

    assert read_table(shown) == [
        ("fits", "Objectives", "-", "Shine"),
        ("strange", "refused", "Of another product: Shine."),
    ]
    assert list(objective.features.all()) == [fits]


@pytest.mark.parametrize("effort", ["-1", "much"])
def test_a_value_that_nothing_can_have_changes_nothing(effort: str) -> None:
    shown = preview(log_in(), build_feature("first"), effort=effort)

    assert [line[:2] for line in read_table(shown)] == [("first", "refused")]
    assert Feature.objects.get().effort is None


def test_a_curator_edits_no_rows_of_other_products() -> None:
    mine, other = build_product("mine"), build_product("other")
    browser = become(mine, Role.CURATOR)
    hidden = build_objective("hidden", product=other)
    seen = build_objective("seen", product=mine)

    shown = preview(browser, seen, hidden, target_date="2030-01-31")
    confirm(browser, shown, Objective)

    assert [line[0] for line in read_table(shown)] == ["seen"]
    assert "1 row is gone." in shown.text
    assert Objective.objects.get(key="hidden").target_date is None
    assert Objective.objects.get(key="seen").target_date is not None


def test_whoever_curates_nothing_edits_nothing_together() -> None:
    feature = build_feature()

    answer = preview(become(feature.product, Role.CONTRIBUTOR), feature, effort="5")

    assert answer.code == 403
    assert Feature.objects.get().effort is None


def test_nothing_chosen_changes_nothing_and_says_so() -> None:
    insight = Insight.objects.create(product=build_product(), kind="INTERNAL", title="Heard")
    browser = log_in()
    address = find_page(Insight, "together")

    no_field = post(browser, address, {"_row": [str(insight.pk)], "_preview": "1"})
    no_row = post(browser, address, {"_row": ["0", "x"], "_preview": "1"})

    assert "Choose at least one field." in no_field.text
    assert "No rows were chosen." in no_row.text


def test_people_weigh_otherwise_together_wherever_they_speak() -> None:
    people = [build_stakeholder("Ada"), build_stakeholder("Grace", account=build_account())]
    browser = log_in()

    confirm(browser, preview(browser, *people, weight="2.5"), Stakeholder)

    assert set(Stakeholder.objects.values_list("weight", flat=True)) == {Decimal("2.5")}


def test_nobody_is_left_without_team_and_account() -> None:
    shown = preview(log_in(), build_stakeholder("Ada"), team="")

    told = "Choose a team or an account: one of the two."
    assert read_table(shown) == [("Ada", "refused", told)]
