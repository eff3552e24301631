"""A message is sent until it is taken, for three days; endpoints that take nothing are stopped."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone
from prometheus_client import REGISTRY
from pytest_django.fixtures import Settings

from backend.access.callers import describe_user
from backend.access.scopes import Role
from backend.integrations.webhooks.endpoints import Order, add, pause, remove, resume
from backend.integrations.webhooks.models import Delivery, Endpoint, Reason, Standing, Status
from backend.integrations.webhooks.notices import tell_stopped
from backend.integrations.webhooks.sending import Fault
from backend.integrations.webhooks.tasks import ATTEMPTS, DELIVER, WAITS, wait
from backend.integrations.webhooks.testing import ping
from backend.queue.ending import drop
from backend.queue.models import Status as TaskStatus
from backend.queue.models import Task
from tests.backend.access.people import build_login
from tests.backend.integrations.webhooks.receivers import (
    Message,
    answer,
    answer_in_turn,
    receiving,
)
from tests.backend.integrations.webhooks.working import Clock, build_endpoint, open_message, work
from tests.builders import build_product, build_team

pytestmark = pytest.mark.django_db
LONG = timedelta(days=2)


def read() -> Endpoint:
    """Read the only endpoint."""
    return Endpoint.objects.get()


def fail_for_three_days(url: str) -> Clock:
    """Let an endpoint at URL fail until nothing is tried any more."""
    build_endpoint(url)
    build_team()
    clock = Clock()
    for _ in range(ATTEMPTS):
        work(clock)
        clock.move(LONG)
    return clock


def test_what_fails_is_tried_again_and_again_for_three_days() -> None:
    with receiving(answer(503, body=b"down")) as receiver:
        fail_for_three_days(receiver.url)

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == (Status.FAILED, ATTEMPTS)
    assert (delivery.code, delivery.fault, delivery.excerpt) == (503, Fault.REFUSED, "down")
    assert {each.headers["webhook-id"] for each in receiver.messages} == {delivery.message_id}
    assert len({each.body for each in receiver.messages}) == 1
    assert Task.objects.get(kind=DELIVER).status == TaskStatus.DONE


def test_the_waits_make_three_days_with_some_chance() -> None:
    drawn = [wait(number) for number in range(1, ATTEMPTS)]

    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=3.5)
    assert all(0.8 <= got / given <= 1.2 for got, given in zip(drawn, WAITS, strict=True))
    assert drawn != list(WAITS)


def test_a_receiver_that_recovers_gets_its_message() -> None:
    with receiving(answer_in_turn(500, 302, 200)) as receiver:
        build_endpoint(receiver.url)
        build_team()
        clock = Clock()
        for _ in range(3):
            work(clock)
            clock.move(timedelta(hours=1))

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.code) == (Status.DELIVERED, 3, 200)
    assert (delivery.fault, delivery.excerpt, delivery.failing_since) == ("", "", None)
    assert (read().standing, read().failing_since) == (Standing.ACTIVE, None)


def test_who_wants_no_more_is_disabled() -> None:
    with receiving(answer(410)) as receiver:
        build_endpoint(receiver.url)
        build_team()
        work()

    endpoint = read()
    assert (endpoint.standing, endpoint.reason) == (Standing.DISABLED, Reason.GONE)
    assert Delivery.objects.get().status == Status.FAILED
    assert len(receiver.messages) == 1


def test_an_endpoint_that_takes_nothing_for_three_days_is_paused() -> None:
    with receiving(answer(500)) as receiver:
        clock = fail_for_three_days(receiver.url)
        build_team()
        work(clock)

    endpoint = read()
    assert (endpoint.standing, endpoint.reason) == (Standing.PAUSED, Reason.FAILING)
    assert len(receiver.messages) == ATTEMPTS  # the second is not even written


def test_an_endpoint_that_takes_some_goes_on() -> None:
    def take_tests(message: Message, line: object) -> None:
        good = b"group.changed" not in message.body
        answer(200 if good else 500)(message, line)  # type: ignore[arg-type]  # -- a socket

    with receiving(take_tests) as receiver:
        build_endpoint(receiver.url)
        build_team()
        clock = work()
        build_product()
        for _ in range(ATTEMPTS):
            clock.move(LONG)
            work(clock)

    assert read().standing == Standing.ACTIVE
    told = Delivery.objects.order_by("type").values_list("type", "status")
    assert list(told) == [("group.changed", "FAILED"), ("product.changed", "DELIVERED")]


@pytest.mark.django_db(transaction=True)
def test_its_owners_are_told(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SENDS_MAIL = True
    product = build_product()
    for name, role in (("ann", Role.OWNER), ("ben", Role.CURATOR)):
        user = build_login(name, role=role, product=product)
        type(user).objects.filter(pk=user.pk).update(email=f"{name}@example.com")
    with receiving(answer(410)) as receiver, caplog.at_level(logging.CRITICAL, "tutti.webhooks"):
        build_endpoint(receiver.url, product=product, name="Sales board")
        type(product).objects.filter(pk=product.pk).update(name="Drive")
        work()

    (sent,) = mail.outbox
    assert sent.to == ["ann@example.com"]
    assert sent.subject == "Tutti: nothing is sent to Sales board any more"
    assert "disabled: it answered that it wants no more messages" in sent.body


@pytest.mark.parametrize(("role", "told"), [(Role.OWNER, "ann"), (Role.CURATOR, "ben")])
def test_who_added_it_is_told_while_they_look_after_it(
    role: Role, told: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SENDS_MAIL = True
    product = build_product()
    for name in ("ann", "ben"):
        user = build_login(name, role=Role.OWNER, product=product)
        type(user).objects.filter(pk=user.pk).update(email=f"{name}@example.com")
    ann = User.objects.get(username="ann")
    order = Order(name="CRM", url="https://hooks.example.com/", product=product.pk)
    add(order, by=describe_user(ann))
    ann.role_grants.update(role=role)

    with caplog.at_level(logging.CRITICAL, "tutti.webhooks"):
        assert tell_stopped(Endpoint.objects.get()) == [f"{told}@example.com"]


@pytest.mark.django_db(transaction=True)
def test_attempts_and_deliveries_are_counted() -> None:
    def count(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0

    before = count("tutti_webhook_deliveries_total", status="delivered")
    refused = count("tutti_webhook_attempts_total", outcome="refused")
    with receiving(answer_in_turn(500, 200)) as receiver:
        build_endpoint(receiver.url)
        build_team()
        clock = work()
        clock.move(LONG)
        work(clock)

    assert count("tutti_webhook_deliveries_total", status="delivered") == before + 1
    assert count("tutti_webhook_attempts_total", outcome="refused") == refused + 1


def test_what_waits_while_an_endpoint_is_paused_goes_out_when_it_goes_on() -> None:
    with receiving(answer(500)) as receiver:
        endpoint = build_endpoint(receiver.url).endpoint
        build_team()
        clock = work()
        pause(endpoint, at=timezone.now())
        clock.move(LONG)
        work(clock)
        held = (len(receiver.messages), Task.objects.get(kind=DELIVER).status)
        receiver.behave = answer(200)
        resume(endpoint)
        clock.move(LONG)
        work(clock)

    assert held == (1, TaskStatus.DONE)
    assert Delivery.objects.get().status == Status.DELIVERED
    assert len(receiver.messages) == 2


def test_a_delivery_that_an_administrator_drops_has_failed() -> None:
    build_endpoint("http://127.0.0.1:9/")
    build_team()
    clock = work()
    drop(list(Task.objects.filter(kind=DELIVER).values_list("pk", flat=True)), at=clock())

    assert Delivery.objects.get().status == Status.FAILED


def test_an_endpoint_that_was_removed_meanwhile_is_forgotten() -> None:
    with receiving(answer(500)) as receiver:
        endpoint = build_endpoint(receiver.url).endpoint
        build_team()
        clock = work()
        remove(endpoint)
        remove(endpoint)
        clock.move(LONG)
        work(clock)

    assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)
    assert len(receiver.messages) == 1


def test_a_test_is_sent_at_once_also_to_who_is_paused() -> None:
    with receiving() as receiver:
        added = build_endpoint(receiver.url)
        endpoint = pause(added.endpoint, at=timezone.now())
        delivery = ping(endpoint, at=timezone.now())

    told = open_message(receiver.messages[0], added.secret)
    assert (told["type"], told["data"]) == ("test.ping", {"endpoint": str(endpoint.public_id)})
    assert (delivery.status, delivery.code, delivery.attempts) == (Status.DELIVERED, 204, 1)


def test_a_test_that_fails_is_not_repeated() -> None:
    endpoint = build_endpoint("http://127.0.0.1:9/").endpoint
    delivery = ping(endpoint, at=timezone.now())
    work()

    delivery.refresh_from_db()
    assert (delivery.status, delivery.fault) == (Status.FAILED, Fault.UNREACHABLE)
    assert (delivery.attempts, read().standing) == (1, Standing.ACTIVE)
