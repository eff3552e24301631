"""Writing rows by the caller's own keys: twice is once, and a fault undoes all."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from products.faults import RowFault, RowsRefusedError
from products.models import Feature, Objective, Product
from products.upserts import Outcome, Upserted, upsert
from stakeholders.models import Stakeholder
from tests.builders import build_feature, build_product, build_stakeholder

pytestmark = pytest.mark.django_db


def write(*entries: dict[str, Any]) -> list[Upserted[Product]]:
    """Write ENTRIES as products."""
    return upsert(Product, entries, keys=("key",))


def outcomes(written: list[Upserted[Any]]) -> list[Outcome]:
    """Tell what became of each row."""
    return [item.outcome for item in written]


def test_an_unknown_key_makes_a_row() -> None:
    written = write({"key": "tutti", "name": "Tutti", "vision": "Everybody plays."})

    assert outcomes(written) == [Outcome.CREATED]
    assert written[0].changes == {"key", "name", "vision"}
    assert Product.objects.get() == written[0].row
    assert Product.objects.get().vision == "Everybody plays."


def test_the_same_entry_again_changes_nothing() -> None:
    entry = {"key": "tutti", "name": "Tutti", "source": "jira", "external_id": "7"}
    first = write(entry)[0].row

    again = write(entry)

    assert outcomes(again) == [Outcome.UNCHANGED]
    assert again[0].changes == frozenset()
    assert Product.objects.get().updated_at == first.updated_at


def test_a_field_that_is_left_out_stays() -> None:
    first = write({"key": "tutti", "name": "Tutti", "vision": "Everybody plays."})[0].row

    again = write({"key": "tutti", "name": "Tutti 2"})

    row = Product.objects.get()
    assert outcomes(again) == [Outcome.CHANGED]
    assert again[0].before == {"name": "Tutti"}
    assert (row.name, row.vision) == ("Tutti 2", "Everybody plays.")
    assert row.updated_at > first.updated_at
    assert row.public_id == first.public_id


def test_a_row_is_found_by_its_source_when_its_key_changes() -> None:
    write({"key": "old", "name": "Tutti", "source": "jira", "external_id": "7"})

    written = write({"key": "new", "source": "jira", "external_id": "7"})

    assert outcomes(written) == [Outcome.CHANGED]
    assert Product.objects.get().key == "new"


def test_a_source_adopts_the_row_that_its_key_names() -> None:
    build_product("tutti")

    written = write({"key": "tutti", "source": "jira", "external_id": "7"})
    again = write({"source": "jira", "external_id": "7", "name": "From Jira"})

    assert outcomes(written + again) == [Outcome.CHANGED, Outcome.CHANGED]
    assert Product.objects.get().name == "From Jira"


def test_the_same_external_id_of_another_source_is_another_row() -> None:
    write({"key": "a", "name": "A", "source": "jira", "external_id": "7"})

    written = write({"key": "b", "name": "B", "source": "trello", "external_id": "7"})

    assert outcomes(written) == [Outcome.CREATED]
    assert Product.objects.count() == 2


def test_a_row_of_one_source_is_not_adopted_by_another() -> None:
    write({"key": "tutti", "name": "Tutti", "source": "jira", "external_id": "7"})

    with pytest.raises(RowsRefusedError) as refused:
        write({"key": "tutti", "source": "trello", "external_id": "1"})

    assert refused.value.faults == (
        RowFault(0, "external_id", "CONFLICT", "This row is '7' of 'jira'."),
    )


def test_a_key_that_differs_only_in_capitals_is_refused_with_the_one_that_is_there() -> None:
    build_product("cadenza")

    with pytest.raises(RowsRefusedError) as refused:
        write({"key": "Cadenza", "name": "Cadenza"}, {"key": "New"}, {"key": "neW", "name": "New"})

    assert [(fault.row, fault.code, fault.message) for fault in refused.value.faults] == [
        (0, "CONFLICT", "'cadenza' is there already; write it so."),
        (1, "REQUIRED", "This field cannot be blank."),
    ]


def test_a_key_that_names_another_row_is_refused() -> None:
    write({"key": "a", "name": "A", "source": "jira", "external_id": "7"})
    build_product("b")

    with pytest.raises(RowsRefusedError) as refused:
        write({"key": "b", "source": "jira", "external_id": "7"})

    assert refused.value.faults == (RowFault(0, "key", "CONFLICT", "'b' names another row."),)


def test_an_external_id_that_names_another_row_is_refused() -> None:
    one, other = build_stakeholder("one"), build_stakeholder("other")
    Stakeholder.objects.filter(pk=one.pk).update(source="", external_id="")

    with pytest.raises(RowsRefusedError) as refused:
        upsert(
            Stakeholder,
            [{"id": one.pk, "source": other.source, "external_id": other.external_id}],
            keys=(),
        )

    assert refused.value.faults == (
        RowFault(0, "external_id", "CONFLICT", "'other' of 'tests' is another row."),
    )


def test_a_row_of_another_scope_is_refused() -> None:
    here, there = build_product("here"), build_product("there")
    theirs = Feature.objects.create(
        product=there, key="search", name="Search", source="jira", external_id="7"
    )

    with pytest.raises(RowsRefusedError) as refused:
        upsert(
            Feature,
            [{"key": "search", "name": "Ours", "source": "jira", "external_id": "7"}],
            keys=("key",),
            scope={"product_id": here.pk},
        )

    assert refused.value.faults == (
        RowFault(0, "external_id", "CONFLICT", "'7' belongs elsewhere."),
    )
    theirs.refresh_from_db()
    assert theirs.name == "Search"


def test_a_row_is_found_by_its_id_and_an_unknown_id_is_refused() -> None:
    person = build_stakeholder("Ada")

    written = upsert(Stakeholder, [{"id": person.pk, "name": "Ada L."}], keys=())
    with pytest.raises(RowsRefusedError) as refused:
        upsert(Stakeholder, [{"id": person.pk + 1, "name": "Nobody"}], keys=())

    assert outcomes(written) == [Outcome.CHANGED]
    assert refused.value.faults == (RowFault(0, "id", "UNKNOWN", "There is no such row."),)


def test_a_row_named_twice_in_a_batch_is_written_once() -> None:
    written = write(
        {"key": "tutti", "name": "Tutti"},
        {"key": "tutti", "name": "Tutti 2"},
        {"key": "tutti", "name": "Tutti 2"},
    )

    assert outcomes(written) == [Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED]
    assert len({item.row.pk for item in written}) == 1
    assert Product.objects.get().name == "Tutti 2"


def test_a_known_row_changed_twice_in_a_batch_ends_as_the_last_says() -> None:
    build_product("tutti", "Tutti")

    written = write({"key": "tutti", "name": "A"}, {"key": "tutti", "vision": "B"})

    assert [item.before for item in written] == [{"name": "Tutti"}, {"vision": ""}]
    assert Product.objects.values_list("name", "vision").get() == ("A", "B")


def test_a_key_that_was_given_up_in_the_same_batch_is_not_free_yet() -> None:
    write({"key": "old", "name": "Tutti", "source": "jira", "external_id": "7"})

    with pytest.raises(RowsRefusedError) as refused:
        write(
            {"key": "new", "source": "jira", "external_id": "7"}, {"key": "old", "name": "Another"}
        )

    assert refused.value.faults == (RowFault(1, "key", "CONFLICT", "'old' names another row."),)


@pytest.mark.parametrize(
    ("entry", "field", "code"),
    [
        ({"name": "No key"}, "key", "REQUIRED"),
        ({"key": "a"}, "name", "REQUIRED"),
        ({"key": "a", "name": ""}, "name", "INVALID"),
        ({"key": "=a", "name": "A"}, "key", "INVALID"),
        ({"key": "a", "name": "A\n"}, "name", "INVALID"),
        ({"key": "a" * 101, "name": "A"}, "key", "INVALID"),
        ({"key": "a", "name": None}, "name", "INVALID"),
        ({"key": "a", "name": "A", "currency": "eur"}, "currency", "INVALID"),
        ({"key": "a", "name": "A", "exposure": "SOME"}, "exposure", "INVALID"),
        ({"key": "a", "name": "A", "vision": "a\0b"}, "vision", "INVALID"),
        ({"key": "a", "name": "A", "vision": "half \ud800"}, "vision", "INVALID"),
        ({"key": "a", "name": "A", "source": "s" * 61}, "source", "INVALID"),
    ],
)
def test_a_fault_is_refused_with_its_field_and_code(
    entry: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(RowsRefusedError) as refused:
        write(entry)

    assert [(f.row, f.field, f.code) for f in refused.value.faults] == [(0, field, code)]
    assert not Product.objects.exists()


@pytest.mark.parametrize("moment", [datetime(2026, 1, 1), "2026-01-01T00:00:00"])  # noqa: DTZ001 -- the fault
def test_a_moment_without_a_time_zone_is_refused(moment: object) -> None:
    entry = {"key": "a", "title": "A", "achieved_at": moment}

    with pytest.raises(RowsRefusedError) as refused:
        upsert(Objective, [entry], keys=("key",), scope={"product_id": build_product().pk})

    assert refused.value.faults == (
        RowFault(0, "achieved_at", "INVALID", "This needs a time zone."),
    )


def test_a_moment_with_a_time_zone_is_kept() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    entry = {"key": "a", "title": "A", "achieved_at": noon}

    upsert(Objective, [entry], keys=("key",), scope={"product_id": build_product().pk})

    assert Objective.objects.get().achieved_at == noon


@pytest.mark.parametrize("weight", [Decimal("NaN"), Decimal(-1), Decimal("0.0001"), "much"])
def test_a_number_that_its_column_cannot_take_is_refused(weight: object) -> None:
    with pytest.raises(RowsRefusedError) as refused:
        upsert(Stakeholder, [{"id": build_stakeholder().pk, "weight": weight}], keys=())

    assert [fault.field for fault in refused.value.faults] == ["weight"]


@pytest.mark.parametrize("value", [{}, {"product_id": None}])
def test_a_row_needs_what_it_cannot_be_without(value: dict[str, None]) -> None:
    with pytest.raises(RowsRefusedError) as refused:
        upsert(Feature, [{"key": "a", "name": "A"} | value], keys=("key",))

    assert refused.value.faults == (RowFault(0, "product", "REQUIRED", "This is needed."),)


def test_all_faulty_rows_are_told_and_nothing_is_written() -> None:
    entries = [{"key": f"key-{number}", "name": "A"} for number in range(5_002)]
    entries[1]["name"] = ""
    entries[5_001]["key"] = "=1"

    with pytest.raises(RowsRefusedError, match=r"row 1, name: .*; row 5001, key: ") as refused:
        write(*entries)

    assert [(f.row, f.field) for f in refused.value.faults] == [(1, "name"), (5_001, "key")]
    assert not Product.objects.exists()


def test_six_thousand_rows_are_written_in_one_call() -> None:
    entries = [{"key": f"key-{number}", "name": "A"} for number in range(6_000)]
    write(*entries)

    again = write(*entries[:-1], {"key": "key-5999", "name": "B"})

    assert Product.objects.filter(name="A").count() == 5_999
    assert outcomes(again).count(Outcome.UNCHANGED) == 5_999
    assert outcomes(again)[-1] is Outcome.CHANGED


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_known_rows_cost_the_same_queries_however_many_they_are(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product()
    entries = [{"key": build_feature(product=product).key, "name": "New"} for _ in range(rows)]

    with django_assert_num_queries(4):  # savepoint, read, write, release
        upsert(Feature, entries, keys=("key",), scope={"product_id": product.pk})
