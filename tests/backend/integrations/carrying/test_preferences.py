"""Preferences come in by the one door: what a file leaves out stays, and the newer one stands."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from django.test import Client

from backend.integrations.carrying.nouns import Noun
from backend.integrations.carrying.registry import NOUNS, PREFERENCES
from products.models import Feature, Product
from stakeholders.models import Preference, PreferenceEvent, Stakeholder
from stakeholders.preferences import state, withdraw
from stakeholders.statements import Statement
from tests.admin_pages import log_in
from tests.admin_rows import find_untruths
from tests.backend.integrations.carrying.files import (
    carry,
    confirm,
    count,
    send,
    tell,
    tell_new,
    write_csv,
    write_xlsx,
)
from tests.builders import build_feature, build_product, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

HEADER = ["product", "feature", "stakeholder_source", "stakeholder_external_id", "stance"]
MARCH = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def browser() -> Client:
    return log_in()


@pytest.fixture
def feature() -> Feature:
    """Build a feature that Ann and Ben can speak about."""
    team = build_team("design")
    for name in ("ann", "ben"):
        build_stakeholder(name, team=team)
    Stakeholder.objects.filter(name="ann").update(email="Ann@an.example")
    return build_feature("dark", product=build_product("app"))


def speak(feature: Feature, name: str = "ann", **said: object) -> Preference:
    """Let somebody of NAME state something about FEATURE, in March."""
    person = Stakeholder.objects.get(name=name)
    told = {"stance": 1, "reason": "It is bright.", "stated_at": MARCH, "source": "survey", **said}
    state([Statement(stakeholder=person.pk, feature=feature.pk, **told)], actor="tests")  # type: ignore[arg-type]  # -- whatever a test says
    return Preference.objects.get(stakeholder=person, feature=feature)


@pytest.mark.usefixtures("feature")
def test_what_people_state_is_written_and_counted(browser: Client) -> None:
    rows: list[list[object]] = [
        ["app", "dark", "tests", "ann", "strongly support"],
        ["app", "dark", "tests", "ben", -1],
    ]

    first = carry(browser, Preference, write_csv(HEADER, *rows))
    again = send(browser, Preference, write_xlsx(HEADER, *rows))

    assert first == "Imported: 2 new, 0 changed, 0 unchanged, 0 left out."
    found = Preference.objects.order_by("pk").values_list("stance", "importance", "source")
    assert list(found) == [(2, 2, "file"), (-1, 2, "file")]
    assert set(PreferenceEvent.objects.values_list("actor", flat=True)) == {"curator"}
    assert count(again) == {"UNCHANGED": 2}
    assert find_untruths() == []


def test_what_a_file_leaves_out_stays_as_it_stands(browser: Client, feature: Feature) -> None:
    speak(feature, willingness_to_pay=Decimal("4.5"), importance=4)
    file = write_csv(
        ["product", "feature", "stakeholder_email", "stance", "reason"],
        ["app", "dark", "ann@AN.example", "oppose", ""],
    )

    preview = send(browser, Preference, file)
    confirm(browser, preview)

    changes = [
        ("stance", "SUPPORT", "OPPOSE"),
        ("stated_at", "2026-03-01T12:30:15.123456+00:00", "now"),
    ]
    assert tell(preview) == [(2, "CHANGED", changes)]
    stands = Preference.objects.get()
    assert (stands.stance, stands.importance, stands.reason) == (-1, 4, "It is bright.")
    assert (stands.willingness_to_pay, stands.source) == (Decimal("4.5"), "survey")
    assert stands.stated_at > MARCH


def test_an_older_statement_is_told_and_changes_nothing(browser: Client, feature: Feature) -> None:
    speak(feature)
    person = Stakeholder.objects.get(name="ben")
    speak(feature, "ben")
    withdraw([(person.pk, feature.pk)], actor="tests")
    header = [*HEADER, "stated_at"]
    rows = [["app", "dark", "tests", name, 2, "2026-02-01"] for name in ("ann", "ben")]

    preview = send(browser, Preference, write_csv(header, *rows))

    assert count(preview) == {"UNCHANGED": 2}
    assert tell(preview) == [
        (2, "UNCHANGED", [("stated_at", "OVERTAKEN")]),
        (3, "UNCHANGED", [("stated_at", "OVERTAKEN")]),
    ]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["site", "dark", "tests", "ann", 1], "product", "UNKNOWN"),
        (["app", "light", "tests", "ann", 1], "feature", "UNKNOWN"),
        (["app", "other", "tests", "ann", 1], "feature", "UNKNOWN"),
        (["app", "merged", "tests", "ann", 1], "feature", "CONFLICT"),
        (["app", "dark", "crm", "ann", 1], "stakeholder_external_id", "UNKNOWN"),
        (["app", "dark", "tests", "", 1], "stakeholder_email", "REQUIRED"),
        (["app", "dark", "tests", "ann", ""], "stance", "REQUIRED"),
        (["app", "", "tests", "ann", 1], "feature", "REQUIRED"),
        (["app", "dark", "tests", "ann", 3], "stance", "INVALID"),
        (["app", "dark", "tests", "ann", 1, "4.505"], "willingness_to_pay", "INVALID"),
        (["app", "dark", "tests", "ann", 1, "", "1969-01-01"], "stated_at", "INVALID"),
        (["app", "dark", "tests", "ann", 1, "", "3000-01-01"], "stated_at", "INVALID"),
    ],
)
def test_a_statement_is_refused_with_its_column_and_the_others_are_kept(
    browser: Client, feature: Feature, row: list[object], column: str, code: str
) -> None:
    build_feature("other", product=build_product("elsewhere"))
    build_feature("merged", product=feature.product, merged_into=feature)
    header = [*HEADER, "willingness_to_pay", "stated_at"]
    row = [*row, *[""] * (7 - len(row))]
    good = ["app", "dark", "tests", "ben", 1, "", ""]

    preview = send(browser, Preference, write_csv(header, row, good))

    assert tell(preview) == [(2, "REFUSED", [(column, code)]), (3, "CREATED", [])]


@pytest.mark.usefixtures("feature")
def test_an_address_of_several_people_names_nobody(browser: Client) -> None:
    Stakeholder.objects.update(email="ann@an.example")
    header = ["product", "feature", "stakeholder_email", "stance"]

    preview = send(browser, Preference, write_csv(header, ["app", "dark", "ann@an.example", 1]))

    assert tell(preview) == [(2, "REFUSED", [("stakeholder_email", "AMBIGUOUS")])]


@pytest.mark.usefixtures("feature")
def test_a_second_view_of_one_person_on_one_feature_is_refused(browser: Client) -> None:
    person = Stakeholder.objects.get(name="ann")
    header = [*HEADER, "stakeholder"]
    rows: list[list[object]] = [
        ["app", "dark", "tests", "ann", 1, ""],
        ["app", "dark", "", "", 2, person.public_id],
    ]

    preview = send(browser, Preference, write_csv(header, *rows))

    assert tell(preview) == [(2, "CREATED", []), (3, "REFUSED", [("feature", "CONFLICT")])]
    assert tell_new(preview) == {2: {"stance": "SUPPORT"}}


@pytest.mark.usefixtures("feature")
def test_many_rows_take_the_same_way_with_the_same_report(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = build_team("crowd")
    people = [
        Stakeholder(name=f"p{n}", team=team, source="s", external_id=f"{n}") for n in range(60)
    ]
    Stakeholder.objects.bulk_create(people)
    rows = [["app", "dark", "s", str(number), number % 5 - 2] for number in range(60)]
    file = write_csv(HEADER, *rows)
    monkeypatch.setitem(cast("dict[Any, Noun]", NOUNS), Preference, replace(PREFERENCES, chunk=25))

    first = carry(browser, Preference, file)

    assert first == "Imported: 60 new, 0 changed, 0 unchanged, 0 left out."
    assert Product.objects.get().features.get().preferences.count() == 60
    assert find_untruths() == []
