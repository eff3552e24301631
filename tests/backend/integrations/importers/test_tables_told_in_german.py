"""What is wrong with a table is told in the language of whoever reads it."""

from pathlib import Path

import pytest
from django.utils.translation import override

from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.preference_rows import read_values
from backend.integrations.importers.reading import open_sheet
from backend.integrations.importers.typed import write_text
from backend.integrations.importers.values import ValueRefusedError, read_stance

ROW = {"feature": "dark-mode", "stakeholder": "p1", "team": "sales", "stance": "2"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "es gibt keine Kopfzeile; die erste Zeile muss die Spalten nennen."),
        ("a;b\n", "die Kopfzeile hat kein Komma; trennen Sie die Spalten durch Kommas."),
        ("a,a\n", "diese Spalte ist doppelt da."),
        ("a,b\n", "diese Spalte fehlt."),
    ],
)
def test_a_header_is_refused_in_german(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(content, encoding="utf-8")

    with override("de"), pytest.raises(FileRefusedError) as refused:
        open_sheet(path, needed=("stance",))

    assert [fault.message for fault in refused.value.faults.listed] == [told]


def test_what_no_cell_may_hold_is_told_in_german() -> None:
    with override("de"), pytest.raises(ValueRefusedError) as refused:
        write_text(True)  # noqa: FBT003 -- as a workbook gives it

    assert str(refused.value) == "true ist weder ein Text noch eine Zahl."


def test_a_row_is_refused_in_german_with_german_figures() -> None:
    with override("de"):
        _values, problems = read_values(ROW | {"feature": "x" * 9_000, "account": "acme"})

    assert problems == [
        ("feature", "dies hat 9.000 Zeichen und ist viel zu lang."),
        (
            "account",
            "eine Person gehört zu einem Team oder zu einem Kunden; lassen Sie eines davon leer.",
        ),
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (None, "'grand' is no stance; write -2 to 2 or one of {names}."),
        ("de", "'grand' ist keine Haltung; schreiben Sie -2 bis 2 oder eines von {names}."),
    ],
)
def test_the_names_of_values_are_never_translated(language: str | None, told: str) -> None:
    with override(language), pytest.raises(ValueRefusedError) as refused:
        read_stance("grand")

    names = "strongly oppose, oppose, neutral, support, strongly support"
    assert str(refused.value) == told.format(names=names)
