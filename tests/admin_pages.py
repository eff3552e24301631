"""Uses the admin as a browser does: logs in, reads a form as it is shown, edits and sends it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

CURATOR = "curator"


def log_in() -> Client:
    """Give a browser in which a superuser is logged in, over HTTPS."""
    user, _ = User.objects.get_or_create(username=CURATOR, is_staff=True, is_superuser=True)
    browser = Client(headers={"x-forwarded-proto": "https"})
    browser.force_login(user)
    return browser


def find_page(model: type[Model], page: str, *args: object) -> str:
    """Give the address of PAGE of MODEL: changelist, add, change, delete or history."""
    opts = model._meta  # noqa: SLF001 -- Django's documented model API
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


@dataclass
class FormReader(HTMLParser):
    """Collects what a browser would send of a page's form without any edit."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    _open: str = ""  # the select or textarea that is being read

    def __post_init__(self) -> None:
        """Prepare the parser."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in one field."""
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag in {"select", "textarea"}:
            self._open = name
            self.sent.setdefault(name, [])
        elif tag == "option" and "selected" in given and self._open:
            self.sent[self._open].append(given.get("value", ""))
        elif kind in {"checkbox", "radio"} and "checked" not in given:
            return
        elif tag == "input" and name and kind not in {"submit", "button", "file"}:
            self.sent.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Take in the text of a textarea."""
        if self._open and self.lasttag == "textarea":
            self.sent[self._open].append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        """End a select or a textarea."""
        if tag in {"select", "textarea"}:
            self._open = ""


@dataclass(frozen=True)
class Answer:
    """What the admin answered: its code, what its forms complain of, and where it leads or says."""

    code: int
    complaints: list[str]
    text: str


def read_flat(page: str) -> str:
    """Give PAGE without the marks that only tell which way parts of its lines run."""
    return re.sub(r'<span class="leads">|</span>|</?bdi>', "", page)


def send(browser: Client, address: str, **edits: object) -> Answer:
    """Open the form at ADDRESS, make EDITS and save; a list is a choice of several."""
    reader = FormReader()
    reader.feed(browser.get(address).content.decode())
    return post(browser, address, {**reader.sent, **edits, "_save": "Save"})


def edit(browser: Client, row: Model, **edits: object) -> Answer:
    """Open the page of ROW, make EDITS and save."""
    return send(browser, find_page(type(row), "change", row.pk), **edits)


def delete(browser: Client, row: Model) -> Answer:
    """Confirm that ROW is to be deleted."""
    return post(browser, find_page(type(row), "delete", row.pk), {"post": "yes"})


def delete_listed(browser: Client, *rows: Model) -> Answer:
    """Mark ROWS in their list and confirm that they are to be deleted."""
    sent = {
        "action": "delete_selected",
        "_selected_action": [str(row.pk) for row in rows],
        "post": "yes",
    }
    return post(browser, find_page(type(rows[0]), "changelist"), sent)


def post(browser: Client, address: str, sent: Mapping[str, object]) -> Answer:
    """Send SENT to ADDRESS, follow where that leads, and give what is said there."""
    response = browser.post(address, sent, follow=True)
    context = getattr(response, "context_data", {})
    complaints = [str(sentence) for errors in context.get("errors", ()) for sentence in errors]
    return Answer(response.status_code, complaints, unescape(response.content.decode()))
