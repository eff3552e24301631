"""An import is killed at any moment: it was all or nothing, and once repeated it is whole."""

import random
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import pytest

from tests.backend.integrations.importers.exports import write_rows
from tests.faults.clients import verify
from tests.faults.conftest import Database, Note
from tests.faults.filling import drop_database, make_database, name_sqlite
from tests.faults.imported import read_rows
from tests.faults.processes import ROOT, manage, name_environment
from tests.faults.sizes import count, is_full

Rows: TypeAlias = dict[str, str]
Copy: TypeAlias = Callable[[], AbstractContextManager[str]]
WORK: Final = ("work", "--kinds", "imports.write", "--until-empty")
EXPIRE: Final = (
    "from backend.queue.models import Task; from django.utils import timezone; "
    "Task.objects.filter(kind='imports.write').exclude(lease_until=None)"
    ".update(lease_until=timezone.now()); "
    "Task.objects.filter(kind='imports.write', status='PENDING').update(due_at=timezone.now())"
)
TELL: Final = (
    "from backend.queue.models import Task; "
    "print(list(Task.objects.filter(kind='imports.write').values_list('status', flat=True)))"
)
TRIES: Final = 3  # workers that may die of one task; it is given up after the fifth
PEOPLE: Final = 400
IDEAS: Final = 12
AT: Final = "2026-03-01 10:00:00"
PATIENCE: Final = 120  # seconds for which a killed one may still hold a lock
FULL: Final = (
    "Idea Id,Idea Title,Idea Description,Public Status Name,Labels,Voters Count,"
    "User Email Address,Linked Idea Creation Date"
)


@dataclass(frozen=True)
class Trial:
    """What an undisturbed import has shown: how many SECONDS it takes, and what is there then."""

    seconds: float
    whole: Rows

    def draw(self) -> float:
        """Draw a moment to kill at, in seconds from the start; the first fifth is Python's."""
        return random.uniform(self.seconds / 5, self.seconds)  # noqa: S311 -- no secret is made of it


@dataclass(frozen=True)
class Order:
    """What is imported: a file at PATH in a FORM, under TERMS."""

    form: str
    path: Path
    terms: Sequence[str] = ()

    @property
    def arguments(self) -> list[str]:
        """Give the arguments of the command."""
        return ["import_file", self.form, str(self.path), "--product", "imported", *self.terms]


def write_answers(folder: Path) -> Order:
    """Write a file of preferences, of two thirds of which the people speak for accounts."""
    rows = [
        (
            *(f"f{idea}", f"p{person}", "" if person % 3 else f"team{person % 5}"),
            *(f"a{person % 40}" if person % 3 else "", "gov" if person % 3 else ""),
            *((person * idea) % 5 - 2, f"because of {person} and {idea}", AT),
        )
        for person in range(PEOPLE)
        for idea in range(IDEAS)
    ]
    path = folder / "answers.csv"
    header = "feature,stakeholder,team,account,segment,stance,reason,stated_at"
    path.write_text(write_rows(header, *rows), "utf-8")
    return Order("csv", path)


def write_ideas(folder: Path) -> Order:
    """Write an export of UserVoice, with votes of which nobody knows whose they are."""
    rows = [
        (idea, f"Idea {idea}", "text", "planned", "ui", PEOPLE * 2, f"p{person}@be.example", AT)
        for idea in range(IDEAS)
        for person in range(idea % 2, PEOPLE, 2)
    ]
    path = folder / "ideas.csv"
    path.write_text(write_rows(FULL, *rows), "utf-8")
    return Order("uservoice", path, ("--segment", "users", "--worth", "10"))


class Kill(Protocol):
    """Kills imports into the database at URL, MOST of them, and has one come to its end."""

    def __call__(self, url: str, order: Order, trial: Trial, *, most: int) -> list[Rows]:
        """Tell what was there after each."""


@pytest.fixture
def order(request: pytest.FixtureRequest, tmp_path: Path) -> Order:
    """Write one of the files."""
    write: Callable[[Path], Order] = request.param
    return write(tmp_path)


def run(url: str, order: Order) -> float:
    """Import what ORDER says into the database at URL; tell how many seconds that took."""
    began = time.monotonic()
    manage(url, *order.arguments)
    return time.monotonic() - began


