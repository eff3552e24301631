"""Curators ask for exports in the admin, and see and fetch their own."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from backend.access.callers import describe_user
from backend.access.scopes import Role
from backend.integrations.exports.asking import Order, ask
from backend.integrations.exports.files import find_file
from backend.integrations.exports.models import Export, Format, Noun
from backend.queue.models import Task
from tests.backend.integrations.exports.exporting import write
from tests.builders import build_feature, build_product
from tests.token_rows import build_user

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/exports/export/", "/admin/exports/export/add/"
GIVEN = {"noun": "FEATURES", "format": "CSV", "product": ""}


def sign_in(user: User) -> Client:
    """Sign USER in."""
    browser = Client(headers={"x-forwarded-proto": "https"})
    browser.force_login(user)
    return browser


def see(browser: Client, page: str = LIST) -> str:
    """Give what BROWSER sees on PAGE."""
    return browser.get(page).content.decode()


def test_a_curator_asks_sees_how_far_it_is_and_fetches_it() -> None:
    feature = build_feature(product=build_product("drive"))
    curator = build_user(feature.product, role=Role.CURATOR)
    browser = sign_in(curator)
    since = {"changed_since_0": "2026-05-04", "changed_since_1": "12:00"}

    sent = browser.post(ADD, GIVEN | since | {"product": str(feature.product.pk)})
    waiting = see(browser)
    Task.objects.update(done=1_000, total=2_500)
    begun = see(browser)
    write()
    ready = see(browser)

    export = Export.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, LIST)
    assert (export.user, export.asker) == (curator, f"user:{curator.pk}")
    assert export.changed_since == datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert "waiting" in waiting
    assert "1,000 of 2,500" in begun
    assert f'<a href="/exports/{export.public_id}/file">{export.file_name}</a>' in ready
    file = browser.get(f"/exports/{export.public_id}/file")
    assert b"".join(file).startswith(b"\xef\xbb\xbfid,product,key")


def test_what_they_may_not_see_cannot_be_asked_for() -> None:
    mine, other = build_product("mine"), build_product("other")
    browser = sign_in(build_user(mine, role=Role.CURATOR))

    sent = browser.post(ADD, GIVEN | {"product": str(other.pk)})

    assert sent.status_code == 200
    assert Export.objects.count() == 0


def test_a_list_shows_ones_own_and_to_administrators_all() -> None:
    product = build_feature(product=build_product("drive")).product
    one, other = (build_user(product, role=Role.CURATOR) for _ in range(2))
    ask(Order(noun=Noun.BREAKDOWNS, form=Format.NDJSON), by=describe_user(one))
    export = Export.objects.get()

    pages = [see(sign_in(user)) for user in (one, other, build_user(administrator=True))]

    assert [str(export) in page for page in pages] == [True, False, True]


@pytest.mark.parametrize(
    ("page", "noun"), [("products/feature", "FEATURES"), ("stakeholders/preference", "PREFERENCES")]
)
def test_lists_lead_to_the_export_of_all(page: str, noun: str) -> None:
    browser = sign_in(build_user(build_product(), role=Role.CURATOR))

    shown = see(browser, f"/admin/{page}/")
    form = see(browser, f"{ADD}?noun={noun}")

    assert f'<a href="{ADD}?noun={noun}">Export all in the background</a>' in shown
    assert f'<option value="{noun}" selected>' in form


def test_a_list_says_of_which_exports_the_file_is_there_no_more() -> None:
    feature = build_feature(product=build_product("drive"))
    curator = build_user(feature.product, role=Role.CURATOR)
    browser = sign_in(curator)
    for _ in range(3):
        browser.post(ADD, GIVEN)
    write()
    lost, expired, ready = Export.objects.order_by("pk")
    find_file(lost).unlink()
    Export.objects.filter(pk=expired.pk).update(expires_at=timezone.now())

    shown = browser.get(LIST).context["cl"]

    model = shown.model_admin
    told = [(each, model.progress(each), bool(model.file(each))) for each in shown.result_list]
    assert told == [
        (ready, "ready", True),
        (expired, "removed", False),
        (lost, "its file is missing", False),
    ]
