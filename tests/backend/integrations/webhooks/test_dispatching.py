"""Endpoints are told of each change that is theirs, once, from when they were added."""

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backend.feed.epochs import renew_epoch
from backend.feed.models import Change
from backend.feed.reading import find_end
from backend.integrations.webhooks import dispatching
from backend.integrations.webhooks.endpoints import pause, resume
from backend.integrations.webhooks.models import Delivery, Endpoint, Status
from backend.integrations.webhooks.tasks import DISPATCH, DISPATCHER
from backend.queue.kinds import LaterError, LeaseLostError, Turn
from backend.queue.leasing import lease
from backend.queue.models import Status as TaskStatus
from backend.queue.models import Task
from backend.queue.stopping import Stop
from products.decisions import Choice
from products.lifecycle import LifecycleStage
from products.models import Decision, Outcome, Stage
from stakeholders.deciding import decide
from stakeholders.models import GroupKind
from stakeholders.news import move
from tests.backend.integrations.webhooks.receivers import receiving
from tests.backend.integrations.webhooks.working import Clock, build_endpoint, open_message, work
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def list_types() -> list[str]:
    """List the types of all messages, in the order of what they are about."""
    return list(Delivery.objects.order_by("seq", "pk").values_list("type", flat=True))


def test_a_change_arrives_signed_with_its_place_in_the_feed() -> None:
    product = build_product("drive")
    with receiving() as receiver:
        added = build_endpoint(receiver.url, product=product)
        feature = build_feature("sync", product=product)
        work()

    told = open_message(receiver.messages[0], added.secret)
    change = Change.objects.get(row_id=feature.public_id)
    assert told["type"] == "feature.changed"
    assert told["data"] == {
        "id": to_base64("Feature", feature.public_id),
        "noun": "FEATURE",
        "action": "UPSERT",
        "product": to_base64("Product", product.public_id),
        "productKey": "drive",
        "feature": to_base64("Feature", feature.public_id),
        "featureKey": "sync",
        "seq": change.seq,
        "cursor": str(find_end()),
    }
    assert Delivery.objects.get().status == Status.DELIVERED


def test_what_was_before_is_not_told() -> None:
    build_feature()
    with receiving() as receiver:
        build_endpoint(receiver.url)
        work()

    assert receiver.messages == []


def test_an_endpoint_is_told_of_its_product_and_of_its_types() -> None:
    mine, other = build_product(), build_product()
    with receiving() as receiver:
        build_endpoint(receiver.url, name="all")
        build_endpoint(receiver.url, name="mine", product=mine)
        build_endpoint(receiver.url, name="typed", types=("feature.deleted",))
        build_feature(product=mine)
        build_feature(product=other).delete()
        build_team()
        work()

    told = Delivery.objects.values_list("endpoint__name", "type").order_by("endpoint", "seq")
    assert list(told) == [
        ("all", "feature.changed"),
        ("all", "feature.changed"),
        ("all", "feature.deleted"),
        ("all", "group.changed"),
        ("mine", "feature.changed"),
        ("typed", "feature.deleted"),
    ]


def test_backers_are_told_when_the_stage_changes() -> None:
    feature = build_feature("sync", stage=Stage.DISCOVERY)
    sales, bank = build_team("sales"), build_segment("banks")
    ann = build_stakeholder("Ann", team=sales)
    for person in (ann, build_stakeholder("Ben", account=build_account(segment=bank))):
        build_preference(person, feature)
    build_preference(build_stakeholder("Cy", team=build_team("law")), feature, stance=-2)
    with receiving() as receiver:
        added = build_endpoint(receiver.url, types=("feature.stage_changed",))
        moved = move(feature, LifecycleStage.VALIDATION, reason="They want it", actor="Ann")
        work()

    (message,) = receiver.messages
    told = open_message(message, added.secret)
    assert told["type"] == "feature.stage_changed"
    assert (told["data"]["featureKey"], told["data"]["noun"]) == ("sync", "STAGE_CHANGE")
    assert (told["data"]["from"], told["data"]["to"]) == ("DISCOVERY", "VALIDATION")
    assert told["data"]["id"] == to_base64("StageChange", moved.public_id)
    assert told["data"]["backers"] == [
        {"id": to_base64("Group", bank.public_id), "kind": GroupKind.SEGMENT, "key": "banks"},
        {"id": to_base64("Group", sales.public_id), "kind": GroupKind.TEAM, "key": "sales"},
    ]
    assert not {"Ann", "Ben", "They want it"} & set(message.body.decode().split('"'))


