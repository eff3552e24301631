"""Imports files in the background: a worker does it, and writes a report beside the database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from backend.access.curating import find_curator
from backend.access.sight import RULES
from backend.integrations.importers.asking import Asked, read_asked
from backend.integrations.importers.faults import DatabaseFailedError, FileRefusedError
from backend.integrations.importers.importing import Terms
from backend.integrations.importers.outcomes import (
    Told,
    find_report,
    forget_reading,
    keep,
    keep_reading,
    list_faults,
    tell_report,
)
from backend.integrations.importers.progress import Reading, ToldProgress
from backend.integrations.importers.registry import FORMS, run_form
from backend.integrations.importers.report import render
from backend.integrations.importers.told_words import tell_lines
from backend.queue.kinds import GivenUpError, StoppedError, TryAgainError, Turn, register
from backend.queue.models import Task
from backend.queue.putting import put
from products.lifecycle import LifecycleStage
from products.models import Product
from products.origins import Interface, acting

KIND: Final = "imports.write"
# An import holds its task's row for as long as it writes: who looks for work passes it over, and
# once its worker is gone, so is the hold. So the lease may be far shorter than an import.
LEASE: Final = timedelta(minutes=1)
ATTEMPTS: Final = 5
PLAIN: Final = ("product", "product_name", "source", "segment", "team", "dry_run", "keep_good")
MOVED: Final = "Other rows have changed since it was previewed; nothing was written."


class MovedError(Exception):
    """Says that an import would come otherwise than it was shown; what it TOLD is kept."""

    def __init__(self, told: Told) -> None:
        """Keep what was TOLD."""
        super().__init__(MOVED)
        self.told = told


def register_imports() -> None:
    """Let workers know how to import, beside all else that they do."""
    register(KIND, _work, lease=LEASE, attempts=ATTEMPTS, lane="imports", failed=_give_up)


def put_import(form: str, path: Path, terms: Terms, *, asked: Asked | None = None) -> Task:
    """Have what is at PATH imported as FORM under TERMS by a worker of this machine.

    The same is put once, until it is done. A page says who ASKED.
    """
    told: dict[str, Any] = {name: getattr(terms, name) for name in PLAIN}
    told |= {"worth": str(terms.worth), "stages": dict(terms.stages)}
    whole = str(path.resolve())
    key = f"{terms.product}:{whole}"[-255:]
    payload = {"form": form, "path": whole, "terms": told}
    return put(KIND, payload | ({"asked": asked.store()} if asked else {}), key=key)


def _work(turn: Turn) -> None:
    """Import what TURN is about in the language of whoever asked, as `_import_for` does."""
    asked = read_asked(turn.payload)
    with override(asked.language if asked else None):
        _import_for(turn, asked)


def _import_for(turn: Turn, asked: Asked | None) -> None:
    """Import what TURN is about for who ASKED, and mark it as done in the same transaction.

    :raises GivenUpError: when the file is refused, or whoever asked may not have it any more.
    :raises TryAgainError: when the database is busy or fails.
    """
    product = turn.payload["terms"]["product"]
    user = asked.find_user(product) if asked else None
    actor = find_curator(user).key if user else ""
    try:
        with acting(Interface.IMPORT, actor=lambda: actor):
            _import(turn, asked, user)
    except FileRefusedError as error:
        told = Told(is_refused=True, **list_faults(error.faults))
        _keep(turn.task, f"Nothing was written.\n{error}", told, asked)
        number = error.faults.count
        # Why exactly may name people, who stay out of tasks.
        why = f"The file was refused, for {number:,} reasons: see {find_report(turn.task)}."
        raise GivenUpError(why) from error
    except MovedError as error:
        _keep(turn.task, MOVED, replace(error.told, is_refused=True, has_moved=True), asked)
        raise GivenUpError(MOVED) from error
    except DatabaseFailedError as error:
        raise TryAgainError("The database was busy or failed.") from error
    finally:
        forget_reading(turn.task)
    if asked:
        asked.release(is_done=asked.expected is not None)


def _import(turn: Turn, asked: Asked | None, user: Any) -> None:  # noqa: ANN401 -- any model of users
    """Import what TURN is about for USER who ASKED, and say so in its row."""
    payload, progress = turn.payload, ToldProgress(lambda reading: _tell(turn, reading))
    terms = replace(_read_terms(payload["terms"]), progress=progress)
    if user is not None:
        seen = find_curator(user).find_products(RULES[Product].scope)
        terms = replace(terms, actor=user.get_username(), seen=seen)
    with turn.guard():
        path = asked.path if asked else Path(payload["path"])
        report = run_form(payload["form"], path, terms)
        told = tell_report(report, length=progress.reading.read)
        if asked and asked.expected is not None:
            if told.sense != asked.expected:
                raise MovedError(told)
            title = f"{FORMS[payload['form']].title}: {terms.product}"
            line = replace(told, **asked.say_all(told))
            lines = [title, *tell_lines(line)]
            told = replace(told, log=asked.log(line, user=user, lines=lines))
        _keep(turn.task, render(report), told, asked)
        turn.change(done=report.rows, total=report.rows)
        turn.finish()


def _tell(turn: Turn, reading: Reading) -> None:
    """Tell how far TURN is in its READING.

    :raises StoppedError: when the worker has been asked to stop some seconds ago.
    """
    if turn.is_stopping():
        raise StoppedError(f"{turn.task} goes back.")
    keep_reading(turn.task, reading)


def _keep(task: Task, text: str, told: Told, asked: Asked | None) -> None:
    """Keep TEXT and what was TOLD of TASK; who ASKED is told of it in the words of the page."""
    keep(task, text, replace(told, **asked.say_all(told)) if asked else told)


def _give_up(task: Task) -> None:
    """Let the files of TASK go, as nobody imports them any more."""
    forget_reading(task)
    if asked := read_asked(task.payload):
        asked.release(is_done=False)


def _read_terms(told: Mapping[str, Any]) -> Terms:
    """Read the terms that are TOLD in a task."""
    stages = {word: LifecycleStage(stage) for word, stage in told["stages"].items()}
    plain = {name: told[name] for name in PLAIN}
    return Terms(**plain, worth=Decimal(told["worth"]), stages=stages)
