"""A key that differs from another one only in capitals is refused, before it makes a second row."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature, Product
from stakeholders.models import Account, Group, Preference, Stakeholder
from tests.backend.integrations.importers.files import (
    import_conversation,
    import_rows,
    read_preferences,
    write_conversation,
)
from tests.builders import build_account, build_feature, build_product, build_segment, build_team

pytestmark = pytest.mark.django_db

ACME = {"team": "", "account": "acme", "segment": "retail"}
SPELLINGS = [
    ({}, {"team": "Sales"}, "team", "sales"),
    ({}, {"feature": "Dark-Mode"}, "feature", "dark-mode"),
    (ACME, ACME | {"account": "Acme"}, "account", "acme"),
    (ACME, ACME | {"account": "other", "segment": "RETAIL"}, "segment", "retail"),
]


def count_rows() -> list[int]:
    """Count what an import may have written, by model."""
    return [model.objects.count() for model in (Product, Feature, Group, Account, Stakeholder)]


def refuse(path: Path, *rows: dict[str, str], **terms: str) -> str:
    """Import ROWS, which have to be refused, and give the message."""
    with pytest.raises(FileRefusedError) as refused:
        import_rows(path, *rows, **terms)
    return str(refused.value).replace(f"{path}/", "")


@pytest.mark.parametrize(("_first", "second", "column", "known"), SPELLINGS)
def test_a_key_that_is_there_in_other_capitals_is_refused(
    tmp_path: Path, _first: dict[str, str], second: dict[str, str], column: str, known: str
) -> None:
    build_team("sales")
    build_account("acme", segment=build_segment("retail"))
    build_feature("dark-mode", product=build_product("tutti"))
    before = count_rows()

    message = refuse(tmp_path, {"feature": "x", "stakeholder": "p0", "team": "ops"}, second)

    place = f"answers.csv, row 3, column {column}"
    assert message == f"{place}: {known!r} is there already; write it so."
    assert count_rows() == before


@pytest.mark.parametrize(("first", "second", "column", "known"), SPELLINGS)
def test_two_spellings_in_one_file_are_refused(
    tmp_path: Path, first: dict[str, str], second: dict[str, str], column: str, known: str
) -> None:
    message = refuse(tmp_path, first, {"stakeholder": "p2"} | second)

    place = f"answers.csv, row 3, column {column}"
    assert message == f"{place}: earlier rows write {known!r}; write a key in one way."
    assert count_rows() == [0] * 5


def test_someone_whose_team_is_spelled_in_two_ways_is_told_of_once(tmp_path: Path) -> None:
    message = refuse(tmp_path, {}, {"feature": "x", "team": "Sales"})

    assert message.splitlines() == [
        "answers.csv, row 3, column team: earlier rows write 'sales'; write a key in one way."
    ]


def test_the_first_spelling_is_kept_with_the_good_rows(tmp_path: Path) -> None:
    import_rows(tmp_path, {}, {"stakeholder": "p2", "team": "Sales"}, keep_good=True)

    assert read_preferences() == {("p1", "dark-mode", 2)}
    assert [group.key for group in Group.objects.all()] == ["sales"]


def test_a_product_that_is_there_in_other_capitals_is_refused(tmp_path: Path) -> None:
    build_product("cadenza")

    message = refuse(tmp_path, {}, product="Cadenza")

    assert message == "--product: 'cadenza' is there already; write it so."
    assert Product.objects.count() == 1


def test_capitals_count_in_the_ids_of_people(tmp_path: Path) -> None:
    import_rows(tmp_path, {"stakeholder": "u1A"}, {"stakeholder": "u1a"})

    assert Preference.objects.count() == 2


def test_a_group_of_a_conversation_leaves_a_team_in_other_capitals_alone(tmp_path: Path) -> None:
    team = build_team("g0")
    votes = [{"participant": "4", "group-id": "0", "0": "1"}]

    import_conversation(write_conversation(tmp_path, {"0": "Build more homes."}, votes))

    assert not team.members.exists()
    assert Stakeholder.objects.get().team == Group.objects.get(key="tutti-G0")
