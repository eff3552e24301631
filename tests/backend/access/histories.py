"""Reads histories of rows, and goes back in them, as a curator does."""

from typing import Any

from django.test import Client

from backend.access.history import read_steps
from tests.admin_pages import Answer, FormReader, find_page, post, read_flat


def find_points(row: Any) -> list[int]:  # noqa: ANN401 -- a row of any model
    """Give the entries about ROW, the oldest first."""
    return [step.entry.pk for step in reversed(read_steps(row))]


def read_history(browser: Client, row: Any, **asked: str | int) -> str:  # noqa: ANN401 -- as above
    """Read the page that tells the history of ROW."""
    page = browser.get(find_page(type(row), "history", row.pk), asked)
    return read_flat(page.content.decode())


def put_back(browser: Client, row: Any, point: int) -> Answer:  # noqa: ANN401 -- as above
    """Look at what going back to POINT would change in ROW, and confirm it."""
    page = find_page(type(row), "revert", row.pk, point)
    reader = FormReader()
    reader.feed(browser.get(page).content.decode())
    return post(browser, page, reader.sent)
