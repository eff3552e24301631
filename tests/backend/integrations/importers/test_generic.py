"""The generic preference file becomes preferences, and all that they name."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from backend.integrations.importers.generic import import_generic
from products.models import Feature, Product
from stakeholders.models import (
    Account,
    Group,
    GroupKind,
    Importance,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
    Stance,
)
from tests.backend.integrations.importers.files import (
    build_terms,
    import_rows,
    read_preferences,
)
from tests.builders import build_account, build_feature, build_product, build_segment, build_team

pytestmark = pytest.mark.django_db

ACME = {"team": "", "account": "acme", "segment": "retail", "weight": "1200.50"}


def test_a_row_names_all_that_is_new(tmp_path: Path) -> None:
    import_rows(tmp_path, {"stance": "Strongly-Support"})

    preference = Preference.objects.get()
    assert preference.feature.product.key == "tutti"
    assert (preference.feature.key, preference.feature.name) == ("dark-mode", "dark-mode")
    assert (preference.stakeholder.source, preference.stakeholder.external_id) == ("csv", "p1")
    assert preference.stakeholder.name == "p1"
    assert preference.stakeholder.team == Group.objects.get(kind=GroupKind.TEAM, key="sales")
    assert (preference.stance, preference.source) == (Stance.STRONGLY_SUPPORT, "csv")


def test_every_column_finds_its_place(tmp_path: Path) -> None:
    said = {"importance": "critical", "willingness_to_pay": "9.90", "reason": "Glare, at night"}
    named = {"feature_name": "Dark mode", "stakeholder_name": "Ann", "email": "ann@an.example"}

    import_rows(
        tmp_path, named | said | {"source": "survey", "stated_at": "2026-03-31", "weight": 2}
    )

    preference = Preference.objects.get()
    person = preference.stakeholder
    assert preference.feature.name == "Dark mode"
    assert (person.name, person.email, person.weight) == ("Ann", "ann@an.example", Decimal(2))
    assert preference.importance == Importance.CRITICAL
    assert preference.willingness_to_pay == Decimal("9.90")
    assert (preference.reason, preference.source) == ("Glare, at night", "survey")
    assert preference.stated_at == datetime(2026, 3, 31, tzinfo=UTC)


def test_an_account_takes_segment_and_weight(tmp_path: Path) -> None:
    import_rows(tmp_path, ACME)

    account = Account.objects.get()
    assert (account.key, account.name, account.segment.key) == ("acme", "acme", "retail")
    assert (account.annual_value, account.currency) == (Decimal("1200.500"), "EUR")
    assert Stakeholder.objects.get().account == account


def test_the_columns_may_come_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("team,stance,stakeholder,feature\nsales,-1,p1,dark-mode\n", "utf-8")

    import_generic(path, build_terms())

    assert read_preferences() == {("p1", "dark-mode", -1)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_byte_order_mark_and_either_line_end_pass(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    path = tmp_path / "answers.csv"
    lines = ["feature,stakeholder,stance,team", "Größe,p1,2,sales", ""]
    path.write_bytes(newline.join(lines).encode(encoding))

    import_generic(path, build_terms())

    assert read_preferences() == {("p1", "Größe", 2)}


def test_empty_rows_are_passed_over_and_counted_in_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("feature,stakeholder,stance,team\n\n,,,\na,p1,2,sales\nb,p1,7,sales\n", "utf-8")

    report = import_generic(path, build_terms(keep_good=True))

    assert report.rows == 2
    assert [fault.row for fault in report.faults.listed] == [5]


def test_spaces_around_a_cell_do_not_count(tmp_path: Path) -> None:
    import_rows(tmp_path, {"feature": " dark-mode ", "stance": " 1 "})

    assert read_preferences() == {("p1", "dark-mode", 1)}


def test_a_new_group_has_a_say_in_this_product_only(tmp_path: Path) -> None:
    build_product("other")

    import_rows(tmp_path, {}, ACME | {"stakeholder": "p2"})

    for group in Group.objects.all():
        assert [product.key for product in group.products.all()] == ["tutti"]


def test_known_groups_gain_a_say(tmp_path: Path) -> None:
    other = build_product("other")
    build_team("sales").products.add(other)
    segment = build_segment("retail")
    segment.products.add(other)
    build_account("acme", segment=segment)

    report = import_rows(tmp_path, {}, {"stakeholder": "p2", "team": "", "account": "acme"})

    with_say = Group.objects.with_say_in(Product.objects.get(key="tutti"))
    assert {group.key for group in with_say} == {"sales", "retail"}
    assert list(map(str, report.joined)) == ["segment retail", "team sales"]


def test_a_known_person_moves_to_the_team_that_the_file_names(tmp_path: Path) -> None:
    import_rows(tmp_path, {})

    report = import_rows(tmp_path, {"team": "support"})

    assert Stakeholder.objects.get().team == Group.objects.get(key="support")
    assert report.counts["people", "changed"] == 1
    assert report.counts["preferences", "unchanged"] == 1


def test_what_a_file_leaves_out_is_left_alone(tmp_path: Path) -> None:
    import_rows(tmp_path, {"feature_name": "Dark mode", "stakeholder_name": "Ann", "weight": "3"})

    import_rows(tmp_path, {})

    assert Feature.objects.get().name == "Dark mode"
    assert Stakeholder.objects.get().name == "Ann"
    assert Stakeholder.objects.get().weight == Decimal(3)


def test_facts_may_stand_in_any_row(tmp_path: Path) -> None:
    bare = {"team": "", "account": "acme", "segment": "", "weight": ""}

    import_rows(tmp_path, bare, ACME | {"stakeholder": "p2"})

    account = Account.objects.get()
    assert (account.segment.key, account.annual_value) == ("retail", Decimal("1200.500"))


def test_an_ordinary_account_is_found_among_all_of_the_file(tmp_path: Path) -> None:
    rows = [
        ACME | {"account": f"a{worth}", "stakeholder": f"p{worth}", "weight": str(worth)}
        for worth in (100, 300, 5000)
    ]

    import_rows(tmp_path, *rows)

    assert ReferenceWeight.objects.get(kind=GroupKind.SEGMENT).w_ref == Decimal(300)


def test_new_accounts_are_valued_in_the_money_of_the_known_ones(tmp_path: Path) -> None:
    build_account("old")
    Account.objects.update(currency="USD")

    import_rows(tmp_path, ACME)

    assert set(Account.objects.values_list("currency", flat=True)) == {"USD"}


def test_people_of_two_tools_are_two(tmp_path: Path) -> None:
    import_rows(tmp_path, {}, source="survey")

    import_rows(tmp_path, {}, source="forum")

    assert set(Stakeholder.objects.values_list("source", "external_id")) == {
        ("survey", "p1"),
        ("forum", "p1"),
    }


def test_the_product_keeps_its_name(tmp_path: Path) -> None:
    build_product("tutti", "Tutti")

    report = import_rows(tmp_path, {}, product_name="Another")

    assert Product.objects.get().name == "Tutti"
    assert report.counts["products", "unchanged"] == 1


def test_a_new_product_takes_the_name_given(tmp_path: Path) -> None:
    import_rows(tmp_path, {}, product_name="All of us")

    assert Product.objects.get().name == "All of us"


def test_the_second_import_changes_and_logs_nothing(tmp_path: Path) -> None:
    rows = [ACME, {"stakeholder": "p2", "stance": "-1", "stated_at": "2026-01-01"}]
    first = import_rows(tmp_path, *rows)

    second = import_rows(tmp_path, *rows)

    assert first.counts["preferences", "created"] == 2
    assert {outcome for (_, outcome), number in second.counts.items() if number} == {"unchanged"}
    assert second.counts["preferences", "unchanged"] == 2
    assert PreferenceEvent.objects.count() == 2


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    dry = import_rows(tmp_path, {}, ACME | {"stakeholder": "p2"}, dry_run=True)

    assert (Product.objects.count(), Group.objects.count(), Preference.objects.count()) == (0, 0, 0)
    wet = import_rows(tmp_path, {}, ACME | {"stakeholder": "p2"})
    assert (dry.counts, dry.notes) == (wet.counts, wet.notes)


def test_good_rows_are_kept_when_asked_for(tmp_path: Path) -> None:
    rows = [{}, {"stakeholder": "p2", "stance": "7"}, {"stakeholder": "p3"}]

    report = import_rows(tmp_path, *rows, keep_good=True)

    assert read_preferences() == {("p1", "dark-mode", 2), ("p3", "dark-mode", 2)}
    assert report.counts["preferences", "created"] == 2
    assert report.counts["preferences", "refused"] == 1
    assert [(fault.row, fault.column) for fault in report.faults.listed] == [(3, "stance")]


def test_what_depends_on_a_refused_row_is_left_out_too(tmp_path: Path) -> None:
    rows = [{"stakeholder": "p2", "team": "=1+1"}, {}, {"feature": "x", "feature_name": "@x"}]

    report = import_rows(tmp_path, *rows, keep_good=True)

    assert read_preferences() == {("p1", "dark-mode", 2)}
    assert report.counts["preferences", "refused"] == 2
    assert [(f.row, f.column) for f in report.faults.listed] == [(2, "team"), (4, "feature_name")]


def test_what_a_merged_feature_is_told_is_refused_by_row(tmp_path: Path) -> None:
    product = build_product("tutti")
    target = build_feature("night", product=product)
    build_feature("dark-mode", product=product, merged_into=target)

    report = import_rows(tmp_path, {"feature": "night"}, {}, keep_good=True)

    assert read_preferences() == {("p1", "night", 2)}
    assert [(fault.row, fault.column) for fault in report.faults.listed] == [(3, "feature")]
    assert report.counts["preferences", "refused"] == 1


def test_an_account_without_weight_is_told_of(tmp_path: Path) -> None:
    report = import_rows(tmp_path, ACME | {"weight": ""})

    assert report.notes == ["New accounts without a weight: 1; they are heard, but weigh nothing."]
