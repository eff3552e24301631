"""Answers an operation as it was answered before, when all that it reads is as it was.

What a query answers is a function of its document and variables, of who asks and in which language,
and of the rows that it reads; not of the clock, nor of chance. So the statements of an answer are
kept with the rows that they gave. When the same is asked again, they are run again, every one: if
all give what they gave, the answer is the one that was given then, and nobody has to complete it.
As soon as one gives something else, the operation is executed, and takes what was just read.

Nothing is answered from memory that was not read anew: a change shows at once, whoever made it and
however. A breakdown is found by its score, which is read; see `docs/decisions/0014` and `0027`.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final, TypeAlias

from django.db import DatabaseError, InterfaceError, connection

from backend.access.answering import list_withheld, withhold
from backend.access.answers import CompletedObject
from backend.access.memory import Memory
from backend.access.scopes import Scope

ANSWERS: Final = 100  # that are kept
SEEN: Final = 1_000  # questions that are known to have been asked
LONGEST: Final = 500_000  # bytes of an answer that is kept
MOST_ROWS: Final = 5_000  # that an answer may rest on and be kept
MOST_TEXT: Final = 1_000_000  # characters in those rows
LONGEST_QUESTION: Final = 10_000  # characters of variables
READING: Final = ("SELECT", "WITH")  # what a statement that only reads begins with

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
    """An answer, what was withheld in it, and all that was read for it, in its order."""

    reads: Sequence[Read]
    data: CompletedObject
    withheld: Mapping[str, Scope]

    def give(self) -> CompletedObject:
        """Give the answer, once more without what was withheld."""
        for name, scope in self.withheld.items():
            withhold(name, scope)
        return self.data


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
    is_whole: bool = True  # whether the reads are noted, all of them
    rows: int = 0

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
        if many or not sql.lstrip().upper().startswith(READING):
            self.forget()  # it wrote, or changed the session
        elif self.is_whole:
            description = cursor.description
            self._serve(cursor, Read(sql, params, cursor.fetchall(), description))
        return result

    def forget(self) -> None:
        """Note nothing of this answer any more."""
        self.is_whole = False
        self.reads.clear()

    def _serve(self, cursor: Any, read: Read) -> None:  # noqa: ANN401 -- Django's cursor
        cursor.cursor = Served(cursor.cursor, read)
        self.rows += len(read.rows)
        if self.rows > MOST_ROWS:
            self.forget()
        elif self.is_whole:
            self.reads.append(read)


_seen: Final[Memory[Hashable, bool]] = Memory(SEEN)
_kept: Final[Memory[Hashable, Kept]] = Memory(ANSWERS)
_recording: Final[ContextVar[Recorder | None]] = ContextVar("recording", default=None)


def repeat(question: Hashable, execute: Callable[[], Any], *, is_good: Callable[[], bool]) -> Any:  # noqa: ANN401 -- data as graphql-core makes it
    """Give the data that EXECUTE would give, which QUESTION and what it reads alone decide.

    It is kept from the second time on that QUESTION is met, where IS_GOOD says so afterwards.
    """
    if _seen.recall(question) is None:
        _seen.keep(question, True)  # noqa: FBT003 -- a value like any other
        return execute()
    kept = _kept.recall(question)
    fresh: list[Read] = []
    if kept is not None:
        fresh, is_same = _read_again(kept.reads)
        if is_same:
            return kept.give()
        _kept.forget(question)
    recorder = Recorder(deque(fresh))
    with _record(recorder):
        data = execute()
    if recorder.is_whole and isinstance(data, dict) and is_good():
        return _keep(question, recorder.reads, data)
    return data


def keep_nothing() -> None:
    """Say that what is answered right now is not to be kept.

    It depends on more than the question and its rows, or the next answer will rest on fewer.
    """
    recorder = _recording.get()
    if recorder is not None:
        recorder.forget()


def _read_again(reads: Sequence[Read]) -> tuple[list[Read], bool]:
    """Run the statements of READS again; give what they came to, and whether that is the same.

    What comes behind the first difference may be another statement now, and is left out unless it
    came along.
    """
    fresh: list[Read] = []
    is_same = True
    try:
        for each, rows in zip(reads, _run(reads), strict=True):
            fresh.append(replace(each, rows=rows))
            is_same = is_same and rows == each.rows
            if not is_same and connection.vendor != "postgresql":
                break
    except (DatabaseError, InterfaceError):  # whoever executes the operation meets it too
        return [], False
    return fresh, is_same


def _run(reads: Sequence[Read]) -> Iterator[Rows]:
    """Run the statements of READS; on PostgreSQL all in one round trip."""
    if not reads:
        return
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


def _keep(question: Hashable, reads: Sequence[Read], data: dict[str, Any]) -> dict[str, Any]:
    """Keep DATA, which rests on READS, unless they are too long; give it, written already."""
    done = CompletedObject(data)
    text = sum(
        len(value) for each in reads for row in each.rows for value in row if isinstance(value, str)
    )
    if text <= MOST_TEXT and len(done.write()) <= LONGEST:
        _kept.keep(question, Kept(tuple(reads), done, list_withheld()))
    return done
