"""Opens the form of a row, sends it when another hand was quicker, and answers the table."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from tests.admin_pages import Answer, FormReader, find_page, post

TOLD = "This was changed by another hand since the form was shown"
KEPT = "Another hand has changed this meanwhile, and it stays so: {}."


class TableReader(HTMLParser):
    """Reads the cells of the table of clashes."""

    def __init__(self, page: str) -> None:
        """Read PAGE."""
        super().__init__()
        self.cells: list[str] = []
        self.rows: list[list[str]] = []
        _, mark, rest = page.partition('id="clashes"')
        if mark:
            self.feed(rest.partition("</table>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell, and note what is chosen in it."""
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
        if tag == "input" and "checked" in dict(attrs):
            self.rows[-1][-1] += "* "

    def handle_data(self, data: str) -> None:
        """Take in the text of a cell."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += " ".join(data.split())


def read_clashes(page: str) -> list[list[str]]:
    """Give the rows of the table of clashes on PAGE: field, now, mine, and by whom."""
    return [
        [*cells[:3], cells[3].rpartition(", ")[0]]
        for cells in TableReader(page).rows[1:]
        if len(cells) == 4
    ]


def open_form(browser: Client, row: Any) -> dict[str, object]:  # noqa: ANN401 -- a row of any model
    """Give what a tab that shows the page of ROW would send without any edit."""
    reader = FormReader()
    reader.feed(browser.get(find_page(type(row), "change", row.pk)).content.decode())
    return {**reader.sent, "_save": "Save"}


def send(browser: Client, row: Any, form: dict[str, object], **edits: object) -> Answer:  # noqa: ANN401 -- as above
    """Send FORM of ROW with EDITS."""
    return post(browser, find_page(type(row), "change", row.pk), {**form, **edits})


def answer_it(browser: Client, row: Any, refused: Answer, **edits: object) -> Answer:  # noqa: ANN401 -- as above
    """Send the form that REFUSED shows, with EDITS."""
    reader = FormReader()
    reader.feed(refused.text)
    return send(browser, row, {**reader.sent, "_save": "Save"}, **edits)
