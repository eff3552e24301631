"""Of several who save the same row at the same moment one writes, and the others are told.

SQLite's tests run in memory, where connections cannot wait for each other; here it gets a file.
"""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any, Final

import pytest
from django.db import connection, connections
from django.db.models import Model
from django.test import Client

from tests.admin_pages import find_page, log_in, post
from tests.backend.access.clashing import TOLD, open_form
from tests.builders import build_feature, build_stakeholder

pytestmark = pytest.mark.django_db(transaction=True)

TRIES: Final = 4


def save_all(row: Model, browsers: list[Client]) -> list[bool]:
    """Let each of BROWSERS save a name of its own in ROW at once; tell which were refused."""
    forms = [open_form(browser, row) for browser in browsers]
    begin = Barrier(TRIES, timeout=60)

    def save(place: int) -> bool:
        begin.wait()
        try:
            sent = {**forms[place], "name": f"Name {place}"}
            answer = post(browsers[place], find_page(type(row), "change", row.pk), sent)
            return TOLD in answer.text
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TRIES) as threads:
        return list(threads.map(save, range(TRIES)))


def read_name(row: Model) -> str:
    """Read the name of ROW where the threads have written it."""

    def read() -> str:
        try:
            return str(type(row)._base_manager.values_list("name", flat=True).get(pk=row.pk))  # noqa: SLF001 -- any model
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(read).result()


@pytest.mark.parametrize("build", [build_feature, build_stakeholder])
def test_one_writes_and_the_others_are_told(
    build: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, browsers = build(), [log_in() for _ in range(TRIES)]
    if connection.vendor == "sqlite":
        file = tmp_path / "crowd.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(file))

    refused = save_all(row, browsers)

    assert sorted(refused) == [False, True, True, True]
    assert read_name(row) == f"Name {refused.index(False)}"
