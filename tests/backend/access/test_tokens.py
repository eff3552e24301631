"""Tokens: how they are written and read, what each of them opens, and when its use is noted."""

import ast
import inspect
import string
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from textwrap import dedent

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.access import tokens
from backend.access.models import RoleGrant, Token
from backend.access.scopes import Role, Scope
from backend.access.tokens import (
    CHECK,
    PREFIX,
    TokenRefusedError,
    find_bearer,
    find_start,
    read_header,
    review_tokens,
    take_digest,
    write_check,
    write_token,
)
from backend.access.uses import note_use
from tests.builders import build_product
from tests.token_rows import NOW, build_token, build_user

READ, WRITE = Scope.READ_ALIGNMENT, Scope.WRITE_PREFERENCES
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def why_refused(look: Callable[[], object]) -> str:
    """Tell why LOOK is refused."""
    with pytest.raises(TokenRefusedError) as caught:
        look()
    assert caught.value.extensions == {"code": "UNAUTHENTICATED"}
    return caught.value.message


def look_up(text: str, at: datetime = NOW) -> Callable[[], object]:
    """Give what looks the token TEXT up."""
    return lambda: find_bearer(text, at=at)


def test_a_token_is_a_prefix_letters_and_their_crc() -> None:
    text = write_token(lambda letters: letters[-1])

    letters = string.digits + string.ascii_uppercase + string.ascii_lowercase
    digits = [letters.index(letter) for letter in reversed(text[-CHECK:])]
    read = sum(digit * 62**place for place, digit in enumerate(digits))
    body = f"tutti_{'z' * 51}"
    assert (text[:-CHECK], read) == (body, zlib.crc32(body.encode()))


def test_no_token_is_like_another() -> None:
    made = {write_token() for _ in range(1_000)}

    assert len({find_start(text) for text in made}) == len({text[14:57] for text in made}) == 1_000
    assert {len(text) for text in made} == {63}


@pytest.mark.parametrize("shape", ["Bearer {}", "bearer {}", "BEARER   {}", "Bearer {} "])
def test_a_header_shows_a_token(shape: str) -> None:
    text = write_token()

    assert read_header(shape.format(text)) == text


def test_a_token_with_one_wrong_letter_is_refused_without_a_query() -> None:
    text = write_token()  # the database is closed to this test

    for place in range(len(PREFIX), len(text)):
        other = "a" if text[place] != "a" else "b"
        header = f"Bearer {text[:place]}{other}{text[place + 1 :]}"
        assert "mistyped" in why_refused(lambda given=header: read_header(given))  # type: ignore[misc]  # -- a default keeps the letter


@pytest.mark.django_db
def test_the_database_never_sees_the_secret() -> None:
    issued = build_token(build_product())
    secret = issued.text[len(PREFIX) + 8 :]

    with CaptureQueriesContext(connection) as captured:
        find_bearer(issued.text, at=NOW)
    kept = {str(value) for value in vars(Token.objects.get()).values()}

    assert [query["sql"] for query in captured if secret in query["sql"]] == []
    assert [value for value in kept if secret in value] == []
    assert issued.token.digest in kept


@pytest.mark.django_db
@pytest.mark.parametrize("products", [1, 3])
def test_a_token_is_looked_up_with_one_query(products: int) -> None:
    mine = [build_product() for _ in range(products)]
    issued = build_token(*mine, maker=build_user(*mine))
    find_bearer(issued.text, at=NOW)

    with CaptureQueriesContext(connection) as captured:
        bearer = find_bearer(issued.text, at=NOW)

    assert len(captured) == 1
    assert bearer.products == {product.pk: {READ} for product in mine}


@pytest.mark.django_db
def test_a_token_of_all_products_names_none() -> None:
    build_product()
    bearer = find_bearer(build_token(scopes=frozenset({READ, WRITE})).text, at=NOW)

    assert (bearer.everywhere, dict(bearer.products)) == (frozenset({READ, WRITE}), {})


@pytest.mark.django_db
def test_a_token_opens_no_more_than_its_maker_may_do_now() -> None:
    kept, less, lost = (build_product() for _ in range(3))
    maker = build_user(kept, less, lost)
    text = build_token(kept, less, lost, scopes=frozenset({READ, WRITE}), maker=maker).text

    RoleGrant.objects.filter(product=less).update(role=Role.VIEWER)
    RoleGrant.objects.filter(product=lost).delete()
    found = find_bearer(text, at=NOW).products

    assert found == {kept.pk: {READ, WRITE}, less.pk: {READ}, lost.pk: frozenset()}


