"""A file is shown first, then written as it was shown; written again, it changes nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from backend.access.models import AuditEntry, FileImport
from backend.integrations.carrying.catalogue import FEATURES
from backend.integrations.carrying.nouns import Noun
from backend.integrations.carrying.registry import NOUNS
from products.models import Feature, Insight, Objective, Product
from stakeholders.models import Account, Group, Stakeholder
from tests.admin_pages import log_in
from tests.admin_rows import find_untruths
from tests.backend.integrations.carrying.files import (
    carry,
    confirm,
    count,
    find_address,
    list_messages,
    send,
    tell,
    tell_new,
    write_csv,
    write_xlsx,
)
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

HEADER = ("product", "key", "name", "effort", "objectives")


@pytest.fixture
def browser() -> Client:
    return log_in()


def build_some() -> None:
    """Build a product with a feature that serves an objective, and another objective."""
    product = build_product("app")
    feature = build_feature("old", "Old", product=product, effort=Decimal(2))
    feature.objectives.add(build_objective("first", product=product))
    build_objective("second", product=product)


FILE = write_csv(
    HEADER,
    ["app", "new", "New", "1.5", "first, second"],
    ["app", "old", "Older", "", "second"],
    ["app", "wrong", "=1+1", "", ""],
)


def test_a_preview_writes_nothing_and_shows_old_and_new(browser: Client) -> None:
    build_some()
    entries = AuditEntry.objects.count()

    preview = send(browser, Feature, FILE)

    assert tell(preview) == [
        (2, "CREATED", []),
        (3, "CHANGED", [("name", "Old", "Older"), ("objectives", "first", "second")]),
        (4, "REFUSED", [("name", "INVALID")]),
    ]
    assert list(Feature.objects.values_list("name", flat=True)) == ["Old"]
    assert (AuditEntry.objects.count(), FileImport.objects.count()) == (entries, 0)
    assert "Older" in preview.content.decode()


def test_a_preview_shows_the_cells_of_new_rows_as_they_will_be_read(browser: Client) -> None:
    build_some()

    preview = send(browser, Feature, FILE)

    assert tell_new(preview) == {
        2: {
            "product": "app",
            "key": "new",
            "name": "New",
            "effort": "1.5",
            "objectives": "first,second",
        }
    }
    text = preview.content.decode()
    assert "<td>app</td><td>new</td><td>New</td><td>1.5</td><td>first,second</td></tr>" in text


def test_a_confirmed_file_is_written_as_it_was_shown(browser: Client) -> None:
    build_some()

    told = carry(browser, Feature, FILE, name="features.csv")

    assert told == "Imported: 1 new, 1 changed, 0 unchanged, 1 left out."
    rows = Feature.objects.order_by("key").values_list("key", "name", "effort")
    assert list(rows) == [("new", "New", Decimal("1.5")), ("old", "Older", Decimal(2))]
    new, old = Feature.objects.order_by("key")
    assert [row.key for row in new.objectives.order_by("key")] == ["first", "second"]
    assert [row.key for row in old.objectives.all()] == ["second"]
    entry = AuditEntry.objects.filter(noun="products.feature").latest("pk")
    assert entry.interface == "IMPORT"
    assert entry.actor == f"user:{User.objects.get().pk}"


def test_the_same_file_again_changes_nothing_and_says_so(browser: Client) -> None:
    build_some()
    carry(browser, Feature, FILE)

    preview = send(browser, Feature, FILE)

    assert count(preview) == {"UNCHANGED": 2, "REFUSED": 1}
    assert "There is nothing to write: 1 row was refused." in preview.content.decode()


def test_a_row_that_changed_since_the_preview_stops_the_import(browser: Client) -> None:
    build_some()
    preview = send(browser, Feature, FILE)
    Feature.objects.filter(key="old").update(name="Changed meanwhile")

    answer = confirm(browser, preview)

    assert "other rows have changed" in list_messages(answer)[0]
    assert list_messages(answer)[0].endswith("Look again at the rows 3.")
    assert tell(answer)[1] == (
        3,
        "CHANGED",
        [("name", "Changed meanwhile", "Older"), ("objectives", "first", "second")],
    )
    assert Feature.objects.get().name == "Changed meanwhile"
    assert list_messages(confirm(browser, answer))[0].startswith("Imported: 1 new, 1 changed")


def test_the_file_is_gone_once_it_is_written_or_forgotten(browser: Client, uploads: Path) -> None:
    build_some()
    first = send(browser, Feature, FILE)
    (folder,) = uploads.iterdir()
    assert (folder.stat().st_mode & 0o777, uploads.stat().st_mode & 0o777) == (0o700, 0o700)
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}

    confirm(browser, first)
    again = browser.post(find_address(first), {"write": "yes"})
    second = send(browser, Feature, FILE)
    browser.post(find_address(second), {"forget": "yes"})

    assert again.status_code == 404
    assert list(uploads.iterdir()) == []


def test_an_empty_cell_leaves_what_stands_or_empties_it(browser: Client) -> None:
    build_some()
    file = write_csv(HEADER, ["app", "old", "", "", ""])

    left = send(browser, Feature, file)
    emptied = send(browser, Feature, file, empties="on")

    assert tell(left) == []
    assert count(left) == {"UNCHANGED": 1}
    assert tell(emptied) == [(2, "CHANGED", [("effort", "2", ""), ("objectives", "first", "")])]


def test_a_workbook_is_read_by_what_its_cells_are(browser: Client) -> None:
    build_product("app")
    rows = (
        ["Product", "KEY", "title", "target date"],
        ["app", 2026, "Grow", date(2026, 3, 31)],
        ["app", "x", ('="a"&"b"', "ab"), ("=TODAY()", 46112)],
        ["app", "y", ("=1/0", "#DIV/0!"), ""],
    )

    told = carry(browser, Objective, write_xlsx(*rows, formats={3: "dd.mm.yyyy"}))

    assert told == "Imported: 2 new, 0 changed, 0 unchanged, 1 left out."
    found = Objective.objects.order_by("key").values_list("key", "title", "target_date")
    day = date(2026, 3, 31)
    assert list(found) == [("2026", "Grow", day), ("x", "ab", day)]


def build_people() -> None:
    """Build a team, a segment, and a customer with a voice about a feature."""
    build_team("design")
    account = build_account("acme", segment=build_segment("retail"), annual_value=500)
    build_preference(build_stakeholder("Ann", account=account), build_feature())


EACH: dict[type[Model], tuple[list[Any], list[Any], str]] = {
    Product: (["key", "name", "vision"], ["site", "Site", "=Fun"], "vision"),
    Objective: (["product", "key", "title"], ["app", "grow", "Grow"], "title"),
    Feature: (["product", "key", "name", "tags"], ["app", "dark", "Dark", "a, b"], "name"),
    Insight: (
        ["product", "source", "external_id", "kind", "title"],
        ["app", "crm", "7", "usage data", "They leave"],
        "title",
    ),
    Group: (["kind", "key", "name", "products"], ["team", "ops", "Ops", "app"], "name"),
    Account: (["key", "name", "segment", "annual_value"], ["a", "A", "retail", "9.5"], "name"),
    Stakeholder: (["external_id", "name", "team"], ["p1", "Ben", "design"], "name"),
}


@pytest.mark.parametrize("model", EACH)
def test_every_noun_is_made_kept_and_changed(browser: Client, model: type[Model]) -> None:
    build_product("app")
    build_people()
    header, row, column = EACH[model]
    changed = [
        f"{cell}!" if name == column else cell for name, cell in zip(header, row, strict=True)
    ]

    first = carry(browser, model, write_csv(header, row))
    same = count(send(browser, model, write_csv(header, row)))
    second = carry(browser, model, write_csv(header, changed))

    assert first == "Imported: 1 new, 0 changed, 0 unchanged, 0 left out."
    assert same == {"UNCHANGED": 1}
    assert second == "Imported: 0 new, 1 changed, 0 unchanged, 0 left out."
    assert find_untruths() == []


def test_people_who_move_are_counted_anew(browser: Client) -> None:
    build_people()
    person = Stakeholder.objects.get()
    file = write_csv(["id", "team"], [person.public_id, "design"])

    preview = send(browser, Stakeholder, file)
    confirm(browser, preview)

    assert tell(preview) == [(2, "CHANGED", [("team", "", "design"), ("account", "acme", "")])]
    assert Stakeholder.objects.get().team == Group.objects.get(key="design")
    assert find_untruths() == []


def test_what_earlier_batches_were_about_is_remembered(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_product("app")
    monkeypatch.setitem(cast("dict[Any, Noun]", NOUNS), Feature, replace(FEATURES, chunk=2))
    rows = [["app", key, key] for key in ("a", "b", "c", "A", "d", "b", "e")]

    preview = send(browser, Feature, write_csv(["product", "key", "name"], *rows))

    refused = [(number, told) for number, outcome, told in tell(preview) if outcome == "REFUSED"]
    assert refused == [(5, [("key", "CONFLICT")]), (7, [("key", "CONFLICT")])]
    assert count(preview) == {"CREATED": 5, "REFUSED": 2}


def test_more_rows_than_one_batch_have_the_same_report(browser: Client) -> None:
    build_product("app")
    header = ["product", "external_id", "kind", "title"]
    rows = [["app", str(number), "INTERNAL", f"Title {number}"] for number in range(5_002)]
    rows[5_000][3] = "=bad"
    file = write_csv(header, *rows)

    preview = send(browser, Insight, file)
    told = list_messages(confirm(browser, preview))[0]

    assert count(preview) == {"CREATED": 5_001, "REFUSED": 1}
    assert tell(preview)[-1] == (5_002, "REFUSED", [("title", "INVALID")])
    assert told == "Imported: 5,001 new, 0 changed, 0 unchanged, 1 left out."
    assert count(send(browser, Insight, file)) == {"UNCHANGED": 5_001, "REFUSED": 1}
