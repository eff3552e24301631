"""Reads what an HTTP request asks for, and refuses what cannot be read."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from cross_web import HTTPException
from django.http import HttpRequest

from backend.access.media import JSON

TEXTS: Final = ("query", "documentId", "operationName")
OBJECTS: Final = ("variables", "extensions")
CHUNK: Final = 64 * 1024  # bytes
MOST_DRAINED: Final = 16 * 1024 * 1024  # bytes
# Half of a pair, which JSON can write and UTF-8 cannot; whole pairs are looked at more closely.
HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: a QUERY, or the document that DOCUMENT_ID or EXTENSIONS name."""

    query: str | None
    document_id: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None


def read_asked(request: HttpRequest) -> Asked:
    """Read what REQUEST asks for, from its address or its body.

    :raises HTTPException: when it cannot be read; the message is for the caller.
    """
    given = _read_address(request) if request.method == "GET" else _read_body(request)
    for name in TEXTS:
        if not isinstance(given.get(name), str | None):
            raise HTTPException(400, f"{name} has to be a text.")
    for name in OBJECTS:
        if not isinstance(given.get(name), dict | None):
            raise HTTPException(400, f"{name} has to be an object.")
    return Asked(
        query=given.get("query"),
        document_id=given.get("documentId"),
        operation_name=given.get("operationName") or None,
        variables=given.get("variables"),
        extensions=given.get("extensions"),
    )


def _read_address(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = request.GET.dict()
    return given | {name: _read_json(given[name]) for name in OBJECTS if name in given}


def _read_body(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != JSON:
        raise HTTPException(415, f"Send {JSON}.")
    return read_object(request.body)


def read_object(data: bytes | str) -> dict[str, Any]:
    """Read DATA, the body of a request, as one JSON object.

    :raises HTTPException: when it is none; the message is for the caller.
    :raises UnicodeDecodeError: when it is not UTF-8.
    """
    body = _read_json(data if isinstance(data, str) else data.decode("utf-8-sig"))
    if isinstance(body, list):
        raise HTTPException(400, "Batches are not answered; send each request by itself.")
    if not isinstance(body, dict):
        raise HTTPException(400, "The request has to be one JSON object.")
    return body


def _read_json(text: str) -> object:
    try:
        read: object = json.loads(text, parse_constant=_refuse_constant)
        if HALF.search(text):
            json.dumps(read, ensure_ascii=False).encode()
    except (RecursionError, ValueError) as error:
        raise HTTPException(400, "The request is not JSON that can be read.") from error
    return read


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have.

    :raises ValueError: always.
    """
    raise ValueError(name)


def drain(request: HttpRequest) -> None:
    """Read on for a while, or the answer would be lost to a caller who is still sending REQUEST."""
    for _ in range(MOST_DRAINED // CHUNK):
        if not request.read(CHUNK):
            break
