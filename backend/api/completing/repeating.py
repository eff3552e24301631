"""Answers an operation as it was answered before, when all that it reads is as it was.

What a query answers is a function of its document and variables, of who asks and in which language,
and of the rows that it reads; not of the clock, nor of chance. So the statements of an answer are
kept with the rows that they gave. When the same is asked again, they are run again, every one: if
all give what they gave, the answer is the one that was given then, and nobody has to complete it.
As soon as one gives something else, the operation is executed, and takes what was just read.

Nothing is ever answered from memory that was not read anew: a change shows at once, whoever made it
and however.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final, TypeAlias

from django.db import DatabaseError, connection

from backend.access.answers import CompletedObject
from backend.access.memory import Memory

ANSWERS: Final = 100  # that are kept
LONGEST: Final = 500_000  # bytes of an answer that is kept
MOST_ROWS: Final = 5_000  # that an answer may rest on and be kept


Rows: TypeAlias = list[tuple[Any, ...]]
Run: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A statement, and the rows that it gave."""

    sql: str
    parameters: Any
    rows: Rows
    description: Any = field(compare=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and all that was read for it, in its order."""

    reads: Sequence[Read]
    data: CompletedObject


class Served:
    """Stands before the driver's CURSOR, and gives rows that were fetched from it already."""

    def __init__(self, cursor: Any, read: Read) -> None:  # noqa: ANN401 -- either driver's
        self.cursor = cursor
        self.description = read.description
        self._rows = iter(read.rows)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the driver's has
        return getattr(self.cursor, name)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row."""
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """Give the next rows, up to SIZE."""
        return list(islice(self._rows, size))

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give all rows that are left."""
        return list(self._rows)


@dataclass
class Recorder:
    """Notes what is read, and gives first what was read AHEAD, as long as the same is asked."""

    ahead: deque[Read]
    reads: list[Read] = field(default_factory=list)
    is_whole: bool = True  # whether the reads are all that the answer depends on

    def __call__(self, execute: Run, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 -- Django's hook
        """Run one statement, or give what it gave a moment ago."""
        cursor = context["cursor"]
        if isinstance(cursor.cursor, Served):
            cursor.cursor = cursor.cursor.cursor
        known = self.ahead.popleft() if self.ahead else None
        if known is not None and not many and (known.sql, known.parameters) == (sql, params):
            self._serve(cursor, known)
            return None
        self.ahead.clear()
        result = execute(sql, params, many, context)
        if many or cursor.cursor.description is None:  # it wrote, or changed the session
            self.is_whole = False
            return result
        self._serve(cursor, Read(sql, params, cursor.cursor.fetchall(), cursor.cursor.description))
        return result

    def _serve(self, cursor: Any, read: Read) -> None:  # noqa: ANN401 -- Django's cursor
        self.reads.append(read)
        cursor.cursor = Served(cursor.cursor, read)


_kept: Final[Memory[Hashable, Kept]] = Memory(ANSWERS)
_recording: Final[ContextVar[Recorder | None]] = ContextVar("recording", default=None)


def repeat(place: Hashable, execute: Callable[[], Any], is_good: Callable[[], bool]) -> Any:  # noqa: ANN401 -- data as graphql-core makes it
    """Give the data that EXECUTE would give, which PLACE and what it reads alone decide.

    It is kept for next time where IS_GOOD says so afterwards.
    """
    kept = _kept.recall(place)
    fresh = _read_again(kept) if kept is not None and kept.reads else []
    if kept is not None and fresh == list(kept.reads):
        return kept.data
    recorder = Recorder(deque(fresh))
    with _record(recorder):
        data = execute()
    if recorder.is_whole and isinstance(data, dict) and is_good():
        _keep(place, recorder.reads, data)
    return data


def depend_on_more() -> None:
    """Say that what is answered right now depends on more than who asks, for what, and the rows."""
    recorder = _recording.get()
    if recorder is not None:
        recorder.is_whole = False


def _read_again(kept: Kept) -> list[Read]:
    """Run the statements of KEPT again, up to the first that gives something else."""
    fresh: list[Read] = []
    try:
        for each, rows in zip(kept.reads, _run(kept.reads), strict=True):
            fresh.append(replace(each, rows=rows))
            if rows != each.rows:
                break
    except DatabaseError:  # whoever executes the operation meets it too
        return []
    return fresh


def _run(reads: Sequence[Read]) -> Iterator[Rows]:
    """Run the statements of READS; on PostgreSQL all in one round trip."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Without the log of DEBUG, which would count twice what is executed after all.
    with connection.make_cursor(connection.create_cursor()) as cursor:
        if connection.vendor != "postgresql":
            for each in reads:
                cursor.execute(each.sql, each.parameters)
                yield cursor.fetchall()
            return
        cursor.execute(
            ";".join(
                each.sql if each.parameters is not None else each.sql.replace("%", "%%")
                for each in reads
            ),
            [value for each in reads for value in each.parameters or ()],
        )
        yield cursor.fetchall()
        while cursor.nextset():
            yield cursor.fetchall()


@contextmanager
def _record(recorder: Recorder) -> Iterator[None]:
    """Have RECORDER see all statements of this thread before anybody else does."""
    token = _recording.set(recorder)
    connection.execute_wrappers.insert(0, recorder)
    try:
        yield
    finally:
        connection.execute_wrappers.remove(recorder)
        _recording.reset(token)


def _keep(place: Hashable, reads: Sequence[Read], data: dict[str, Any]) -> None:
    """Keep DATA, which rests on READS, unless they are too long."""
    if sum(len(each.rows) for each in reads) > MOST_ROWS:
        return
    done = CompletedObject(data)
    if len(done.write()) <= LONGEST:
        _kept.keep(place, Kept(tuple(reads), done))
