"""Owners look after the endpoints of their products, and after nobody else's."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from backend.access.scopes import Role
from backend.feed.reading import find_end
from backend.integrations.webhooks.endpoints import pause, stop
from backend.integrations.webhooks.models import Delivery, Endpoint, Reason, Standing, Status
from products.models import Product
from tests.backend.access.people import build_login
from tests.backend.integrations.webhooks.receivers import answer, receiving
from tests.backend.integrations.webhooks.working import build_endpoint, open_message, work
from tests.builders import build_feature, build_product
from tests.token_rows import build_user

pytestmark = pytest.mark.django_db

URL = "https://hooks.example.com/services/T0/secret"
ENDPOINTS = "/admin/webhooks/endpoint/"
DELIVERIES = "/admin/webhooks/delivery/"


def enter(*products: Product, role: Role = Role.OWNER, administrator: bool = False) -> Client:
    """Let somebody in who has ROLE in PRODUCTS, or an ADMINISTRATOR."""
    browser = Client()
    browser.force_login(build_user(*products, role=role, administrator=administrator))
    return browser


def say(response: Any) -> list[str]:  # noqa: ANN401 -- the test client's own class
    """List what RESPONSE tells whoever sees it."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_an_owner_adds_an_endpoint_and_sees_its_secret_once() -> None:
    product = build_product("drive")
    browser = enter(product)

    page = browser.post(
        f"{ENDPOINTS}add/",
        {"name": "CRM", "url": URL, "product": product.pk, "types": ["decision.made"]},
    )

    endpoint = Endpoint.objects.get()
    (secret,) = re.findall(r"whsec_[^<]+", page.content.decode())
    with receiving() as receiver:
        Endpoint.objects.update(url=receiver.url)
        browser.post(f"{ENDPOINTS}{endpoint.pk}/act/test/")
    assert open_message(receiver.messages[0], secret)["type"] == "test.ping"
    assert (endpoint.product, endpoint.types) == (product, ["decision.made"])
    assert "no-store" in page["Cache-Control"]
    later = browser.get(f"{ENDPOINTS}{endpoint.pk}/change/").content.decode()
    assert ("whsec_" in later, "decision.made" in later) == (False, True)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"url": "http://hooks.example.com/"}, "the address has to begin with https://"),
        ({"url": "https://10.0.0.1/"}, "the address leads into a private network"),
        ({"url": "nonsense"}, "this is no address that messages are sent to"),
        ({"product": ""}, "This field is required."),
        ({"types": ["nonsense"]}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_told_in_the_form(more: dict[str, Any], told: str) -> None:
    product = build_product()
    sent = {"name": "CRM", "url": URL, "product": product.pk} | more

    page = enter(product).post(f"{ENDPOINTS}add/", sent)

    assert told in page.content.decode()
    assert Endpoint.objects.count() == 0


def test_an_administrator_adds_one_for_all_products() -> None:
    enter(administrator=True).post(f"{ENDPOINTS}add/", {"name": "CRM", "url": URL, "product": ""})

    assert Endpoint.objects.get().product is None


def test_an_endpoint_is_edited_and_keeps_its_product() -> None:
    mine, other = build_product(), build_product()
    browser = enter(mine, other)
    endpoint = build_endpoint(URL, product=mine).endpoint
    page = browser.get(f"{ENDPOINTS}{endpoint.pk}/change/")
    shown = page.context["adminform"].form.initial["shown"]

    browser.post(
        f"{ENDPOINTS}{endpoint.pk}/change/",
        {"name": "ERP", "url": f"{URL}/2", "types": ["group.changed"], "product": other.pk,
         "shown": shown},
    )  # fmt: skip

    row = Endpoint.objects.get()
    assert (row.name, row.url, row.types) == ("ERP", f"{URL}/2", ["group.changed"])
    assert (row.product, row.secret, row.seq) == (mine, endpoint.secret, endpoint.seq)


def test_what_another_hand_has_changed_is_not_overwritten() -> None:
    product = build_product()
    endpoint = build_endpoint(URL, product=product).endpoint
    browser = enter(product)
    page = browser.get(f"{ENDPOINTS}{endpoint.pk}/change/")
    shown = page.context["adminform"].form.initial["shown"]
    Endpoint.objects.update(name="Theirs")

    page = browser.post(
        f"{ENDPOINTS}{endpoint.pk}/change/", {"name": "Mine", "url": URL, "shown": shown}
    )

    assert "This was changed by another hand" in page.content.decode()
    assert Endpoint.objects.get().name == "Theirs"


def test_the_acts_of_a_page_are_done() -> None:
    product = build_product()
    endpoint = build_endpoint(URL, product=product).endpoint
    browser = enter(product)
    act = f"{ENDPOINTS}{endpoint.pk}/act/"

    paused = browser.post(f"{act}pause/")
    standing = Endpoint.objects.get().standing
    resumed = browser.post(f"{act}resume/")
    rotated = browser.post(f"{act}rotate/")

    assert (say(paused), standing) == (["CRM is paused."], Standing.PAUSED)
    assert say(resumed)[-1] == "CRM is sent to again."
    assert Endpoint.objects.get().standing == Standing.ACTIVE
    assert "whsec_" in rotated.content.decode()
    assert Endpoint.objects.get().old_secret == endpoint.secret
    assert browser.post(f"{act}delete_selected/").status_code == 404
    assert browser.get(f"{act}pause/").status_code == 405


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (200, r"CRM took the test: 200 in \d+ ms\."),
        (500, r"CRM did not take the test: the receiver answered with an error\. 500 down"),
    ],
)
def test_a_test_tells_at_once_what_came_of_it(code: int, told: str) -> None:
    product = build_product()
    with receiving(answer(code, body=b"down")) as receiver:
        endpoint = build_endpoint(receiver.url, product=product).endpoint
        page = enter(product).post(f"{ENDPOINTS}{endpoint.pk}/act/test/")

    (sentence,) = say(page)
    assert re.fullmatch(told, sentence)


