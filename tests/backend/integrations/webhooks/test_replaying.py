"""Messages are made again, one or many, each with the id and the words that it had."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.feed.cursors import Cursor
from backend.feed.reading import find_end
from backend.integrations.webhooks import replaying
from backend.integrations.webhooks.endpoints import pause
from backend.integrations.webhooks.models import Delivery, Endpoint, Status
from backend.integrations.webhooks.replaying import Range, Replay, replay, replay_range
from backend.integrations.webhooks.tasks import DELIVER
from backend.integrations.webhooks.tidying import clear
from backend.queue.models import Task
from products.faults import RowsRefusedError
from tests.backend.integrations.webhooks.receivers import Receiver, receiving
from tests.backend.integrations.webhooks.working import Clock, build_endpoint, work
from tests.builders import build_product, build_team

pytestmark = pytest.mark.django_db


def list_ids(receiver: Receiver) -> list[str]:
    """List the ids of the messages that RECEIVER got, in their order."""
    return [message.headers["webhook-id"] for message in receiver.messages]


def tell(url: str, number: int) -> tuple[Endpoint, Cursor, Clock]:
    """Tell an endpoint at URL of a NUMBER of changes; give it and where they began."""
    endpoint = build_endpoint(url).endpoint
    clock = work()
    begin = find_end()
    for _ in range(number):
        build_team()
    return endpoint, begin, work(clock)


def test_one_delivery_is_made_again_under_its_id() -> None:
    with receiving() as receiver:
        _, _, clock = tell(receiver.url, 1)
        again = replay(list(Delivery.objects.select_related("endpoint")))
        work(clock)

    first, second = receiver.messages
    assert again == Replay(1)
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert Delivery.objects.get().attempts == 2


def test_what_waits_is_left_to_it() -> None:
    with receiving() as receiver:
        tell(receiver.url, 1)
        row = Delivery.objects.select_related("endpoint").get()

        assert (replay([row]), replay([row])) == (Replay(1), Replay(0, waiting=1))

    assert Task.objects.filter(kind=DELIVER, status="PENDING").count() == 1


def test_a_part_of_the_feed_is_made_again() -> None:
    with receiving() as receiver:
        endpoint, begin, clock = tell(receiver.url, 4)
        part = Range(
            after=Cursor(begin.epoch, begin.seq + 1), until=Cursor(begin.epoch, begin.seq + 3)
        )
        again = replay_range(endpoint, part)
        work(clock)

    ids = list_ids(receiver)
    assert (again, len(ids)) == (Replay(2), 6)
    places = Delivery.objects.filter(attempts=2).order_by("seq").values_list("seq", flat=True)
    assert list(places) == [begin.seq + 2, begin.seq + 3]
    assert len(set(ids)) == 4


def test_what_was_cleared_away_is_written_anew_as_it_was() -> None:
    with receiving() as receiver:
        endpoint, begin, clock = tell(receiver.url, 2)
        Delivery.objects.all().delete()
        again = replay_range(endpoint, Range(after=begin))
        work(clock)

    first, second = receiver.messages[:2], receiver.messages[2:]
    assert again == Replay(2)
    assert sorted(each.body for each in first) == sorted(each.body for each in second)
    assert set(list_ids(receiver)[:2]) == set(list_ids(receiver)[2:])


@pytest.mark.parametrize(("hours", "number"), [((-1, None), 2), ((-1, 1), 2), ((1, None), 0)])
def test_a_part_may_be_given_by_time(hours: tuple[int, int | None], number: int) -> None:
    since, before = (
        None if each is None else timezone.now() + timedelta(hours=each) for each in hours
    )
    with receiving() as receiver:
        endpoint, _, _ = tell(receiver.url, 2)

        assert replay_range(endpoint, Range(since=since, before=before)) == Replay(number)


def test_what_it_is_to_be_told_of_still_is_not_replayed() -> None:
    with receiving() as receiver:
        endpoint, begin, _ = tell(receiver.url, 1)
        build_team()

        assert replay_range(endpoint, Range(after=begin)) == Replay(1)


def test_what_is_replayed_for_a_paused_endpoint_waits() -> None:
    with receiving() as receiver:
        endpoint, begin, clock = tell(receiver.url, 1)
        pause(endpoint, at=timezone.now())
        told = [replay_range(endpoint, Range(after=begin)) for _ in range(2)]
        work(clock)

    assert told == [Replay(1), Replay(0, waiting=1)]
    assert Delivery.objects.get().status == Status.PENDING
    assert len(receiver.messages) == 1


NOW = datetime.now().astimezone()


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (Range(), "after"),
        (Range(after=Cursor("0" * 12, 1), since=NOW), "after"),
        (Range(after=Cursor("0" * 12, 1)), "after"),
    ],
)
def test_a_part_that_is_none_is_refused(part: Range, field: str) -> None:
    with receiving() as receiver:
        endpoint, _, _ = tell(receiver.url, 1)
        with pytest.raises(RowsRefusedError) as refusal:
            replay_range(endpoint, part)

    assert [fault.field for fault in refusal.value.faults] == [field]


def test_too_much_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "MOST", 1)
    with receiving() as receiver:
        endpoint, begin, _ = tell(receiver.url, 2)
        with pytest.raises(RowsRefusedError):
            replay_range(endpoint, Range(after=begin))

    assert set(Delivery.objects.values_list("status", flat=True)) == {Status.DELIVERED}


def test_deliveries_are_cleared_away_after_some_days(settings: Settings) -> None:
    settings.WEBHOOK_DAYS = 3
    with receiving() as receiver:
        endpoint, _, clock = tell(receiver.url, 2)
        build_product()
        work(clock)
    now = timezone.now()
    old = now - timedelta(days=4)
    first, second, third = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk__in=[first.pk, second.pk]).update(created_at=old, settled_at=old)
    Delivery.objects.filter(pk=second.pk).update(status=Status.PENDING, settled_at=None)

    assert (clear(at=now), clear(at=now)) == (1, 0)

    assert set(Delivery.objects.all()) == {second, third}
    assert endpoint.name == "CRM"
