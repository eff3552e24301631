"""What is wrong with a file is told in German to whoever reads German."""

from io import BytesIO
from pathlib import Path

import pytest
from django.utils.translation import override

from backend.integrations.importers.faults import Fault, Faults, FileRefusedError
from backend.integrations.importers.json_items import read_items
from backend.integrations.importers.lines import ROW_BYTES
from backend.integrations.importers.meanings import read_meaning
from backend.integrations.importers.naming import describe_names
from backend.integrations.importers.values import ValueRefusedError
from products.lifecycle import LifecycleStage
from tests.backend.integrations.importers.exports import pack, run
from tests.backend.integrations.importers.files import import_rows

POST = {"id": "p1", "title": "Dark mode", "status": "Icebox", "score": 3}


def refuse(content: bytes) -> str:
    """Give why CONTENT, which is to hold a list of posts, is refused."""
    with override("de"), pytest.raises(FileRefusedError) as caught:
        list(read_items(BytesIO(content), "x.json", Faults(), within=["data", "posts"]))
    return str(caught.value)


def test_a_fault_names_row_and_column() -> None:
    fault = Fault("answers.csv", 1234, "stance", "…")

    with override("de"):
        told = str(fault)

    assert told == "answers.csv, Zeile 1234, Spalte stance: …"


def test_faults_that_are_not_listed_are_counted() -> None:
    faults = Faults(listed=[Fault("answers.csv", 0, "", "…")], count=1201)

    with override("de"):
        told = str(faults)

    assert told == "answers.csv: …\n... und 1.200 weitere"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{}", "x.json: hierin ist keine Liste 'data' oder 'posts'."),
        (b"[1", "x.json, Zeile 1: dies ist kein JSON: Erwartet war , oder ], nicht das Ende"),
        (b'["\xff"]', "x.json, Zeile 1: dies ist kein UTF-8 (Byte 0xFF)."),
        (b'["' + b"x" * ROW_BYTES, "x.json, Zeile 1: dies hat mehr als 8.000.000 Bytes;"),
    ],
)
def test_what_is_no_json_is_refused(content: bytes, told: str) -> None:
    assert refuse(content).startswith(told)


def test_a_meaning_is_asked_for() -> None:
    with override("de"), pytest.raises(ValueRefusedError) as caught:
        read_meaning("Icebox")

    stages = ", ".join(LifecycleStage)
    assert str(caught.value) == f"schreiben Sie WORT=PHASE, mit einer Phase von {stages}"


def test_names_that_were_changed_are_counted() -> None:
    with override("de"):
        told = describe_names(["Two\nlines"])

    assert told == [
        (
            "Namen, die in eine Zeile gebracht wurden, mit einfachen Leerzeichen: 1; "
            "die Zusammenfassung enthält den ganzen Text."
        )
    ]


@pytest.mark.django_db
def test_a_row_that_contradicts_an_earlier_one_is_refused(tmp_path: Path) -> None:
    with override("de"), pytest.raises(FileRefusedError) as caught:
        import_rows(tmp_path, {}, {"feature": "api-v2", "team": "ops"})

    assert caught.value.faults.listed == [
        Fault(
            str(tmp_path / "answers.csv"),
            3,
            "team",
            "frühere Zeilen haben 'p1' in einem anderen Team oder bei einem anderen Kunden.",
        )
    ]


@pytest.mark.django_db
def test_a_status_of_unknown_meaning_is_noted(tmp_path: Path) -> None:
    with override("de"):
        report = run("canny", pack(tmp_path / "a.zip", {"posts.json": {"posts": [POST]}}))

    assert report.notes == [
        (
            "Status von unbekannter Bedeutung: 'Icebox' (1); neue Features mit ihnen sind in "
            "der Phase Konzeption (--stage 'WORT=PHASE' sagt, was sie heißen)."
        )
    ]
