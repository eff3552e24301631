"""Tokens by which programs show who they are: how they are written, and what each one opens.

A token is `tutti_`, eight letters by which it is recognised and found, 43 that are secret (256
bits), and a checksum by which scanners of code tell a token from noise, and by which a mistyped one
is refused before anything is asked. The secret letters never reach the database: the digest of the
whole is compared here, in a time that tells nothing.
"""

import hashlib
import hmac
import re
import secrets
import string
import uuid
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from backend.access.errors import Code, RefusedError
from backend.access.models import RoleGrant, Token
from backend.access.scopes import SCOPES, TOKEN_SCOPES, Role, Scope
from backend.access.statements import SLOT, read
from backend.access.uses import find_due, note_use

PREFIX: Final = "tutti_"
LETTERS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
START: Final = 8  # letters
SECRET: Final = 43  # letters, of which each can be one of 62: 256 bits
CHECK: Final = 6  # letters, which is room for the 32 bits of a CRC
FORM: Final = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{START + SECRET + CHECK}}}")
BEARER: Final = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
CHALLENGE: Final = 'Bearer realm="Tutti", error="invalid_token"'  # for the header WWW-Authenticate
NOBODY: Final = hashlib.sha256(b"").hexdigest()  # what is compared with where nothing was found


class TokenRefusedError(RefusedError):
    """Says why a token is not accepted."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code=Code.UNAUTHENTICATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A token that is good, and what it opens: EVERYWHERE, and in some PRODUCTS besides."""

    public_id: uuid.UUID
    name: str
    everywhere: frozenset[Scope]
    products: Mapping[int, frozenset[Scope]]


def write_token(choose: Callable[[str], str] = secrets.choice) -> str:
    """Write a new token of letters that CHOOSE takes."""
    body = PREFIX + "".join(choose(LETTERS) for _ in range(START + SECRET))
    return body + write_check(body)


def write_check(body: str) -> str:
    """Write the checksum of BODY, all of a token that stands before it: its CRC32, in base 62."""
    rest, letters = zlib.crc32(body.encode()), ""
    for _ in range(CHECK):
        rest, digit = divmod(rest, len(LETTERS))
        letters = LETTERS[digit] + letters
    return letters


def take_digest(text: str) -> str:
    """Take the SHA-256 of a secret TEXT; of 256 random bits nothing slower is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_start(text: str) -> str:
    """Find in TEXT, a token, the letters by which it is recognised."""
    return text[len(PREFIX) : len(PREFIX) + START]


def read_header(header: object) -> str:
    """Read the token in HEADER, the value of `Authorization`.

    :raises TokenRefusedError: when there is none, or one that was mistyped.
    """
    given = BEARER.fullmatch(header) if isinstance(header, str) else None
    if given is None or not FORM.fullmatch(given[1]):
        raise TokenRefusedError("Send Authorization: Bearer, and a token that begins with tutti_.")
    body, check = given[1][:-CHECK], given[1][-CHECK:]
    if not hmac.compare_digest(write_check(body), check):
        raise TokenRefusedError("This token is mistyped, or was cut off.")
    return given[1]


def find_bearer(text: str, *, at: datetime) -> Bearer:
    """Find out in one query what the token TEXT opens AT this moment, and note its use.

    :raises TokenRefusedError: when it is unknown, or has ended.
    """
    rows = read(find_bearer, _read_one, value=find_start(text))
    kept = rows[0]["digest"] if rows else NOBODY
    if not hmac.compare_digest(kept, take_digest(text)):
        raise TokenRefusedError("This token is not known here.")
    bearer = _describe(rows, at)
    note_use(find_due(rows, at=at), at=at)
    return bearer


def review_tokens(public_ids: Sequence[uuid.UUID], *, at: datetime) -> dict[uuid.UUID, Bearer]:
    """Find out in one query what those of the tokens with PUBLIC_IDS open that are still good.

    They are in use, which is noted.
    """
    bearers: dict[uuid.UUID, Bearer] = {}
    rows = list(_read(Token.objects.filter(public_id__in=public_ids)))
    for public_id, mine in groupby(rows, key=lambda row: row["public_id"]):
        with suppress(TokenRefusedError):
            bearers[public_id] = _describe(list(mine), at)
    good = [row for row in rows if row["public_id"] in bearers]
    note_use(find_due(good, at=at), at=at)
    return bearers


def _read_one() -> QuerySet[Token, dict[str, Any]]:
    return _read(Token.objects.filter(start=SLOT))


def _read(tokens: QuerySet[Token]) -> QuerySet[Token, dict[str, Any]]:
    """Read TOKENS: a row for each product that one names, with the role its maker has there."""
    mine = RoleGrant.objects.filter(user=OuterRef("created_by"), product=OuterRef("products"))
    own = ("pk", "public_id", "name", "digest", "scopes", "all_products", "of_workspace")
    dates = ("expires_at", "revoked_at", "last_used_at")
    maker = ("created_by__is_active", "created_by__is_superuser")
    found = tokens.annotate(role=Subquery(mine.values("role")[:1]))
    read_as: Any = found.order_by("pk").values(*own, *dates, *maker, "products", "role")
    return read_as  # type: ignore[no-any-return]  # -- the plugin loses the row's type here


def _describe(rows: Sequence[Mapping[str, Any]], at: datetime) -> Bearer:
    """Describe the token of ROWS as it stands AT this moment; it opens what its maker may do, too.

    :raises TokenRefusedError: when it has ended, or whoever made it is gone.
    """
    row = rows[0]
    if row["revoked_at"] is not None:
        raise TokenRefusedError("This token was revoked.")
    if row["expires_at"] is not None and row["expires_at"] <= at:
        raise TokenRefusedError("This token has expired.")
    if not (row["of_workspace"] or row["created_by__is_active"]):
        raise TokenRefusedError("Whoever made this token is gone.")
    own = frozenset(scope for scope in TOKEN_SCOPES if scope.value in row["scopes"])
    whole = row["of_workspace"] or row["created_by__is_superuser"]
    named = [each for each in rows if each["products"] is not None and not row["all_products"]]
    return Bearer(
        public_id=row["public_id"],
        name=row["name"],
        everywhere=own if row["all_products"] and whole else frozenset(),
        products={each["products"]: own if whole else own & _role(each) for each in named},
    )


def _role(row: Mapping[str, Any]) -> frozenset[Scope]:
    return SCOPES[Role(row["role"])] if row["role"] else frozenset()