def test_what_happens_has_a_name() -> None:
    feature, person = build_feature(stage=Stage.VALIDATION), build_stakeholder()
    with receiving() as receiver:
        build_endpoint(receiver.url)
        build_preference(person, feature)
        choice = Choice(outcome=Outcome.COMMIT, rationale="Yes", decided_by="Ann")
        made = decide(feature, choice, actor="Ann").row
        clock = work()
        first = list_types()
        Decision.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=1))
        work(clock)
        made.delete()
        work(clock)

    assert first == [
        "preference.changed",
        "alignment.changed",
        "decision.made",
        "feature.changed",
        "feature.stage_changed",
    ]
    assert list_types()[5:] == ["decision.changed", "decision.deleted"]


def test_a_paused_endpoint_is_told_later() -> None:
    with receiving() as receiver:
        endpoint = build_endpoint(receiver.url).endpoint
        pause(endpoint, at=timezone.now())
        build_feature()
        clock = work()
        before = len(receiver.messages)
        resume(endpoint)
        work(clock)

    assert (before, list_types()) == (0, ["product.changed", "feature.changed"])
    assert len(receiver.messages) == 2


def test_an_endpoint_that_was_told_nothing_for_too_long_is_told_to_resync() -> None:
    with receiving() as receiver:
        added = build_endpoint(receiver.url, types=("group.changed",))
        clock = work()
        build_feature()
        renew_epoch()
        work(clock)
        build_team()
        work(clock)

    told = [open_message(each, added.secret) for each in receiver.messages]
    assert [each["type"] for each in told] == ["feed.resync", "group.changed"]
    assert told[0]["data"]["cursor"].partition("-")[0] == Endpoint.objects.get().epoch


def test_a_full_endpoint_waits_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "MOST_WAITING", 1)
    with receiving() as receiver:
        slow = build_endpoint(receiver.url, name="slow").endpoint
        Delivery.objects.create(endpoint=slow, type="test.ping", body="{}")
        build_endpoint(receiver.url, name="fast")
        build_team()
        work()

    assert list(Delivery.objects.exclude(type="test.ping").values_list("endpoint__name")) == [
        ("fast",)
    ]


def take() -> Turn:
    """Take the task that follows the feed."""
    turn = lease([DISPATCH], stop=Stop(), clock=Clock(timezone.now() + timedelta(hours=1)))
    assert turn is not None
    return turn


def test_who_was_overtaken_tells_nobody() -> None:
    build_endpoint("http://127.0.0.1:9/")
    old = take()
    Task.objects.filter(key=DISPATCHER).update(lease_until=timezone.now())
    take()
    build_team()

    with pytest.raises(LeaseLostError):
        dispatching.dispatch(old)

    assert (Delivery.objects.count(), Task.objects.exclude(key=DISPATCHER).count()) == (0, 0)


def test_nobody_follows_the_feed_for_nobody() -> None:
    endpoint = build_endpoint("http://127.0.0.1:9/").endpoint
    pause(endpoint, at=timezone.now())
    work()
    over = Task.objects.get(key=DISPATCHER).status
    resume(endpoint)

    live = Task.objects.get(key=DISPATCHER, status=TaskStatus.PENDING)
    assert (over, live.attempt) == (TaskStatus.DONE, 0)


def test_the_same_page_twice_is_entered_once() -> None:
    endpoint = build_endpoint("http://127.0.0.1:9/").endpoint
    place = (endpoint.epoch, endpoint.seq)
    build_team()
    for _ in range(2):
        Endpoint.objects.update(epoch=place[0], seq=place[1])
        Task.objects.filter(key=DISPATCHER).update(due_at=timezone.now())
        with pytest.raises(LaterError):
            dispatching.dispatch(take())
        Task.objects.filter(key=DISPATCHER).update(status=TaskStatus.PENDING, lease_until=None)

    assert Delivery.objects.count() == 1
    assert Task.objects.exclude(key=DISPATCHER).count() == 1
