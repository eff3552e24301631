"""Takes one turn at a task: does the work, and says in its row and to operators what came of it."""

import logging
import traceback
from datetime import timedelta
from typing import Final

from backend.queue.connecting import drop_stale
from backend.queue.ending import fail, release, wait
from backend.queue.kinds import (
    KINDS,
    GivenUpError,
    LaterError,
    LeaseLostError,
    StoppedError,
    TryAgainError,
    Turn,
    find_end,
)
from backend.queue.models import Status, Task
from backend.queue.outcomes import Outcome, count_attempt

logger = logging.getLogger("tutti.queue")

UNKNOWN: Final = "{name} in {module}, line {line}; the log of the worker tells more."


def take_turn(turn: Turn) -> Outcome:
    """Do the work of TURN, and write down what came of it.

    What an unforeseen exception says is left to the log: it may hold names, which stay out of rows.
    """
    try:
        outcome = _work(turn)
    except LeaseLostError:
        outcome = _find_lost(turn)
    count_attempt(turn.task.kind, outcome)
    return outcome


def _work(turn: Turn) -> Outcome:
    try:
        KINDS[turn.task.kind].work(turn)
    except StoppedError:
        return _expect(release(turn), Outcome.RELEASED)
    except LaterError as later:
        return _expect(release(turn, later.wait), Outcome.RELEASED)
    except LeaseLostError:
        raise
    except GivenUpError as reason:
        fail(turn, str(reason))
        return Outcome.FAILED
    except TryAgainError as reason:
        return _try_again(turn, str(reason), reason.wait)
    except Exception as error:
        logger.exception("%s came to nothing.", turn.task)
        drop_stale()  # one that broke with it would not take what came of it
        return _try_again(turn, tell_fault(error), None)
    return _expect(turn.change(**find_end(Status.DONE, turn.clock())), Outcome.DONE)


def _try_again(turn: Turn, fault: str, pause: timedelta | None) -> Outcome:
    """Have the task tried again after PAUSE, or as its kind says, but for the last attempt."""
    kind = KINDS[turn.task.kind]
    if turn.attempt >= kind.attempts:
        fail(turn, fault)
        return Outcome.FAILED
    return _expect(wait(turn, fault, pause or kind.wait(turn.attempt)), Outcome.RETRIED)


def _expect(is_held: bool, outcome: Outcome) -> Outcome:  # noqa: FBT001 -- what a write has told
    """Give OUTCOME.

    :raises LeaseLostError: when the task was not held.
    """
    if not is_held:
        raise LeaseLostError
    return outcome


def _find_lost(turn: Turn) -> Outcome:
    """Tell what became of the task of TURN, which is not held: its work may have finished it."""
    mine = Task.objects.filter(pk=turn.task.pk, fence=turn.task.fence)
    return Outcome.DONE if mine.filter(status=Status.DONE).exists() else Outcome.LOST


def tell_fault(error: BaseException) -> str:
    """Tell what ERROR is and where it rose, and nothing of what it says."""
    frames = list(traceback.walk_tb(error.__traceback__))
    frame, line = frames[-1]
    module = frame.f_globals.get("__name__", "")
    return UNKNOWN.format(name=type(error).__name__, module=module, line=line)
