"""Trusted documents: what a manifest holds may be asked for by its id, and browsers held to it.

A manifest is a JSON object of ids and GraphQL documents, as graphql-codegen writes it. An id is the
sha256 of its document, with or without `sha256:` before it, or any other name. Whatever its name, a
document is also found by its sha256.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cross_web import HTTPException
from django.conf import settings
from django.http import HttpRequest
from graphql import GraphQLError, GraphQLSchema, parse, validate

from backend.access.cost import MOST_TOKENS
from backend.access.errors import Code, RefusedError
from backend.access.reading import Asked
from backend.env import EnvironmentVariableError

PREFIX: Final = "sha256:"
DIGEST: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
# A browser sends one of them with whatever a page asks for, and no page can leave them out.
BROWSER_HEADERS: Final = ("Origin", "Sec-Fetch-Site")
WITHHELD: Final = "Browsers may only run trusted documents here."


class ManifestError(EnvironmentVariableError):
    """Says what is wrong with the manifests that TRUSTED_DOCUMENTS names."""

    def __init__(self, message: str) -> None:
        super().__init__(f"TRUSTED_DOCUMENTS: {message}")


@lru_cache
def read_manifests(paths: tuple[Path, ...]) -> Mapping[str, str]:
    """Read the documents of the manifests at PATHS, by each id that they are known by.

    :raises ManifestError: when one is no manifest, or an id is not that of its document.
    """
    known: dict[str, str] = {}
    for path in paths:
        for name, text in _read_manifest(path).items():
            digest = sha256(text.encode()).hexdigest()
            claimed = DIGEST.fullmatch(name)
            if claimed is not None and claimed[1] != digest:
                raise ManifestError(f"{path}: {name} is not the sha256 of its document.")
            if known.setdefault(name, text) != text:
                raise ManifestError(f"{path}: {name} is the id of another document too.")
            known |= {digest: text, PREFIX + digest: text}
    return known


def _read_manifest(path: Path) -> dict[str, str]:
    try:
        read = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}.") from error
    except (RecursionError, ValueError) as error:
        raise ManifestError(f"{path}: this is not JSON.") from error
    if not isinstance(read, dict) or not all(isinstance(text, str) for text in read.values()):
        raise ManifestError(f"{path}: a manifest is one object of ids and documents.")
    return read


def trusted() -> Mapping[str, str]:
    """Give the documents that the settings name, by id."""
    return read_manifests(tuple(settings.TRUSTED_DOCUMENTS))


def prove_documents(schemas: Iterable[GraphQLSchema]) -> None:
    """Prove that each trusted document is valid in one of SCHEMAS.

    :raises ManifestError: when it is not so.
    """
    tried = list(schemas)
    for name, text in trusted().items():
        try:
            faults = [validate(schema, parse(text, max_tokens=MOST_TOKENS)) for schema in tried]
        except GraphQLError as error:
            raise ManifestError(f"{name}: {error.message}") from error
        if all(faults):
            raise ManifestError(f"{name}: {faults[0][0].message}")


def find_document(asked: Asked, request: HttpRequest) -> str | None:
    """Find the text of the document that is ASKED for by REQUEST, if it asks for any.

    :raises RefusedError: when the document is unknown, or not the one that was named.
    :raises HTTPException: when two are named, or a browser's is not trusted.
    """
    text = _find_named(asked)
    if text is not None and is_withheld(text, request):
        raise HTTPException(403, WITHHELD)
    return text


def is_withheld(text: str, request: HttpRequest) -> bool:
    """Tell whether REQUEST is a browser's that may not run TEXT, a document that is not trusted."""
    held = settings.TRUSTED_DOCUMENTS_ONLY and any(map(request.headers.get, BROWSER_HEADERS))
    return held and _digest(text) not in trusted()


def _find_named(asked: Asked) -> str | None:
    if asked.document_id is not None:
        if asked.query is not None:
            raise HTTPException(400, "Give query or documentId, not both.")
        if asked.document_id not in trusted():
            raise RefusedError("There is no trusted document of this id.", code=Code.NOT_FOUND)
        return trusted()[asked.document_id]
    if asked.query is None:
        return find_persisted(asked.extensions or {})
    hashed = _read_hash(asked.extensions or {})
    if hashed is not None and _digest(asked.query) != hashed:
        raise RefusedError("persistedQuery.sha256Hash is not that of the query.")
    return asked.query


def find_persisted(extensions: Mapping[str, Any]) -> str | None:
    """Find the text of the document that EXTENSIONS name by its hash, if they name any.

    :raises RefusedError: when nobody knows it.
    """
    hashed = _read_hash(extensions)
    if hashed is None:
        return None
    if hashed not in trusted():
        raise RefusedError("PersistedQueryNotFound", code=Code.PERSISTED_QUERY_NOT_FOUND)
    return trusted()[hashed]


def _read_hash(extensions: Mapping[str, Any]) -> str | None:
    """Read the sha256 by which Apollo's clients name a document in EXTENSIONS."""
    named = extensions.get("persistedQuery")
    hashed = named.get("sha256Hash") if isinstance(named, dict) else None
    return hashed if isinstance(hashed, str) else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
