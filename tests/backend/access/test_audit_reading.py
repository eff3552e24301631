"""The audit log is found by who, what, when and where, and written out as it was asked for."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext

from backend.access.audit_reading import read_moment, search
from backend.access.models import AuditEntry
from backend.access.scopes import Role
from products.admin import paging
from products.admin.paging import MOST_COUNTED, NearPaginator
from products.models import Product
from products.origins import Interface, acting
from tests.admin_pages import find_page, log_in, read_flat
from tests.backend.access.two_products import become
from tests.builders import (
    build_product,
    build_team,
)
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db

PAGE = "/admin/access/auditentry/"


def build_log() -> Product:
    """Let somebody make a product, and nobody a team."""
    user = User.objects.create(username="curator", is_staff=True, is_superuser=True)
    with acting(Interface.GRAPHQL, address="192.0.2.7", actor=lambda: f"user:{user.pk}"):
        product = build_product("app", "=1+1")
    build_team()
    return product


def find(text: str) -> list[str]:
    """Find the nouns of the entries that TEXT finds."""
    nouns = search(AuditEntry.objects.all(), text).order_by("pk").values_list("noun", flat=True)
    return [noun.partition(".")[2] for noun in nouns]


def test_entries_are_found_by_who_what_when_and_where() -> None:
    product = build_log()
    user, today = User.objects.get(), datetime.now(UTC).date().isoformat()

    found = {
        text: find(text)
        for text in (
            "curator",
            f"user:{user.pk}",
            "192.0.2.7",
            str(product.public_id),
            "team",
            "group",
        )
    }

    made = ["product"]
    assert list(found.values()) == [made, made, made, made, [], ["group"]]
    assert find(today) == ["user", "product", "group"]
    assert find("2001-01-01") == find("192.0.2.8") == find("9" * 30) == []
    assert find(f"{today} product") == made
    assert "product" in find(str(product.pk))


def test_what_a_token_has_written_is_found_by_a_word_of_its_name() -> None:
    product, token = build_product("app"), build_token(build_product()).token
    type(token).objects.filter(pk=token.pk).update(name="Nightly import of 9")
    with acting(Interface.GRAPHQL, actor=lambda: f"token:{token.public_id}"):
        Product.objects.filter(pk=product.pk).update(name="After")

    found, unknown = find("nightly"), find("daily")
    page = log_in().get(f"{PAGE}?q=import").content.decode()
    lines = [json.loads(line) for line in call().splitlines()]

    assert (found[-1:], unknown) == (["product"], [])
    assert "token Nightly import of 9" in page
    assert "Nightly import of 9" in {line["name"] for line in lines}


def test_the_list_names_all_who_acted_with_as_many_queries_for_many() -> None:
    browser, counts = log_in(), []
    for number in (1, 3):
        for place in range(number):
            user = User.objects.create(username=f"user-{number}-{place}")
            with acting(Interface.WEB, actor=lambda key=user.pk: f"user:{key}"):  # type: ignore[misc]  # -- a lambda has no types
                build_product()
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(PAGE).content.decode()
        counts.append(len(queries))
        assert f"user-{number}-0" in page

    assert counts[0] == counts[1]


def call(*arguments: str) -> str:
    """Call the command with ARGUMENTS and give what it prints."""
    out = io.StringIO()
    call_command("export_audit", *arguments, stdout=out)
    return out.getvalue()


def test_the_log_is_exported_as_lines_of_json() -> None:
    product = build_log()

    lines = [json.loads(line) for line in call().splitlines()]

    told = next(line for line in lines if line["noun"] == "products.product")
    assert (told["name"], told["address"], told["interface"]) == ("curator", "192.0.2.7", "GRAPHQL")
    assert (told["row"], told["action"], told["before"]) == (product.pk, "CREATED", None)
    assert told["after"]["key"] == "app"
    assert [line["id"] for line in lines] == sorted(line["id"] for line in lines)


def test_the_log_is_exported_as_csv() -> None:
    build_log()

    rows = list(csv.DictReader(io.StringIO(call("--form", "csv"))))

    told = next(row for row in rows if row["noun"] == "products.product")
    assert json.loads(told["after"])["name"] == "=1+1"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_an_export_is_of_the_time_that_is_asked_about() -> None:
    build_log()
    number = AuditEntry.objects.count()

    counts = [
        len(call(*arguments).splitlines())
        for arguments in (
            ("--since", "2001-01-01"),
            ("--until", "2001-01-01"),
            ("--since", "2001-01-01T00:00:00Z", "--until", "2999-01-01"),
        )
    ]

    assert counts == [number, 0, number]
    with pytest.raises(CommandError, match="no moment"):
        call("--since", "yesterday")


@pytest.mark.parametrize(
    "text", ["2030-01-31", "2030-01-31T00:00:00Z", "2030-01-31T01:00:00+01:00"]
)
def test_a_moment_is_read_in_utc(text: str) -> None:
    assert read_moment(text) == datetime(2030, 1, 31, tzinfo=UTC)


def read(response: Any) -> list[str]:  # noqa: ANN401 -- the test client's own class
    """Read the lines of RESPONSE."""
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response).decode().splitlines()


def test_what_cannot_be_exported_is_refused_and_told_to_nobody_else() -> None:
    build_log()
    owner = become(Product.objects.get(), Role.OWNER)

    bad = log_in().get(f"{PAGE}export/jsonl?created_at__gte=nonsense")

    assert bad.status_code == 400
    assert owner.get(f"{PAGE}export/jsonl").status_code == 403


def test_the_admin_exports_what_its_list_shows() -> None:
    build_log()
    browser = log_in()

    lines = read(browser.get(f"{PAGE}export/jsonl?q=192.0.2.7"))
    rows = read(browser.get(f"{PAGE}export/csv?noun=stakeholders.group"))

    assert [json.loads(line)["noun"] for line in lines] == ["products.product"]
    assert len(rows) == 2
    listed = browser.get(f"{PAGE}?q=192.0.2.7").content.decode()
    assert "export/csv?q=192.0.2.7" in listed


def test_the_page_of_an_entry_tells_what_stood_before_and_after() -> None:
    product = build_log()
    Product.objects.filter(pk=product.pk).update(name="<b>")
    entry = AuditEntry.objects.order_by("-pk")[0]

    page = log_in().get(find_page(AuditEntry, "change", entry.pk)).content.decode()

    assert "<div><b>Name</b>: =1+1 → &lt;b&gt;</div>" in read_flat(page)


def test_a_large_log_is_never_counted_to_its_end() -> None:
    build_log()
    browser = log_in()

    with CaptureQueriesContext(connection) as queries:
        browser.get(PAGE)

    assert not [each["sql"] for each in queries if "COUNT(" in each["sql"].upper()]
    paginator = NearPaginator(AuditEntry.objects.order_by("pk"), 1)
    assert paginator.count == AuditEntry.objects.count() < MOST_COUNTED


def test_a_log_leads_on_from_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 100)
    AuditEntry.objects.bulk_create(
        AuditEntry(interface="DIRECT", noun="products.product", action="CREATED", row_id=number)
        for number in range(330)
    )
    browser = log_in()

    answers: list[Any] = [browser.get(f"{PAGE}?p={page}") for page in (1, 2, 6)]
    pages = [answer.context_data["cl"] for answer in answers]
    beyond = browser.get(f"{PAGE}?p=99").status_code

    assert [page.paginator.num_pages for page in pages] == [2, 3, 7]
    assert [len(page.result_list) for page in pages] == [50, 50, 50]
    assert beyond == 302


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5_000])
def test_a_number_beyond_all_entries_finds_none(number: str) -> None:
    build_log()
    browser = log_in()

    found: Any = browser.get(PAGE, {"q": number})
    page: Any = browser.get(PAGE, {"p": number})
    deleted = browser.get(find_page(Product, "deleted"), {"before": number})

    assert not found.context_data["cl"].result_list
    assert page.status_code in {200, 302}
    assert deleted.status_code == 200
