"""What stands beside the pages of rows is told in the language of whoever reads as well.

Imports and previews, what was deleted or put back, saved filters, briefs, merges and rallies.
"""

import re
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from backend.access.deleted_rows import find_deletions
from backend.access.history import read_steps
from backend.access.models import SavedFilter
from products.models import Feature, Merge, Objective, Product
from stakeholders.models import Group
from tests.admin_pages import FormReader, delete, edit, find_page, log_in
from tests.admin_rows import fill, find_first
from tests.builders import build_feature, build_objective
from tests.page_words import NO_WORDS, find_latin, read_words

pytestmark = pytest.mark.django_db

ARABIC = {"accept-language": "ar"}
COLUMNS = re.compile(r"\b(id|key|name)\b")  # as files call them, in any language
LISTS = ("saved", "deleted", "import")
BAD_FILE = b"key,name,x\nx-1,1,1\nx-1,2,2\n,3,3\n"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Leave no language behind: a request leaves its own to the thread that answered it."""
    with override("en"):
        yield


@pytest.fixture
def browser() -> Client:
    fill(1)
    return log_in()


def read(browser: Client, page: str, **sent: object) -> list[str]:
    """Give the Latin words of PAGE as it is shown to Arabs, once what is SENT was sent to it."""
    if sent:
        answer = browser.post(page, sent, headers=ARABIC, follow=True)
    else:
        answer = browser.get(page, headers=ARABIC)
    assert answer.status_code == 200, page
    return find_latin(read_words(answer.content.decode()).texts, NO_WORDS, COLUMNS)


def list_beside(model: type[Model]) -> Iterator[str]:
    """Give the addresses of the lists beside the list of MODEL, as far as there are any."""
    for name in LISTS:
        try:
            yield find_page(model, name)
        except NoReverseMatch:
            continue


def test_no_list_beside_a_list_speaks_english_to_arabs(browser: Client) -> None:
    known = list(admin.site._registry)  # noqa: SLF001 -- there is no public way to list the pages
    pages = [page for each in known for page in list_beside(each)]

    open_ones = [page for page in pages if browser.get(page).status_code == HTTPStatus.OK]
    odd = {page: read(browser, page) for page in open_ones}

    assert len(open_ones) > len(known)
    assert {page: texts for page, texts in odd.items() if texts} == {}


def test_a_list_with_a_saved_filter_speaks_no_english_to_arabs(browser: Client) -> None:
    kept = find_page(Feature, "saved")
    list_page = find_page(Feature, "changelist")

    assert read(browser, kept, query="q=x&stage__exact=LAUNCH&o=-1", name="1") == []
    assert read(browser, kept) == []
    assert read(browser, f"{list_page}?q=1") == []
    saved = SavedFilter.objects.get()
    led = browser.get(reverse("admin:products_feature_saved_one", args=[saved.pk]))
    assert read(browser, led.headers["Location"]) == []


@pytest.mark.parametrize("asked", ["group", "kind"])
def test_a_brief_speaks_no_english_to_arabs(browser: Client, asked: str) -> None:
    feature = find_first(Feature)
    group = Group.objects.order_by("pk")[0]
    value = group.public_id if asked == "group" else "TEAM"

    page = reverse("admin:brief", args=[feature.pk])

    assert read(browser, f"{page}?{asked}={value}") == []


def test_rallies_speak_no_english_to_arabs(browser: Client) -> None:
    product = Product.objects.order_by("pk")[0]
    build_feature(product=product)

    assert read(browser, reverse("admin:rally_list", args=[product.pk])) == []


def test_merging_and_taking_it_back_speak_no_english_to_arabs(browser: Client) -> None:
    feature = find_first(Feature)
    other = build_feature(product=Product.objects.order_by("pk")[0])
    page = reverse("admin:feature_merge", args=[other.pk])
    undo = reverse("admin:merge_undo", args=[Merge.objects.order_by("pk")[0].pk])

    assert read(browser, page) == []
    assert read(browser, f"{page}?into={feature.pk}") == []
    assert read(browser, undo) == []


def test_a_history_and_putting_back_speak_no_english_to_arabs(browser: Client) -> None:
    objective = build_objective(product=Product.objects.order_by("pk")[0])
    edit(browser, objective, target_date="2026-05-01")
    steps = read_steps(objective, most=9)
    page = find_page(Objective, "history", objective.pk)
    first, last = (steps[-1].entry.pk, steps[0].entry.pk)

    assert len(steps) > 1
    assert read(browser, page) == []
    assert read(browser, f"{page}?from={first}&to={last}") == []
    assert read(browser, f"{page}{first}/") == []


def test_restoring_speaks_no_english_to_arabs(browser: Client) -> None:
    objective = build_objective(product=Product.objects.order_by("pk")[0])
    delete(browser, objective)
    gone = find_deletions(Objective).latest("pk")

    assert read(browser, find_page(Objective, "deleted")) == []
    assert read(browser, find_page(Objective, "restore", gone.pk)) == []
    assert read(browser, find_page(Objective, "restore", gone.pk), yes="1") == []


def test_an_import_speaks_no_english_to_arabs(browser: Client) -> None:
    page = find_page(Product, "import")
    file = SimpleUploadedFile("f.csv", BAD_FILE)

    assert read(browser, page, file=file) == []
    assert read(browser, page, file=SimpleUploadedFile("f.csv", b"\0")) == []


def test_editing_together_speaks_no_english_to_arabs(browser: Client) -> None:
    row = find_first(Objective)
    page = find_page(Objective, "together")
    chosen = {"_row": str(row.pk), "_field": "target_date", "target_date": "2026-05-01"}

    assert read(browser, page, _row=str(row.pk)) == []
    assert read(browser, page, **chosen, _preview="1") == []


def test_what_another_hand_changed_is_told_to_arabs_in_arabic(browser: Client) -> None:
    row = find_first(Objective)
    page = find_page(Objective, "change", row.pk)
    reader = FormReader()
    reader.feed(browser.get(page).content.decode())
    edit(browser, row, target_date="2026-05-01")

    told = read(browser, page, **{**reader.sent, "target_date": "2026-06-01", "_save": "1"})

    assert told == []
    assert Objective.objects.get(pk=row.pk).target_date == date(2026, 5, 1)
