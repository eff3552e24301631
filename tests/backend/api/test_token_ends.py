"""How tokens end by GraphQL: rotated, revoked; and what counts beside them."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.access.models import Token
from tests.backend.api.asking import id_of
from tests.backend.api.token_calls import REVOKE, ROTATE, VIEWER, code_of, do, send, who_is
from tests.builders import build_product
from tests.token_rows import build_token, build_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anyone() -> None:
    """Let nobody do more than they may."""


def test_a_rotated_token_is_good_beside_the_new_one_for_as_long_as_was_said() -> None:
    product = build_product("p")
    owner, maker = build_user(product), build_user(product)
    old = build_token(product, maker=maker, lifetime=timedelta(days=10))

    done = do(owner, ROTATE, token=id_of(old.token), overlapHours=2)

    ends = datetime.fromisoformat(done["previous"]["expiresAt"])
    new_end = datetime.fromisoformat(done["token"]["expiresAt"])
    assert timedelta(hours=1.9) < ends - datetime.now(UTC) <= timedelta(hours=2)
    assert timedelta(days=9.9) < new_end - datetime.now(UTC) <= timedelta(days=10)
    assert [done["token"][name] for name in ("name", "createdBy")] == [
        old.token.name,
        owner.username,
    ]
    assert "errors" not in who_is(old.text)
    assert "errors" not in who_is(done["secret"])


def test_without_overlap_a_rotated_token_ends_at_once() -> None:
    product = build_product("p")
    owner = build_user(product)
    old = build_token(product, maker=owner)

    done = do(owner, ROTATE, token=id_of(old.token), overlapHours=0)

    assert code_of(who_is(old.text)) == "UNAUTHENTICATED"
    assert "errors" not in who_is(done["secret"])


@pytest.mark.parametrize(
    ("hours", "change", "place"),
    [
        (-1, "", "overlapHours"),
        (721, "", "overlapHours"),
        (1, "rotate", "token"),
        (1, "revoke", "token"),
    ],
)
def test_what_cannot_be_rotated_is_told(hours: int, change: str, place: str) -> None:
    product = build_product("p")
    owner = build_user(product)
    token = build_token(product, maker=owner).token
    if change:
        do(owner, {"rotate": ROTATE, "revoke": REVOKE}[change], token=id_of(token))
    before = Token.objects.count()

    done = do(owner, ROTATE, token=id_of(token), overlapHours=hours)

    assert (done["secret"], done["errors"]) == (
        None,
        [{"code": "INVALID", "path": ["input", place]}],
    )
    assert Token.objects.count() == before


def test_a_revoked_token_is_refused_at_once_and_stays_so() -> None:
    product = build_product("p")
    owner = build_user(product)
    issued = build_token(product, maker=owner)
    good = who_is(issued.text)

    first = do(owner, REVOKE, token=id_of(issued.token))
    again = do(owner, REVOKE, token=id_of(issued.token))

    assert good["data"]["viewer"]["name"] == f"token {issued.token.name}"
    assert first == again
    assert first["token"]["revokedAt"]
    assert code_of(who_is(issued.text)) == "UNAUTHENTICATED"


def test_a_token_counts_before_a_session() -> None:
    product = build_product("p")
    owner = build_user(product)
    issued = build_token(product)
    header = {"authorization": f"Bearer {issued.text}"}

    known = send(owner, VIEWER, headers=header)
    Token.objects.update(revoked_at=datetime.now(UTC))
    refused = send(owner, VIEWER, headers=header)

    assert known["data"]["viewer"]["name"] == f"token {issued.token.name}"
    assert code_of(refused) == "UNAUTHENTICATED"
