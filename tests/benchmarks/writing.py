"""What one process of a crowd does: `writers.py` starts many of them, each with its connection.

The first argument names what to do. A process says `ready` when it is, then takes orders, one a
line, and answers each with a line of JSON; the end of its input is its end.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from threading import Event, Thread
from typing import Final

from django.db import connection

from products.models import Feature, Product
from stakeholders.models import Group, GroupKind, Stakeholder
from stakeholders.preferences import state
from stakeholders.ranking import ranked
from stakeholders.statements import Statement
from stakeholders.verification import find_differences
from tests.benchmarks.world import build_world
from tests.stakeholders.crowd import MIXED, Told, Writer, find_losses

WRITERS, FEATURES, TEAMS, SEGMENTS, ACCOUNTS = 16, 500, 8, 6, 200
PEOPLE: Final = 2_000  # of each writer; every third speaks through an account
COMMON: Final = 40  # for whom all writers speak
BULK: Final = 200
TOP: Final = 20


def seed() -> None:
    """Write who may speak and about what; nobody has spoken yet."""
    build_world(
        features=FEATURES,
        teams=TEAMS,
        segments=SEGMENTS,
        accounts=ACCOUNTS,
        people=COMMON + WRITERS * PEOPLE,
        seat=lambda n: n % ACCOUNTS if n % 3 == 0 else None,
    )


def write(place: int) -> None:
    """Be the writer at PLACE: an order is what to do and for how many seconds, then `tell`."""
    features = list(Feature.objects.order_by("pk").values_list("pk", flat=True))
    people = list(Stakeholder.objects.order_by("pk").values_list("pk", flat=True))
    teams = Group.objects.filter(kind=GroupKind.TEAM).order_by("pk")
    own = people[COMMON + place * PEOPLE :][:PEOPLE]
    writer = Writer(
        f"writer {place}", features, own, people[:COMMON], [g.pk for g in teams], bulk=BULK
    )
    deeds = {"hot": Writer.speak, "spread": Writer.speak, "mixed": MIXED[place]}
    for order in _take_orders():
        if order == "tell":
            _answer([writer.told.written, [[*pair, s] for pair, s in writer.told.stands.items()]])
            continue
        name, seconds = order.split()
        writer.features = features[:1] if name == "hot" else features
        _answer(_repeat(partial(deeds[name], writer), float(seconds)))


def _repeat(deed: Callable[[], int], seconds: float) -> float:
    """Repeat DEED for SECONDS; give how many statements it made in each."""
    started = time.perf_counter()
    number = 0
    while time.perf_counter() - started < seconds:
        number += deed()
    return number / (time.perf_counter() - started)


def check() -> None:
    """Compare what writers were told, a list of their answers, with what stands; answer lines."""
    for order in _take_orders():
        told = [Told(w, {(p, f): s for p, f, s in stands}) for w, stands in json.loads(order)]
        _answer([*find_losses(told), *find_differences()])


def load(number: int) -> None:
    """State NUMBER preferences at once when told to; answer when it began and ended."""
    features = list(Feature.objects.order_by("pk").values_list("pk", flat=True))
    people = Stakeholder.objects.order_by("pk").values_list("pk", flat=True)
    pairs = [(person, f) for person in people[: -(-number // FEATURES)] for f in features]
    statements = [
        Statement(stakeholder=person, feature=feature, stance=place % 5 - 2)
        for place, (person, feature) in enumerate(pairs[:number])
    ]
    for _ in _take_orders():
        began = time.monotonic()
        state(statements, actor="benchmark")
        _answer([began, time.monotonic()])


def read() -> None:
    """Ask for the top with its breakdown, over and over, until told to stop.

    The first answer is the number of the server's process; the last, when each reading began and
    how many seconds it took.
    """
    stopped, readings = Event(), []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        _answer(cursor.fetchone()[0])
    product = Product.objects.get(key="benchmark")

    def listen() -> None:
        for _ in _take_orders():
            stopped.set()

    Thread(target=listen, daemon=True).start()
    while not stopped.is_set():
        began = time.monotonic()
        top = ranked(Feature.objects.filter(product=product, alignment__isnull=False))
        lines = [len(f.alignment.breakdown) for f in top.select_related("alignment")[:TOP]]
        readings.append((began, time.monotonic() - began, len(lines)))
    _answer(readings)


def _take_orders() -> Iterator[str]:
    """Say that this process is ready, and yield what it is told to do."""
    _say("ready")
    for line in sys.stdin:
        yield line.strip()


def _answer(what: object) -> None:
    """Say WHAT as JSON."""
    _say(json.dumps(what))


def _say(line: str) -> None:
    """Say LINE to whoever started this process."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do what the arguments say."""
    deeds: Mapping[str, Callable[..., None]] = {
        deed.__name__: deed for deed in (seed, write, check, load, read)
    }
    name, *numbers = sys.argv[1:]
    deeds[name](*map(int, numbers))


if __name__ == "__main__":
    main()
