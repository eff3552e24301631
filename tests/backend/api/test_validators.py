"""Whoever has an answer is told that it has not changed, and never when it has."""

import json
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.validators import WATCH
from products.models import Product
from tests.backend.api.asking import ADDRESS, post
from tests.builders import build_product
from tests.quiet import in_a_quiet_moment

pytestmark = pytest.mark.django_db(transaction=True)

RELAY = "/graphql/relay"
GRAPHQL = "application/graphql-response+json"
QUERY = "query Names { products { edges { node { key name } } } }"
ONE = {"query": QUERY}
UPSERT = 'mutation { upsertProduct(input: {key: "p", name: "Q"}) { outcome } }'

both = pytest.mark.parametrize("address", [ADDRESS, RELAY])


@pytest.fixture(autouse=True)
def _watched() -> Iterator[None]:
    """Leave no connection behind."""
    yield
    WATCH.close()


def look(
    parameters: Mapping[str, str] = ONE,
    *,
    tag: str = "",
    client: Client | None = None,
    address: str = ADDRESS,
    **headers: str,
) -> HttpResponse:
    """Ask by GET, with PARAMETERS, as one who has the answer with TAG."""
    known = headers | {"if_none_match": tag} if tag else headers
    return (client or Client()).get(address, parameters, secure=True, headers=known)  # type: ignore[return-value]  # -- the test client's own class


@both
def test_what_has_not_changed_is_not_sent_again(address: str) -> None:
    build_product("p")

    def ask_twice() -> tuple[int, bytes, bool]:
        first = look(address=address)
        again = look(address=address, tag=first["ETag"])
        return again.status_code, again.content, again["ETag"] == first["ETag"]

    assert in_a_quiet_moment(ask_twice, (304, b"", True)) == (304, b"", True)


def test_an_answer_and_its_absence_tell_the_same_to_caches() -> None:
    def ask_twice() -> tuple[int, dict[str, str]]:
        first = look()
        again = look(tag=first["ETag"])
        assert {each: first[each] for each in told} == told
        return again.status_code, {each: again[each] for each in told}

    told = {
        "Vary": "Accept, Accept-Language, Authorization, Cookie",
        "Cache-Control": "private, no-cache",
        "Content-Language": "en",
    }

    assert in_a_quiet_moment(ask_twice, (304, told)) == (304, told)


@pytest.mark.parametrize("form", ["{}", '"other", {}', '{}, W/"other"'])
@pytest.mark.parametrize("prefix", ["W/", ""])
def test_a_tag_may_come_with_others_and_be_weak_or_not(form: str, prefix: str) -> None:
    def ask_twice() -> int:
        tag = look()["ETag"].removeprefix("W/")
        return look(tag=form.format(prefix + tag)).status_code

    assert in_a_quiet_moment(ask_twice, 304) == 304


@pytest.mark.parametrize("tag", ["*", "nonsense", 'W/"other"', '""'])
def test_a_tag_of_nothing_brings_the_answer(tag: str) -> None:
    look()

    assert look(tag=tag).status_code == 200


def write_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE products_product SET name = 'Q'")


def write_and_undo() -> None:
    """Write something, and the next moment what was there before."""
    Product.objects.update(name="Q")
    Product.objects.update(name="P")


@both
@pytest.mark.parametrize(
    "write",
    [
        lambda: build_product("another"),
        lambda: Product.objects.update(name="Q"),
        lambda: Product.objects.all().delete(),
        lambda: Product.objects.bulk_create([Product(key="r", name="R")]),
        lambda: User.objects.create(username="ada"),
        lambda: post(UPSERT),
        write_sql,
        write_and_undo,
    ],
)
def test_whatever_is_written_brings_the_answer_again(
    write: Callable[[], object], address: str
) -> None:
    build_product("p", name="P")
    first = look(address=address)

    write()
    again = look(address=address, tag=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite has one writer at a time"
)
def test_a_writer_that_was_under_way_brings_the_answer_again() -> None:
    build_product("p", name="P")
    writer = connection.copy()
    with transaction.atomic():  # numbers go on, so that the writer is not the newest
        build_product("q")
    try:
        writer.set_autocommit(False)
        with writer.cursor() as cursor:
            cursor.execute("UPDATE products_product SET name = 'Q' WHERE key = 'p'")
        build_product("r")
        during = look()
        writer.commit()
        after = look(tag=during["ETag"])
    finally:
        writer.close()

    assert after.status_code == 200
    assert [b'"Q"' in each.content for each in (during, after)] == [False, True]


def test_what_a_transaction_has_written_has_no_tag_before_it_ends() -> None:
    build_product("p", name="P")
    with transaction.atomic():
        Product.objects.update(name="Q")

        within = look()

    assert b'"Q"' in within.content
    assert "ETag" not in within.headers


def test_each_question_has_a_tag_of_its_own() -> None:
    two = {"query": f"{QUERY} query Count {{ products {{ totalCount }} }}"}
    asked = [
        look(),
        look({"query": f"{QUERY} "}),
        look(ONE | {"variables": '{"x": 1}'}),
        look(ONE | {"variables": '{"x": "1"}'}),
        look(two | {"operationName": "Names"}),
        look(two | {"operationName": "Count"}),
        look(accept=GRAPHQL),
        look(accept_language="de"),
        look(address=RELAY),
    ]

    assert {each.status_code for each in asked} == {200}
    assert len({each["ETag"] for each in asked}) == len(asked)


def test_each_user_has_a_tag_of_their_own() -> None:
    clients = [Client(), Client()]
    clients[1].force_login(User.objects.create(username="ada"))
    viewer = {"query": "{ viewer { name } }"}

    def ask_crosswise() -> list[int]:
        tags = [look(viewer, client=client)["ETag"] for client in clients]
        asked = [(client, tag) for client in clients for tag in tags]
        return [look(viewer, client=client, tag=tag).status_code for client, tag in asked]

    wanted = [304, 200, 200, 304]
    assert in_a_quiet_moment(ask_crosswise, wanted) == wanted


@pytest.mark.parametrize(
    "query",
    ["{", "{ nothing }", '{ node(id: "x") { id } }', "mutation { upsertProduct { outcome } }"],
)
@both
def test_an_answer_with_errors_has_no_tag(query: str, address: str) -> None:
    assert "ETag" not in look({"query": query}, address=address).headers


def test_an_answer_by_post_has_no_tag() -> None:
    assert "ETag" not in post(QUERY, if_none_match=look()["ETag"]).headers


def test_a_tag_opens_nothing_that_is_closed(settings: Settings) -> None:
    tag = look(origin="https://app.example")["ETag"]
    settings.TRUSTED_DOCUMENTS_ONLY = True

    answer = look(tag=tag, origin="https://app.example")

    assert (answer.status_code, json.loads(answer.content)["errors"][0]["extensions"]) == (
        403,
        {"code": "FORBIDDEN"},
    )