@pytest.mark.django_db
def test_a_token_of_all_products_opens_none_once_its_maker_is_no_administrator() -> None:
    product, maker = build_product(), build_user(administrator=True)
    RoleGrant.objects.create(user=maker, product=product, role=Role.OWNER)
    text = build_token(maker=maker).text
    before = find_bearer(text, at=NOW).everywhere

    maker.is_superuser = False
    maker.save()
    bearer = find_bearer(text, at=NOW)

    assert (before, bearer.everywhere) == (frozenset({READ}), frozenset())
    assert bearer.products == {}


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["deactivate", "delete"])
def test_a_token_ends_with_whoever_made_it(change: str) -> None:
    product = build_product()
    maker = build_user(product)
    text = build_token(product, maker=maker).text

    if change == "delete":
        maker.delete()
    else:
        maker.is_active = False
        maker.save()

    assert why_refused(look_up(text)) == "Whoever made this token is gone."


@pytest.mark.django_db
def test_a_product_that_goes_leaves_a_token_no_wider() -> None:
    product = build_product()
    text = build_token(product).text

    product.delete()
    bearer = find_bearer(text, at=NOW)

    assert (bearer.everywhere, bearer.products) == (frozenset(), {})


@pytest.mark.django_db
def test_a_token_expires_to_the_moment() -> None:
    issued = build_token(lifetime=MINUTE, at=NOW)

    find_bearer(issued.text, at=NOW + MINUTE - timedelta(microseconds=1))
    assert why_refused(look_up(issued.text, NOW + MINUTE)) == "This token has expired."


@pytest.mark.django_db
def test_a_token_that_nobody_issued_is_not_known() -> None:
    issued = build_token()
    body = issued.text[:14] + "x" * 43  # it begins as one that is known does
    forged = body + write_check(body)

    assert why_refused(look_up(forged)) == "This token is not known here."
    assert why_refused(look_up(write_token())) == "This token is not known here."
    Token.objects.update(revoked_at=NOW)  # of which only those learn who have all of it
    assert why_refused(look_up(forged)) == "This token is not known here."
    assert why_refused(look_up(issued.text)) == "This token was revoked."


@pytest.mark.django_db
def test_what_is_known_of_an_unknown_scope_is_left_out() -> None:
    issued = build_token()
    Token.objects.update(scopes=["read:alignment", "admin:access", "rule:the-world"])

    assert find_bearer(issued.text, at=NOW).everywhere == {READ}


@pytest.mark.django_db
def test_use_is_noted_once_an_hour() -> None:
    issued = build_token()
    moments = [NOW, NOW + HOUR / 2, NOW + HOUR, NOW + HOUR * 1.5]

    noted = []
    for moment in moments:
        find_bearer(issued.text, at=moment)
        noted.append(Token.objects.get().last_used_at)

    assert noted == [NOW, NOW, NOW + HOUR, NOW + HOUR]


@pytest.mark.django_db
def test_nobody_is_refused_because_their_use_cannot_be_noted() -> None:
    issued = build_token()

    def refuse_updates(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith("UPDATE"):
            return execute("SELECT nothing FROM nowhere", None, *rest[1:])
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse_updates):
        bearer = find_bearer(issued.text, at=NOW)

    assert (bearer.name, Token.objects.get().last_used_at) == (issued.token.name, None)


@pytest.mark.django_db(transaction=True)
def test_a_use_is_not_noted_while_another_writes() -> None:
    issued = build_token()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:  # which now holds the row, or the whole file
            cursor.execute("UPDATE access_token SET name = 'held'")
            note_use([issued.token.pk], at=NOW)
        other.rollback()
    finally:
        other.close()
    held = Token.objects.get().last_used_at
    note_use([issued.token.pk], at=NOW)

    assert (held, Token.objects.get().last_used_at) == (None, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_many_tokens_are_reviewed_with_one_query(number: int) -> None:
    products = [build_product(), build_product()]
    issued = [build_token(*products) for _ in range(number)]
    ended = build_token(lifetime=MINUTE, at=NOW - MINUTE)
    asked = [each.token.public_id for each in (*issued, ended)]

    review_tokens(asked, at=NOW)
    noted = list(Token.objects.order_by("pk").values_list("last_used_at", flat=True))
    with CaptureQueriesContext(connection) as captured:
        found = review_tokens(asked, at=NOW)

    assert (len(captured), noted) == (1, [NOW] * number + [None])
    assert {key: bearer.products for key, bearer in found.items()} == {
        each.token.public_id: {product.pk: {READ} for product in products} for each in issued
    }


def test_secrets_are_compared_in_constant_time_only() -> None:
    """Whatever is secret is compared by `hmac.compare_digest`, on every way through."""
    found = ast.parse(dedent(inspect.getsource(tokens.find_bearer)))
    compared = [node for node in ast.walk(found) if isinstance(node, ast.Compare)]
    calls = [
        node
        for node in ast.walk(found)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hmac.compare_digest"
    ]
    assert [ast.unparse(call) for call in calls] == ["hmac.compare_digest(kept, take_digest(text))"]
    assert compared == []
    assert len(tokens.NOBODY) == len(take_digest(""))  # what is unknown is compared as long
