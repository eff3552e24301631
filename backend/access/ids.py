"""Global ids: opaque to callers, a type's name and a row's public id to us."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from strawberry.relay import GlobalID
from strawberry.relay.types import GlobalIDValueError

from backend.access.answering import get_caller
from backend.access.batching import one
from backend.access.errors import RefusedError
from backend.access.sight import know
from products.models import Feature, LogRecord

M = TypeVar("M", bound=LogRecord)

NO_TEXT: Final = "\0"  # PostgreSQL stores none of these, so nothing has a key with one


def read_id(text: str) -> tuple[str, uuid.UUID]:
    """Read TEXT as a global id: the name of a type, and the public id of a row.

    :raises RefusedError: when it is no global id.
    """
    try:
        name, public_id = GlobalID.from_id(text).type_name, GlobalID.from_id(text).node_id
        return name, uuid.UUID(public_id)
    except (GlobalIDValueError, ValueError) as error:
        raise RefusedError(f"{text[:60]!r} is no id of ours.") from error


def read_id_of(text: str, type_name: str) -> uuid.UUID:
    """Read TEXT as the global id of something of the type TYPE_NAME.

    :raises RefusedError: when it is no global id, or one of another type.
    """
    name, public_id = read_id(text)
    if name != type_name:
        raise RefusedError(f"{text[:60]!r} is the id of a {name}, not of a {type_name}.")
    return public_id


def read_public_id(text: str) -> uuid.UUID:
    """Read TEXT as a public id.

    :raises RefusedError: when it is none.
    """
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise RefusedError(f"{text[:60]!r} is no id of ours.") from error


def find_pks(rows: QuerySet[M], texts: Iterable[str]) -> dict[str, int]:
    """Find the keys of the ROWS with the global ids TEXTS that the caller may name, by id.

    What is unknown is left out, and so is what they may not name, or is no id of such a row.
    """
    asked: dict[str, uuid.UUID] = {}
    for text in texts:
        with suppress(RefusedError):
            asked[text] = read_id_of(text, rows.model.__name__)
    known = know(rows, get_caller())
    found = dict(known.filter(public_id__in=asked.values()).values_list("public_id", "pk"))
    return {text: found[public_id] for text, public_id in asked.items() if public_id in found}


def with_key(rows: QuerySet[M], key: str, path: str = "key") -> QuerySet[M]:
    """Keep the ROWS whose PATH is KEY."""
    return rows.none() if NO_TEXT in key else rows.filter(**{path: key})


def stand_in(row: Any) -> Any:  # noqa: ANN401 -- any node
    """Follow a feature that was merged, ROW, to the one that answers for it."""
    seen: set[int] = set()
    while isinstance(row, Feature) and row.merged_into_id and row.pk not in seen:
        seen.add(row.pk)
        row = one(row, "merged_into")
    return row
