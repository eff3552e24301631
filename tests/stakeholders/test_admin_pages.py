"""Every page of the admin answers, escapes what it shows, and asks no more for more rows."""

import re
from collections.abc import Iterator
from html import unescape
from http import HTTPStatus

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.access.models import (
    AuditEntry,
    AuditWord,
    FileImport,
    IdempotencyKey,
    Invitation,
    RoleGrant,
    SavedFilter,
    Token,
)
from backend.feed.models import Change, Epoch
from backend.integrations.exports.models import Export
from backend.queue.models import Daily, Task
from products.admin.logs import LogAdmin
from products.models import Decision, Feature, Insight, Merge, Objective, Product, StageChange
from stakeholders.models import (
    Account,
    AlignmentChange,
    AlignmentScore,
    Cell,
    CellChange,
    Champion,
    Commitment,
    ElectorateChange,
    Evidence,
    Group,
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
    Tally,
)
from tests.admin_pages import find_page, log_in
from tests.admin_rows import fill, find_first
from tests.builders import build_feature, build_preference, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

LOGS = (
    AlignmentChange,
    AlignmentScore,
    AuditEntry,
    AuditWord,
    Cell,
    CellChange,
    Change,
    ElectorateChange,
    FileImport,
    IdempotencyKey,
    Merge,
    News,
    PreferenceEvent,
    StageChange,
    Tally,
    Task,
)
# What a list costs, with one row as with fifty: the login, a count that ends early, the rows, and
# the filters.
QUERIES: dict[type[Model], int] = {
    Product: 6,
    Objective: 6,
    Feature: 8,  # two of its facets list the groups
    StageChange: 6,
    News: 6,
    Merge: 6,
    Insight: 6,
    Decision: 6,
    Group: 7,
    ReferenceWeight: 5,
    Account: 7,
    Stakeholder: 7,
    Preference: 8,
    PreferenceEvent: 6,
    Evidence: 6,
    Champion: 7,
    Outreach: 6,
    Commitment: 7,
    Tally: 7,
    Cell: 6,
    CellChange: 6,
    ElectorateChange: 6,
    AlignmentScore: 6,
    AlignmentChange: 6,
    FileImport: 5,
    IdempotencyKey: 6,
    RoleGrant: 6,
    Invitation: 6,
    Token: 6,
    AuditEntry: 12,  # those who may be filtered by, and the names of rows of six kinds at most
    AuditWord: 5,
    Task: 5,
    Change: 8,
    Export: 5,
}
MODELS = tuple(QUERIES)
EACH_LOG = pytest.mark.parametrize("model", LOGS)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def browser() -> Client:
    return log_in()


def find_refused(browser: Client, addresses: Iterator[str]) -> dict[str, int]:
    """Ask for ADDRESSES, and give those that answer otherwise than 200."""
    answers = {address: browser.get(address).status_code for address in addresses}
    return {address: code for address, code in answers.items() if code != HTTPStatus.OK}


def find_links(browser: Client, model: type[Model]) -> Iterator[str]:
    """Yield the list of MODEL, a search in it, and all filters and orders that it offers."""
    page = find_page(model, "changelist")
    yield page
    yield f"{page}?q=a%20b"
    shown = browser.get(page).content.decode()
    yield from sorted({page + unescape(link) for link in re.findall(r'href="(\?[^"]+)"', shown)})


def test_every_model_has_a_page() -> None:
    models = {
        model
        for label in ("products", "stakeholders", "access", "queue", "exports", "feed")
        for model in apps.get_app_config(label).get_models()
    }

    models.remove(SavedFilter)  # the lists that it is about show it
    models.remove(Daily)  # what comes of it are tasks
    models.remove(Epoch)  # cursors begin with it
    assert models == set(MODELS)
    assert all(map(admin.site.is_registered, models))


def test_every_page_says_how_it_is_searched_filtered_and_ordered() -> None:
    needed = ("list_display", "list_filter", "search_fields", "ordering")

    silent = [
        (model, name)
        for model in MODELS
        for name in needed
        if not getattr(admin.site.get_model_admin(model), name)
    ]

    assert silent == []


def test_every_list_answers_to_searches_filters_and_orders(browser: Client) -> None:
    fill(2)
    links = [link for model in MODELS for link in find_links(browser, model)]

    refused = find_refused(browser, iter(links))

    assert refused == {}
    assert len(links) > 10 * len(MODELS)


def test_the_pages_of_every_row_answer(browser: Client) -> None:
    fill(1)
    rows = [find_first(model) for model in MODELS]
    pages = ("change", "history")

    refused = find_refused(
        browser, (find_page(type(row), page, row.pk) for row in rows for page in pages)
    )

    assert refused == {}


def test_rows_may_be_added_where_the_domain_does_not_write_them_alone(browser: Client) -> None:
    answers = {model: browser.get(find_page(model, "add")).status_code for model in MODELS}

    forbidden = {model for model, code in answers.items() if code == HTTPStatus.FORBIDDEN}
    assert forbidden == {*LOGS, ReferenceWeight}
    assert set(answers.values()) == {HTTPStatus.OK, HTTPStatus.FORBIDDEN}


@EACH_LOG
@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_what_the_domain_alone_writes_cannot_be_edited(
    browser: Client, model: type[Model], page: str
) -> None:
    fill(1)
    row = find_first(model)
    before = vars(find_first(model))
    address = find_page(model, page, *(() if page == "add" else (row.pk,)))

    answer = browser.post(address, {"post": "yes", "actor": "somebody else", "heads": 99})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert {**vars(find_first(model)), "_state": None} == {**before, "_state": None}


@EACH_LOG
def test_what_the_domain_alone_writes_cannot_be_deleted_from_its_list(
    browser: Client, model: type[Model]
) -> None:
    fill(1)
    row = find_first(model)
    sent = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}

    browser.post(find_page(model, "changelist"), sent)

    assert isinstance(admin.site.get_model_admin(model), LogAdmin)
    assert find_first(model) == row


def test_permissions_of_django_open_nothing(browser: Client) -> None:
    fill(1)
    marked = User.objects.create(username="marked", is_staff=True)
    marked.user_permissions.set(Permission.objects.all())
    browser.force_login(marked)
    pages = [find_page(model, "changelist") for model in MODELS]

    refused = find_refused(browser, iter(pages))

    assert set(refused) == set(pages)
    assert set(refused.values()) == {HTTPStatus.FORBIDDEN}


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_a_list_of_many_rows_costs_as_many_queries_as_a_list_of_one(
    browser: Client, rows: int
) -> None:
    fill(rows)

    asked = {model: count_queries(browser, find_page(model, "changelist")) for model in MODELS}

    assert asked == QUERIES


def count_queries(browser: Client, page: str) -> int:
    """Tell how many queries PAGE costs, once everything else is warm."""
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        browser.get(page)
    return len(captured)


def test_a_name_that_is_a_script_is_shown_and_not_run(browser: Client) -> None:
    feature = build_feature(name=SCRIPT)
    person = build_stakeholder(SCRIPT, team=build_team("ops", SCRIPT))
    preference = build_preference(person, feature)
    rows: list[Model] = [feature, person, preference, AlignmentScore.objects.get()]
    pages = [find_page(type(row), "change", row.pk) for row in rows]
    lists = [find_page(type(row), "changelist") for row in rows]

    shown = [browser.get(page).content.decode() for page in [*pages, *lists]]

    assert [page for page in shown if SCRIPT in page] == []
    assert [page for page in shown if "&lt;script&gt;" not in page] == []
