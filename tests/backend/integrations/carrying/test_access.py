"""Who may import what: curators in their products, each with their own files."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.access.erasing import erase_people
from backend.access.issuing import SHELL
from backend.access.models import FileImport
from backend.access.people import tell_person, write_json
from backend.access.scopes import Role
from backend.integrations.carrying import uploads as keeping
from products.models import Feature, Product
from stakeholders.models import Account, Group, Preference
from stakeholders.say import upsert_groups
from tests.admin_pages import find_page, log_in
from tests.backend.access.two_products import become
from tests.backend.integrations.carrying.files import (
    carry,
    confirm,
    export,
    find_address,
    read_csv,
    send,
    tell,
    write_csv,
)
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

HEADER = ["product", "key", "name"]
FILE = write_csv(HEADER, ["mine", "a", "A"], ["other", "a", "A"])


@pytest.fixture
def mine() -> Product:
    """Build a product to curate, and another one with a feature and what somebody said of it."""
    other = build_feature("secret", "Secret", product=build_product("other", "Hidden"))
    build_preference(build_stakeholder("ann"), other)
    return build_product("mine")


def curate(product: Product) -> Client:
    """Sign in a curator of PRODUCT."""
    return become(product, Role.CURATOR)


def test_rows_about_other_products_are_refused_by_row(mine: Product) -> None:
    browser = curate(mine)

    preview = send(browser, Feature, FILE)
    confirm(browser, preview)

    assert tell(preview) == [(2, "CREATED", []), (3, "REFUSED", [("product", "UNKNOWN")])]
    assert list(mine.features.values_list("key", flat=True)) == ["a"]
    assert Feature.objects.count() == 2


def test_a_row_of_another_product_is_not_found_by_its_id(mine: Product) -> None:
    secret = Feature.objects.get(key="secret")
    Feature.objects.filter(pk=secret.pk).update(source="crm", external_id="7")
    header = ["id", "external_id", "source", "product", "name"]
    rows: list[list[object]] = [
        [secret.public_id, "", "", "mine", "Mine"],
        ["", "7", "crm", "mine", "Mine"],
    ]

    preview = send(curate(mine), Feature, write_csv(header, *rows))

    assert tell(preview) == [
        (2, "REFUSED", [("id", "UNKNOWN")]),
        (3, "REFUSED", [("external_id", "CONFLICT")]),
    ]


def test_products_are_changed_by_their_curators_and_added_by_administrators(mine: Product) -> None:
    file = write_csv(["key", "name"], ["mine", "Better"], ["other", "Worse"], ["new", "New"])

    preview = send(curate(mine), Product, file)

    assert tell(preview) == [
        (2, "CHANGED", [("name", mine.name, "Better")]),
        (3, "REFUSED", [("key", "FORBIDDEN")]),
        (4, "REFUSED", [("key", "FORBIDDEN")]),
    ]
    assert carry(log_in(), Product, file).startswith("Imported: 1 new, 2 changed")


def test_what_was_said_about_other_products_is_neither_written_nor_exported(mine: Product) -> None:
    browser = curate(mine)
    header = ["product", "feature", "stakeholder_external_id", "stakeholder_source", "stance"]

    preview = send(browser, Preference, write_csv(header, ["other", "secret", "ann", "tests", -2]))

    assert tell(preview) == [(2, "REFUSED", [("product", "UNKNOWN")])]
    assert read_csv(export(browser, Preference)) == []


def test_the_say_of_a_group_elsewhere_stays(mine: Product) -> None:
    other = Product.objects.get(key="other")
    team, wide = build_team("design"), build_team("wide")
    upsert_groups(
        [{"kind": "TEAM", "key": "design", "products": [mine.pk, other.pk]}], actor="tests"
    )
    browser = curate(mine)
    header = ["kind", "key", "name", "products"]
    rows = [
        ["TEAM", "design", "Design", "mine"],
        ["TEAM", "wide", "Wide", "mine"],
        ["TEAM", "new", "New", ""],
        ["TEAM", "small", "Small", "mine"],
    ]

    shown = {row["key"]: row["products"] for row in read_csv(export(browser, Group))}
    preview = send(browser, Group, write_csv(header, *rows))
    confirm(browser, preview)

    assert (shown["design"], shown["wide"]) == ("mine", "")
    assert tell(preview) == [
        (2, "CHANGED", [("name", team.name, "Design")]),
        (3, "REFUSED", [("products", "FORBIDDEN")]),
        (4, "REFUSED", [("products", "FORBIDDEN")]),
        (5, "CREATED", []),
    ]
    assert set(Group.objects.get(key="design").products.all()) == {mine, other}
    assert not wide.products.exists()


def test_a_file_is_its_senders_alone(mine: Product) -> None:
    preview = send(curate(mine), Feature, FILE)
    address = find_address(preview)
    elsewhere = address.replace("/products/feature/", "/products/objective/")

    for browser, page in ((curate(mine), address), (log_in(), address), (log_in(), elsewhere)):
        assert browser.get(page).status_code == 404
        assert browser.post(page, {"write": "yes"}).status_code == 404
        assert browser.get(f"{page}rows.csv").status_code == 404
    assert Feature.objects.filter(product=mine).count() == 0


@pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ".taken"])
def test_a_name_that_nothing_is_kept_under_is_not_there(token: str) -> None:
    assert log_in().get(f"{find_page(Feature, 'import')}{token}/").status_code == 404


def test_a_file_that_was_left_behind_goes(
    mine: Product, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = curate(mine), curate(mine)
    old = send(first, Feature, FILE)
    send(first, Feature, FILE)  # takes the place of the former one
    assert first.get(find_address(old)).status_code == 404
    assert len(list(uploads.iterdir())) == 1
    monkeypatch.setattr(keeping, "KEPT_SECONDS", -timedelta(hours=1).total_seconds())

    gone = send(second, Feature, FILE)

    assert gone.status_code == 404
    assert len(list(uploads.iterdir())) == 1


def test_a_file_is_taken_with_the_token_of_its_form_and_from_curators_alone(mine: Product) -> None:
    page = find_page(Feature, "import")
    answers = []
    for person in (curate(mine), become(mine, Role.VIEWER), become()):
        browser = Client(
            enforce_csrf_checks=True,
            headers={"x-forwarded-proto": "https", "origin": "https://testserver:80"},
        )
        browser.cookies = person.cookies
        token = "x" * 32
        browser.cookies["tutti_csrf"] = token
        for shown in (token, "y" * 32):
            sent = {"csrfmiddlewaretoken": shown, "file": SimpleUploadedFile("f", FILE)}
            answers.append(browser.post(page, sent).status_code)

    assert answers == [302, 403, 400, 400, 400, 400]


def test_a_file_that_cannot_be_read_is_not_kept(mine: Product, uploads: Path) -> None:
    for content in (b"PK\x03\x04", b"nothing", b'product,key\nmine,"'):
        send(curate(mine), Feature, content)

    assert list(uploads.iterdir()) == []


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.CONTRIBUTOR])
def test_who_curates_nothing_sends_no_file(mine: Product, role: Role | None, uploads: Path) -> None:
    browser = become(mine, role)
    page = find_page(Feature, "import")

    assert browser.get(page).status_code == 403
    assert browser.post(page, {"file": SimpleUploadedFile("f", FILE)}).status_code == 403
    assert browser.post(page).status_code == 403
    assert browser.get(f"{find_page(Feature, 'changelist')}export/csv").status_code == 403
    assert not uploads.exists()


def test_a_curator_sees_their_own_imports_and_an_administrator_all(mine: Product) -> None:
    browser = curate(mine)
    carry(browser, Feature, FILE, name="mine.csv")
    row = FileImport.objects.get()
    pages = [find_page(FileImport, "changelist"), find_page(FileImport, "change", row.pk)]

    seen = [
        ["mine.csv" in reader.get(page).content.decode() for page in pages]
        for reader in (browser, log_in(), curate(mine))
    ]

    assert seen == [[True, True], [True, True], [False, False]]
    assert (row.noun, row.size, row.created, row.refused) == ("products.feature", len(FILE), 1, 1)
    assert row.problems.startswith("row 3, product: UNKNOWN: There is no 'other'")
    assert len(row.checksum) == 64


def test_who_is_erased_goes_from_the_log_as_well() -> None:
    person = build_stakeholder("Ann")
    build_account("acme")
    file = write_csv(["key", "name", "segment"], ["acme", "", "Ann"], ["b", "B", "Bob"])
    carry(log_in(), Account, write_csv(["key", "name"], ["acme", "Acme"]), name="a.csv")
    carry(log_in(), Account, file + b"acme2,Acme 2,\n", name="Ann.csv")
    FileImport.objects.filter(file_name="Ann.csv").update(file_name="Ann")

    told = write_json(tell_person(person))
    erase_people([person.pk], by=SHELL, actor="curator")

    assert "a.csv" not in told
    assert "'Ann'" in told
    log = FileImport.objects.order_by("pk").values_list("file_name", "problems")
    assert list(log) == [("a.csv", ""), ("someone erased", "someone erased")]
