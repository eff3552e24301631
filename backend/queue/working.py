"""Works tasks off: one after the other in each lane, and the lanes side by side."""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Thread
from typing import Final

from django.db import Error, connection
from django.utils import timezone

from backend.queue.connecting import drop_broken, drop_stale
from backend.queue.daily import put_dailies
from backend.queue.ending import release
from backend.queue.kinds import KINDS, find_kind
from backend.queue.leasing import lease
from backend.queue.stopping import LAST_MOMENT, Stop
from backend.queue.turning import take_turn

logger = logging.getLogger("tutti.queue")

SHORTEST_PAUSE: Final = 0.05  # seconds between two looks at the queue, just after it was empty
LONGEST_PAUSE: Final = 1.0  # seconds, once it has been for a while
AWAY_PAUSE: Final = 5.0  # seconds at most between two tries to reach a database that is away
DAILY_PAUSE: Final = 60.0  # seconds between two looks at what is to be done today
LAST_WRITE: Final = 1.0  # seconds in which what is still in hand is put back


def work_off(
    names: Iterable[str] | None = None,
    *,
    until_empty: bool = False,
    stop: Stop | None = None,
    clock: Callable[[], datetime] = timezone.now,
) -> int:
    """Work off tasks of the kinds NAMES, or of all, one by one until STOP; tell how many.

    UNTIL_EMPTY ends it when none is due. A database that is away is waited for, but not then.

    :raises UnknownKindError: when there is no such kind.
    """
    kinds = deque(find_kind(name).name for name in (KINDS if names is None else names))
    stop, pause, worked, is_away = stop or Stop(), SHORTEST_PAUSE, 0, False
    while not stop.asked.is_set():
        drop_stale()
        try:
            is_found = _work_next(kinds, stop, clock)
        except Error as error:
            if until_empty:
                raise
            pause, is_away = min(pause * 2, AWAY_PAUSE), _note_away(error, known=is_away)
            stop.asked.wait(pause)
            continue
        if is_away:
            logger.warning("The database is back.")
        is_away = False
        if is_found:
            worked, pause = worked + 1, SHORTEST_PAUSE
            continue
        if until_empty:
            break
        stop.asked.wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    return worked


def _work_next(kinds: deque[str], stop: Stop, clock: Callable[[], datetime]) -> bool:
    """Work on the next task of KINDS, if any is due; tell whether one was."""
    turn = lease(tuple(kinds), stop=stop, clock=clock)
    if turn is None:
        return False
    while kinds[-1] != turn.task.kind:  # so that no kind waits for ever behind another
        kinds.rotate(-1)
    stop.held[turn.task.pk] = turn
    try:
        take_turn(turn)
    finally:
        stop.held.pop(turn.task.pk, None)
    return True


def _note_away(error: Error, *, known: bool) -> bool:
    """Note that the database is away, unless that is KNOWN, and let go of the connection to it."""
    if not known:
        logger.warning("The database is away, and is waited for: %s", error)
    drop_broken()
    return True


def work_lanes(names: Iterable[str], *, stop: Stop) -> None:
    """Work off tasks of the kinds NAMES, each lane in threads of its own, until STOP.

    What is in hand when it is asked to stop is finished, or goes back within ten seconds; STOP then
    tells of what went back although a thread works on, and whether a thread broke.

    :raises UnknownKindError: when there is no such kind.
    """
    lanes = defaultdict(list)
    for name in names:
        lanes[find_kind(name).lane].append(name)
    threads = [
        Thread(target=_work_lane, args=(kinds, stop), name=lane, daemon=True)
        for lane, kinds in lanes.items()
        for _ in range(max(find_kind(name).threads for name in kinds))
    ]
    for thread in threads:
        thread.start()
    asked = [name for kinds in lanes.values() for name in kinds]
    while not stop.asked.is_set():
        _ask_dailies(asked)
        stop.asked.wait(DAILY_PAUSE)
    for thread in threads:
        thread.join(max(stop.find_left(LAST_MOMENT), 0))
    _put_back(stop)


def _work_lane(names: list[str], stop: Stop) -> None:
    """Work off tasks of the kinds NAMES; a bug ends the whole worker, so that it is seen."""
    try:
        work_off(names, stop=stop)
    except Exception:
        logger.exception("A lane of the worker broke.")
        stop.has_failed = True
        stop.ask()
    finally:
        connection.close()


def _ask_dailies(names: list[str]) -> None:
    """Ask for what is done once a day, of the kinds NAMES."""
    drop_stale()
    try:
        put_dailies(names, at=timezone.now())
    except Error as error:  # the lanes tell of it as well, and it is asked again in a minute
        _note_away(error, known=False)


def _put_back(stop: Stop) -> None:
    """Put back what is still in hand, unless the database keeps one waiting for it."""
    late = list(stop.held.values())
    writing = Thread(target=lambda: [release(turn) for turn in late], daemon=True)
    writing.start()
    writing.join(LAST_WRITE if late else None)
