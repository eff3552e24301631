"""The command line imports a file and tells what came of it."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from products.models import Feature, Product
from stakeholders.models import Account, Preference
from tests.backend.integrations.importers.exports import pack
from tests.backend.integrations.importers.files import write_conversation, write_csv

pytestmark = pytest.mark.django_db


def call(*arguments: object) -> str:
    """Call the command with ARGUMENTS and give what it prints."""
    out = StringIO()
    call_command("import_file", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_preference_file_is_imported_and_reported(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "answers.csv", {}, {"stakeholder": "p2"})

    lines = call("csv", path, "--product", "tutti", "--product-name", "Tutti").splitlines()

    assert [line.split() for line in lines[:6]] == [
        ["created", "changed", "unchanged", "refused"],
        ["products", "1", "0", "0", "0"],
        ["teams", "1", "0", "0", "0"],
        ["people", "2", "0", "0", "0"],
        ["features", "1", "0", "0", "0"],
        ["preferences", "2", "0", "0", "0"],
    ]
    assert lines[6].startswith("2 rows read, 2 preferences written, in ")
    assert lines[6].endswith(" preferences a second.")
    assert Product.objects.get().name == "Tutti"


def test_a_conversation_is_imported(tmp_path: Path) -> None:
    votes = [{"participant": "4", "group-id": "0", "0": "1"}, {"participant": "5", "0": "1"}]
    write_conversation(tmp_path, {"0": "Build more homes."}, votes)

    printed = call("polis", tmp_path, "--product", "housing")

    assert "Rows left out, of people in no group: 1." in printed.splitlines()
    assert Preference.objects.count() == 1


def test_a_refused_file_ends_with_code_two_and_writes_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "answers.csv", {}, {"stakeholder": "p2", "stance": "7"})

    with pytest.raises(CommandError) as ended:
        call("csv", path, "--product", "tutti")

    assert ended.value.returncode == 2
    headline, line = str(ended.value).splitlines()
    assert headline == "nothing was written."
    assert line.startswith(f"{path}, row 3, column stance: '7' is no stance;")
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("database is locked", "the database is busy: database is locked; nothing was written."),
        (
            "canceling statement due to lock timeout\nCONTEXT: ...",
            "the database is busy: canceling statement due to lock timeout; nothing was written.",
        ),
        ("disk I/O error", "the database failed: disk I/O error; nothing was written."),
    ],
)
def test_a_database_that_fails_ends_with_code_two(tmp_path: Path, reason: str, told: str) -> None:
    path = write_csv(tmp_path / "answers.csv", {})

    def fail(execute: Callable[..., object], sql: str, *arguments: object) -> object:
        if "stakeholders_preference" in sql:
            raise OperationalError(reason)
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail), pytest.raises(CommandError) as ended:
        call("csv", path, "--product", "tutti")

    assert (ended.value.returncode, str(ended.value)) == (2, told)
    assert not Product.objects.exists()


def test_what_is_left_out_is_listed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "answers.csv", {}, {"stakeholder": "p2", "stance": "7"})

    lines = call("csv", path, "--product", "tutti", "--keep-good").splitlines()

    assert lines[-2] == "Refused and left out:"
    assert lines[-1].startswith(f"{path}, row 3, column stance: '7' is no stance;")
    assert Preference.objects.count() == 1


def test_a_dry_run_says_that_nothing_was_written(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "answers.csv", {})

    lines = call("csv", path, "--product", "tutti", "--dry-run").splitlines()

    assert lines[-1] == "This was a dry run: nothing was written."
    assert not Product.objects.exists()


def test_no_progress_bar_is_drawn_but_on_a_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    call("csv", write_csv(tmp_path / "answers.csv", {}), "--product", "tutti")

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("arguments", [("csv", "x.csv"), ("fax", "x", "--product", "tutti")])
def test_an_incomplete_command_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call(*arguments)


def test_an_export_of_a_tool_is_imported_as_the_options_say(tmp_path: Path) -> None:
    backup = {
        "posts.json": [{"id": 1, "number": 7, "title": "Dark mode", "status": 0}],
        "users.json": [{"id": 2, "name": "Ann", "email": "", "role": 1, "status": 1}],
        "post_votes.json": [{"user_id": 2, "post_id": 1, "created_at": "2026-03-01T10:00:00Z"}],
    }
    path = pack(tmp_path / "backup.zip", backup)

    options = ("--segment", "users", "--worth", "12.50", "--stage", "Open = discovery")
    call("fider", path, "--product", "tutti", *options)

    assert Account.objects.values_list("segment__key", "annual_value").get() == (
        "users",
        Decimal("12.5"),
    )
    assert Feature.objects.values_list("name", "stage").get() == ("Dark mode", "DISCOVERY")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--segment", "s"), ("--team", "t"), ("--worth", "1"), ("--stage", "a=MATURITY")],
)
def test_a_file_that_says_where_people_belong_takes_no_place_for_them(
    tmp_path: Path, option: str, value: str
) -> None:
    path = write_csv(tmp_path / "answers.csv", {})

    with pytest.raises(CommandError, match=f"{option}: a file of the form 'csv' says this itself."):
        call("csv", path, "--product", "tutti", option, value)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--stage", "open", "write WORD=STAGE, with a stage of CONCEPTION, "),
        ("--stage", "open=soon", "write WORD=STAGE, with a stage of CONCEPTION, "),
        ("--worth", "-1", "'-1' is no number from 0"),
    ],
)
def test_an_option_that_means_nothing_is_refused(option: str, value: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call("fider", "x", "--product", "tutti", f"{option}={value}")
