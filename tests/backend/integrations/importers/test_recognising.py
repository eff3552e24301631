"""A file is recognised by what is in it; one of another tool is told as what it is."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.recognising import LIKELY, look, recognise
from backend.integrations.importers.registry import FORMS, run_form
from products.models import Product
from tests.backend.integrations.importers.files import build_terms
from tests.backend.integrations.importers.forms import write_form
from tests.backend.integrations.importers.samples import (
    FIDER_CSV,
    SAMPLES,
    write_fider_backup,
    write_sample,
)


def test_there_is_a_sample_of_all_that_can_be_recognised() -> None:
    assert set(LIKELY) == set(SAMPLES)
    assert set(LIKELY) < set(FORMS)


@pytest.mark.parametrize("form", SAMPLES)
def test_each_form_is_recognised_and_taken_for_no_other(tmp_path: Path, form: str) -> None:
    assert recognise(write_sample(tmp_path, form)) == [form]


def test_a_backup_of_fider_is_no_export_of_canny_although_both_have_posts(tmp_path: Path) -> None:
    assert recognise(write_fider_backup(tmp_path)) == ["fider"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson", "parquet"])
def test_preferences_are_recognised_in_each_form(tmp_path: Path, form: str) -> None:
    assert recognise(write_form(tmp_path, form, [{}])) == ["file"]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04", b"{}", b"\xff\xfe\x00"])
def test_what_is_nothing_known_is_not_recognised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.csv"
    path.write_bytes(content)

    assert recognise(path) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "form", "told"),
    [
        ("canny", "fider", "this looks like Fider: import it as 'fider'."),
        ("csv", "jira", "this looks like Jira: import it as 'jira'."),
        ("file", "canny", "this looks like Canny: import it as 'canny'."),
        ("polis", "productboard", "this looks like Productboard: import it as 'productboard'."),
        ("linear", "file", "this looks like Preferences: import it as 'file'."),
    ],
)
def test_a_file_of_another_tool_is_told_as_what_it_is(
    tmp_path: Path, asked: str, form: str, told: str
) -> None:
    path = write_sample(tmp_path, form)

    with pytest.raises(FileRefusedError) as refused:
        run_form(asked, path, build_terms())

    messages = [fault.message for fault in refused.value.faults.listed]
    assert (len(messages), messages[-1]) == (2, told)
    assert not Product.objects.exists()


@pytest.mark.django_db
def test_a_bad_row_of_the_right_tool_is_told_of_alone(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f"{FIDER_CSV}2,,,4,open,\n", "utf-8")

    with pytest.raises(FileRefusedError) as refused:
        run_form("fider", path, build_terms())

    assert [(each.row, each.column) for each in refused.value.faults.listed] == [(3, "title")]


def test_a_look_passes_by_rows_that_are_wrong(tmp_path: Path) -> None:
    header, good, _ = FIDER_CSV.split("\n")
    path = tmp_path / "posts.csv"
    path.write_text(f"{header}\n1,,,4,open,\n{good}\n", "utf-8")

    look("fider", path)

    with pytest.raises(FileRefusedError, match="this column is missing"):
        look("quackback", path)
