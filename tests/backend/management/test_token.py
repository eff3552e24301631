"""The command `token`: what it prints is what a script needs."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backend.access.models import Token
from backend.access.scopes import Scope
from backend.access.tokens import TokenRefusedError, find_bearer
from tests.builders import build_product
from tests.token_rows import build_token, build_user

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    """Run the command with ARGUMENTS, and give what it prints, and what it says beside."""
    out, err = StringIO(), StringIO()
    call_command("token", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def find(text: str) -> object:
    """Find what the token TEXT opens."""
    bearer = find_bearer(text, at=datetime.now(UTC))
    return bearer.everywhere, dict(bearer.products)


def test_a_token_is_made_and_printed_alone() -> None:
    product = build_product("p")
    scopes = ("--scope", "read:people", "--scope", "write:preferences")

    out, err = run("create", "CRM", *scopes, "--product", "p")

    token = Token.objects.get()
    allowed = frozenset({Scope.READ_PEOPLE, Scope.WRITE_PREFERENCES})
    assert find(out.removesuffix("\n")) == (frozenset(), {product.pk: allowed})
    assert err == f"CRM (tutti_{token.start}...): keep it now, for it is shown this once.\n"
    assert token.expires_at is not None
    assert abs(token.expires_at - datetime.now(UTC) - timedelta(days=90)) < timedelta(minutes=1)


def test_a_token_may_be_for_all_products_and_for_ever() -> None:
    made = ("create", "All", "--scope", "read:alignment", "--all-products", "--days", "0")

    out, err = run("--quiet", *made)

    assert find(out.strip()) == (frozenset({Scope.READ_ALIGNMENT}), {})
    assert (err, Token.objects.get().expires_at) == ("", None)


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "X", "--scope", "read:alignment", "--product", "nowhere"),
        ("create", "X", "--scope", "admin:access", "--all-products"),
        ("create", "X", "--scope", "read:alignment"),
        ("create", "X", "--all-products"),
        ("create", " ", "--scope", "read:alignment", "--all-products"),
        ("create", "X", "--scope", "read:alignment", "--all-products", "--days", "-1"),
        ("create", "X", "--scope", "read:alignment", "--all-products", "--days", "9999999"),
        ("rotate", "unknown"),
        ("revoke", "unknown"),
        ("forget",),
    ],
)
def test_what_cannot_be_done_is_told_and_not_done(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)

    assert not Token.objects.exists()


def test_a_token_is_rotated_by_how_it_begins() -> None:
    old = build_token()

    out, _ = run("rotate", f"tutti_{old.token.start}", "--hours", "0")

    assert find(out.strip()) == (frozenset({Scope.READ_ALIGNMENT}), {})
    with pytest.raises(TokenRefusedError):
        find(old.text)
    with pytest.raises(CommandError, match="It has ended"):
        run("rotate", old.token.start)


def test_a_token_is_revoked_by_how_it_begins() -> None:
    issued = build_token()

    out, err = run("revoke", issued.token.start)

    assert (out, err) == ("", f"Revoked: {issued.token}\n")
    with pytest.raises(TokenRefusedError):
        find(issued.text)


def test_tokens_are_listed_a_line_each() -> None:
    product = build_product("p")
    maker = build_user(product)
    mine, other = build_token(product, maker=maker), build_token()
    find(mine.text)
    run("--quiet", "revoke", other.token.start)

    heads, *lines = [line.split("\t") for line in run("list")[0].splitlines()]

    used = Token.objects.get(pk=mine.token.pk).last_used_at
    assert len(heads) == 7
    assert lines == [
        [other.token.start, other.token.name, "read:alignment", "all", "never", "revoked", "shell"],
        [
            mine.token.start,
            mine.token.name,
            "read:alignment",
            "p",
            f"{used:%Y-%m-%dT%H:%MZ}",
            "never",
            maker.username,
        ],
    ]