def run_and_kill(url: str, *arguments: str, after: float) -> None:
    """Run manage.py with ARGUMENTS on the database at URL, and kill it AFTER so many seconds."""
    command = [sys.executable, "manage.py", *arguments]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=name_environment(url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        time.sleep(after)
        process.kill()


def repeat(url: str, order: Order) -> None:
    """Import what ORDER says into the database at URL, and again while that is busy."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            run(url, order)
        except AssertionError as error:
            if "is busy" not in str(error) or time.monotonic() > until:
                raise
        else:
            return


def kill_commands(url: str, order: Order, trial: Trial, *, most: int) -> list[Rows]:
    """Kill imports into the database at URL, MOST of them, until one has come to its end.

    Tell what was there after each, and leave all there in the end.
    """
    found: list[Rows] = []
    while len(found) < most and trial.whole not in found:
        run_and_kill(url, *order.arguments, after=trial.draw())
        found.append(read_rows(url))
    repeat(url, order)
    return found


def kill_workers(url: str, order: Order, trial: Trial, *, most: int) -> list[Rows]:
    """Kill workers that import into the database at URL, as `kill_commands` kills commands.

    None waits for the lease of the one before to end: that is for the tests of the queue.
    """
    manage(url, *order.arguments, "--background")
    found: list[Rows] = []
    while len(found) < min(most, TRIES) and trial.whole not in found:
        manage(url, "shell", "--no-imports", "--command", EXPIRE)
        run_and_kill(url, *WORK, after=trial.draw())
        found.append(read_rows(url))
    until = time.monotonic() + PATIENCE
    while manage(url, "shell", "--no-imports", "--command", TELL).strip() != "['DONE']":
        assert time.monotonic() < until  # PostgreSQL may still hold what the killed one had begun
        manage(url, "shell", "--no-imports", "--command", EXPIRE)
        manage(url, *WORK)
    return found


def try_out(copy: Copy, order: Order, way: str, note: Note) -> None:
    """Kill imports of what ORDER says into one COPY of a database after the other, in that WAY."""
    with copy() as url:
        before = read_rows(url)
        trial = Trial(run(url, order), read_rows(url))
    assert trial.whole != before
    kills = count(1, full=25)  # for two files, two ways and two databases each

    found: list[Rows] = []
    ends: list[tuple[Rows, str]] = []
    while len(found) < kills:
        with copy() as url:
            found += WAYS[way](url, order, trial, most=kills - len(found))
            ends.append((read_rows(url), verify(url)))

    assert [each for each in found if each not in (before, trial.whole)] == []
    assert ends == [(trial.whole, "Cells and scores equal a recount.")] * len(ends)
    rows = trial.whole["Preference"].partition(" ")[0]
    note(
        f"kill -9 of {way} that import {order.form}, {kills} times",
        f"nothing there after {found.count(before)}, all after {found.count(trial.whole)}, half "
        f"after 0; {len(ends)} done again: the {rows} preferences of an undisturbed one",
    )


WAYS: Final[Mapping[str, Kill]] = {"commands": kill_commands, "workers": kill_workers}
PAIRS: Final = [(write, way) for write in (write_answers, write_ideas) for way in WAYS]
# In short, one of the files is for commands and the other for workers.
pairs = pytest.mark.parametrize(
    ("order", "way"), PAIRS if is_full() else PAIRS[::3], indirect=["order"]
)


@pairs
@pytest.mark.on_postgresql
def test_an_import_that_is_killed_is_all_or_nothing_on_postgresql(
    postgresql: str, filled_postgresql: Database, order: Order, way: str, note: Note
) -> None:
    @contextmanager
    def copy() -> Iterator[str]:
        name = f"tutti_faults_{uuid.uuid4().hex[:12]}"
        template = filled_postgresql.url.rpartition("/")[2]
        try:
            yield make_database(postgresql, name, template=template)
        finally:
            drop_database(postgresql, name)

    try_out(copy, order, way, note)


@pairs
@pytest.mark.on_sqlite
def test_an_import_that_is_killed_is_all_or_nothing_on_sqlite(
    filled_sqlite: Database, order: Order, way: str, note: Note, tmp_path: Path
) -> None:
    @contextmanager
    def copy() -> Iterator[str]:
        path = tmp_path / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copy(filled_sqlite.url.removeprefix("sqlite:///"), path)
        yield name_sqlite(path)

    try_out(copy, order, way, note)