def test_an_action_is_done_with_all_that_are_marked() -> None:
    product = build_product()
    keys = [build_endpoint(URL, product=product, name=name).endpoint.pk for name in "ab"]

    enter(product).post(ENDPOINTS, {"action": "pause", "_selected_action": keys})

    assert set(Endpoint.objects.values_list("standing", flat=True)) == {Standing.PAUSED}


def test_a_range_is_replayed() -> None:
    product = build_product()
    browser = enter(product)
    with receiving() as receiver:
        endpoint = build_endpoint(receiver.url, product=product).endpoint
        clock = work()
        begin = find_end()
        build_feature(product=product)
        work(clock)
        replay = f"{ENDPOINTS}{endpoint.pk}/replay/"
        nothing = browser.post(replay, {"after": ""})
        nonsense = browser.post(replay, {"after": "nonsense"})
        done = browser.post(replay, {"after": str(begin)})
        work()

    assert "Give a cursor, or a moment." in nothing.content.decode()
    assert "This is no cursor of the feed." in nonsense.content.decode()
    assert say(done) == ["Messages that are sent again: 1."]
    assert len(receiver.messages) == 2
    assert browser.get(replay).status_code == 200


def test_the_log_is_read_narrowed_and_sent_again() -> None:
    product = build_product()
    browser = enter(product)
    with receiving(answer(500, body=b"no such key")) as receiver:
        build_endpoint(receiver.url, product=product)
        build_feature(product=product)
        work()
        delivery = Delivery.objects.get()
        Delivery.objects.update(status=Status.FAILED, settled_at=timezone.now())
        sent = browser.post(DELIVERIES, {"action": "send_again", "_selected_action": [delivery.pk]})
        work()

    page = browser.get(f"{DELIVERIES}{delivery.pk}/change/").content.decode()
    assert say(sent) == ["Messages that are sent again: 1."]
    assert ("no such key" in page, delivery.message_id in page) == (True, True)
    found = [
        browser.get(DELIVERIES, query).context["cl"].result_count
        for query in (
            {"q": delivery.message_id},
            {"q": f"msg_{'0' * 32}"},
            {"q": "CRM"},
            {"status__exact": "PENDING"},
            {"status__exact": "FAILED"},
            {"type": "feature.changed"},
            {"type": "feature.deleted"},
        )
    ]
    assert found == [1, 0, 1, 1, 0, 1, 0]


def test_an_endpoint_goes_with_its_log() -> None:
    product = build_product()
    first, second = (build_endpoint(URL, product=product).endpoint for _ in range(2))
    for endpoint in (first, second):
        Delivery.objects.create(endpoint=endpoint, type="test.ping", body="{}")
    browser = enter(product)

    asked = browser.get(f"{ENDPOINTS}{first.pk}/delete/").content.decode()
    browser.post(f"{ENDPOINTS}{first.pk}/delete/", {"post": "yes"})
    left = list(Endpoint.objects.all())
    browser.post(
        ENDPOINTS,
        {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"},
    )

    assert "Webhook deliveries: 1" in asked
    assert left == [second]
    assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)


def test_others_see_and_do_nothing() -> None:
    mine, other = build_product(), build_product()
    theirs = build_endpoint(URL, product=other, name="Theirs").endpoint
    whole = build_endpoint(URL, name="Whole").endpoint
    Delivery.objects.create(endpoint=theirs, type="test.ping", body="{}")
    owner, curator = enter(mine), enter(mine, other, role=Role.CURATOR)

    assert [owner.get(each).status_code for each in (ENDPOINTS, DELIVERIES)] == [200, 200]
    assert owner.get(ENDPOINTS).context["cl"].result_count == 0
    assert owner.get(DELIVERIES).context["cl"].result_count == 0
    for endpoint in (theirs, whole):
        pages = ("change/", "replay/")
        codes = [owner.get(f"{ENDPOINTS}{endpoint.pk}/{page}").status_code for page in pages]
        act = owner.post(f"{ENDPOINTS}{endpoint.pk}/act/pause/").status_code
        assert (codes, act) == ([404, 404], 404)
    assert [curator.get(each).status_code for each in (ENDPOINTS, DELIVERIES)] == [403, 403]
    refused = owner.post(f"{ENDPOINTS}add/", {"name": "x", "url": URL, "product": other.pk})
    assert (refused.status_code, Endpoint.objects.count()) == (200, 2)


def test_owners_are_told_on_the_first_page() -> None:
    mine, other = build_product(), build_product()
    for name, product in (("Mine", mine), ("Theirs", other), ("Rests", mine)):
        endpoint = build_endpoint(URL, product=product, name=name).endpoint
        if name == "Rests":
            pause(endpoint, at=timezone.now())
        else:
            stop(endpoint, Standing.PAUSED, Reason.FAILING, at=timezone.now())

    told = say(enter(mine).get(reverse("admin:index")))

    assert [each.partition(" is paused")[0] for each in told] == ["The webhook endpoint Mine"]
    assert say(enter(mine, role=Role.CURATOR).get(reverse("admin:index"))) == []


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_however_long(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product()
    for _ in range(number):
        endpoint = build_endpoint(URL, product=product).endpoint
        Delivery.objects.create(endpoint=endpoint, type="test.ping", body="{}")
    browser = Client()
    browser.force_login(build_login(f"owner-{number}", role=Role.OWNER, product=product))

    with django_assert_num_queries(7):
        browser.get(ENDPOINTS)
    with django_assert_num_queries(7):
        browser.get(DELIVERIES)
