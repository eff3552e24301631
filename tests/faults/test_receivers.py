"""Bad receivers get every change at least once; killed workers lose none and leave none stuck."""

import json
import socket
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from pytest_django.fixtures import Settings

from backend.feed.models import Change
from backend.integrations.webhooks.delivering import deliver
from backend.integrations.webhooks.models import Delivery, Endpoint, Status
from backend.integrations.webhooks.sending import Wire
from backend.integrations.webhooks.tasks import ATTEMPTS, DELIVER, wait
from backend.queue.kinds import KINDS, register
from backend.queue.models import Status as TaskStatus
from backend.queue.models import Task
from tests.backend.integrations.webhooks.receivers import (
    HERE,
    Behave,
    Message,
    answer,
    receiving,
    say,
)
from tests.backend.integrations.webhooks.working import Clock, build_endpoint, work
from tests.backend.queue.working import PATIENCE, run, start
from tests.backend.queue.working import find_address as copy_database
from tests.builders import build_team
from tests.faults.conftest import Note
from tests.faults.sizes import count

CHANGES: Final = 60
KILLS: Final = count(5, full=100)
EACH: Final = 6  # messages that a worker gets through before it is killed

GOOD: Final = {
    "taken": answer(204),
    "taken, longer than it says": say(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nmuch more"),
    "taken, shorter than it says": say(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nok"),
}
BAD: Final = {
    "error": answer(500, body=b"down"),
    "redirect": answer(307, "Location: http://127.0.0.1:1/\r\n"),
    "error, longer than it says": say(b"HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\nmuch more"),
    "silence": say(b"", linger=1),
    "nothing": say(b""),
    "no HTTP": say(b"What?\r\n\r\n"),
}


class Moody:
    """Takes messages, but for three in ten of each kind of badness in turn."""

    def __init__(self) -> None:
        self.dice = Random(7)  # noqa: S311 -- the same chance each time, and no secret
        self.taken: list[str] = []
        self.told: Counter[str] = Counter()
        self._good, self._bad = cycle(GOOD.items()), cycle(BAD.items())

    def __call__(self, message: Message, line: socket.socket) -> None:
        """Answer MESSAGE well or badly."""
        is_bad = self.dice.random() < 0.3
        name, behave = next(self._bad if is_bad else self._good)
        self.told[name] += 1
        if not is_bad:
            self.taken.append(message.headers["webhook-id"])
        behave(message, line)


@pytest.fixture
def _impatient(settings: Settings) -> Any:  # noqa: ANN401 -- a fixture that only undoes
    """Wait for answers half a second."""
    settings.WEBHOOK_ALLOW = HERE
    known = dict(KINDS)
    wire = Wire(allowed=HERE, patience=0.5)
    terms = {"lease": timedelta(minutes=1), "attempts": ATTEMPTS, "wait": wait}
    register(DELIVER, partial(deliver, wire=wire), lane="deliveries", most_at_once=2, **terms)  # type: ignore[arg-type]  # -- as they are called
    yield
    KINDS.clear()
    KINDS.update(known)


@pytest.mark.django_db
@pytest.mark.usefixtures("_impatient")
def test_a_bad_receiver_gets_every_change(note: Note) -> None:
    moody = Moody()
    with receiving(moody) as receiver:
        endpoint = build_endpoint(receiver.url).endpoint
        for _ in range(CHANGES):
            build_team()
        clock, rounds = Clock(), 0
        while rounds < ATTEMPTS and (not rounds or Delivery.objects.filter(status=Status.PENDING)):
            work(clock)
            clock.move(timedelta(days=2))
            rounds += 1

    endpoint = Endpoint.objects.get()
    ids = {
        f"msg_{endpoint.name_message(f'{endpoint.epoch}-{seq}').hex}"
        for seq in Change.objects.order_by("seq").values_list("seq", flat=True)
    }
    told = ", ".join(f"{number} x {name}" for name, number in sorted(moody.told.items()))
    attempts = max(Delivery.objects.values_list("attempts", flat=True))
    figures = (
        f"{CHANGES} changes, {len(receiver.messages)} messages ({told});"
        f" {len(set(moody.taken))} taken, {attempts} attempts at most of {ATTEMPTS}"
    )
    note("receiver failing 30 %, slow, redirecting, lying", figures)
    assert (set(moody.taken), len(ids)) == (ids, CHANGES)
    assert set(Delivery.objects.values_list("status", flat=True)) == {Status.DELIVERED}
    assert not Task.objects.filter(kind=DELIVER).exclude(status=TaskStatus.DONE).exists()


FILL = """
from tests.backend.integrations.webhooks.working import build_endpoint
from tests.builders import build_team
from tests.faults.conftest import Note
from tests.faults.sizes import count
build_endpoint({url!r})
for number in range({number}):
    build_team(f"team-{{number}}")
"""
WORK = """
from backend.integrations.webhooks import working
from backend.integrations.webhooks.tasks import DELIVER, DISPATCH
working.LEASE = timedelta(seconds=3)
working.register_work()
run_worker([DISPATCH, DELIVER], parent=None)
"""
READ = """
import json
from backend.feed.models import Change
from backend.integrations.webhooks.models import Delivery, Endpoint
endpoint = Endpoint.objects.get()
places = Change.objects.filter(seq__isnull=False).values_list("seq", flat=True)
tell(json.dumps({
    "ids": [f"msg_{endpoint.name_message(f'{endpoint.epoch}-{seq}').hex}" for seq in places],
    "deliveries": list(Delivery.objects.order_by("seq").values_list("status", flat=True)),
    "running": Task.objects.filter(status="RUNNING", kind="webhooks.deliver").count(),
    "pending": Task.objects.filter(status="PENDING", kind="webhooks.deliver").count(),
}))
"""


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until it HOLDS."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def take_slowly(_message: Message, line: socket.socket) -> None:
    """Take a message, but not before somebody may have been killed."""
    time.sleep(0.1)
    ANSWER(_message, line)


ANSWER: Final[Behave] = answer(204)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_leave_nothing_stuck(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    note: Note,
) -> None:
    monkeypatch.setenv("WEBHOOK_ALLOW", "127.0.0.1")
    address, number = copy_database(tmp_path), KILLS * (EACH + 4) + 10
    with receiving(take_slowly) as receiver:
        run(FILL.format(url=receiver.url, number=number), address)
        for _ in range(KILLS):
            before = len(receiver.messages)
            with start(WORK, address) as worker:
                wait_for(lambda least=before + EACH: len(receiver.messages) >= least)  # type: ignore[misc]  # -- a default binds it
                worker.kill()
        with start(WORK, address):
            wait_for(lambda: len(list_ids(receiver.messages)) == number)
            wait_for(lambda: is_settled(json.loads(run(READ, address)[0])))
        told = json.loads(run(READ, address)[0])

    twice = len(receiver.messages) - number
    figures = f"{KILLS} kills, {number} changes: 0 lost, 0 stuck, {twice} sent twice under one id"
    note("kill -9 of delivery workers", figures)
    assert set(told["ids"]) == list_ids(receiver.messages)
    assert told["deliveries"] == [Status.DELIVERED] * number
    assert twice <= KILLS * 2  # what was in hand: two at once to one endpoint


def list_ids(messages: list[Message]) -> set[str]:
    """List the ids of MESSAGES, each once."""
    return {message.headers["webhook-id"] for message in list(messages)}


def is_settled(told: dict[str, Any]) -> bool:
    """Tell whether nothing is on its way any more, by what was TOLD."""
    return bool(told["running"] == told["pending"] == 0)
