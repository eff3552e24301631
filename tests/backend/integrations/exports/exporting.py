"""Asks for exports as programs do, has them written, and reads what they came to."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
from django.test import Client

from backend.access.issuing import Issued
from backend.access.scopes import Scope
from backend.integrations.exports.models import Export
from backend.integrations.exports.working import KIND
from backend.queue.working import work_off
from products.models import Product
from tests.token_rows import build_token, build_user

ALL = frozenset({Scope.READ_ALIGNMENT, Scope.READ_PEOPLE, Scope.READ_COMMERCIAL})
SIGHT = frozenset({Scope.READ_ALIGNMENT})


def build_reader(*products: Product, scopes: frozenset[Scope] = ALL) -> Issued:
    """Build a token that reads with SCOPES in PRODUCTS, or in all."""
    return build_token(*products, scopes=scopes, maker=build_user(*products) if products else None)


def call(method: str, path: str, token: Issued | None, body: object = None, **headers: str) -> Any:  # noqa: ANN401 -- the test client's own class
    """Send BODY to PATH by METHOD with TOKEN and HEADERS."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        named["Authorization"] = f"Bearer {token.text}"
    more = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(Client(), method)(path, headers=named, **more)


def write() -> int:
    """Have all exports written that were asked for; tell how many tasks were worked on."""
    return work_off([KIND], until_empty=True)


def order(token: Issued, **body: object) -> Export:
    """Ask with TOKEN for what BODY says, have it written, and give it."""
    answer = call("post", "/exports", token, body)
    assert answer.status_code == 202, answer.content
    write()
    return Export.objects.get(public_id=answer.json()["id"])


def fetch(token: Issued, export: Export, **headers: str) -> Any:  # noqa: ANN401 -- as above
    """Fetch the file of EXPORT with TOKEN, to its end."""
    answer = call("get", f"/exports/{export.public_id}/file", token, **headers)
    answer.file = b"".join(answer) if answer.streaming else b""
    return answer


def export_rows(token: Issued, form: str, tmp_path: Path, **body: object) -> list[dict[str, Any]]:
    """Export what BODY says in FORM with TOKEN, and give its rows as a reader of FORM has them."""
    content = fetch(token, order(token, format=form, **body)).file
    if form == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    if form == "ndjson":
        return [json.loads(line) for line in content.splitlines()[1:]]
    file = tmp_path / "read.parquet"
    file.write_bytes(content)
    with duckdb.connect() as duck:
        found = duck.execute("SELECT * FROM read_parquet(?)", [str(file)])
        names = [each[0] for each in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
