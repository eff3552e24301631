"""Does under a key once what is asked under it again, and remembers for a while what came of it.

A transaction that writes under a key takes the key's row before any other lock. So whoever tries
the same at the same time waits here, holding nothing that another could want, and finds what was
done when the first one has committed.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from backend.access.errors import Code, RefusedError
from backend.access.models import IdempotencyKey
from products.chunks import split

LONGEST_KEY: Final = 255  # characters
LONGEST_ANSWER: Final = 256 * 1024  # bytes of JSON; longer ones are not kept
CLEARED: Final = 10  # expired keys that go with each new one, so that they never pile up


class AnotherBodyError(RefusedError):
    """Says that a key was used for something else before."""

    def __init__(self, *path: str) -> None:
        """Refuse the key that PATH leads to in the arguments, or that of the whole request."""
        told = gettext("This key was used for another request. Take a new key for a new request.")
        super().__init__(told, code=Code.CONFLICT, path=path)


@dataclass(frozen=True, slots=True)
class Claim:
    """Under which KEY a CALLER asks for what, and at which PLACE in the arguments it is given."""

    caller: str
    key: str
    fingerprint: str
    mutation: str = ""
    path: tuple[str, ...] = ()

    @property
    def name(self) -> dict[str, str]:
        """Give what tells its row apart from others."""
        return {"caller": self.caller, "place": self.mutation, "key": self.key}

    def check(self, row: IdempotencyKey) -> None:
        """See that ROW, of this name, is about the same.

        :raises AnotherBodyError: when it is not.
        """
        if row.fingerprint != self.fingerprint:
            raise AnotherBodyError(*self.path)


def is_key(text: str) -> bool:
    """Tell whether TEXT can be a key: 1 to 255 printable characters."""
    return 0 < len(text) <= LONGEST_KEY and text.isprintable()


def take_fingerprint(asked: object) -> str:
    """Take the fingerprint of what was ASKED, of which JSON can be made; order says nothing."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def find_lifetime() -> timedelta:
    """Tell for how long keys are kept."""
    return timedelta(hours=settings.IDEMPOTENCY_HOURS)


def do_once(claim: Claim, step: str, write: Callable[[], Any], *, at: datetime) -> Any:  # noqa: ANN401 -- JSON
    """Let WRITE do STEP of what CLAIM asks for, or give what it came to when it was done before.

    WRITE gives what it came to, of which JSON can be made; effect and result are committed together
    or, when it raises, not at all.

    :raises AnotherBodyError: when the key stands for something else.
    """
    with transaction.atomic():
        row = _take(claim, at)
        results = json.loads(row.results)
        if step not in results:
            results[step] = write()
            row.results = json.dumps(results)
            row.save(update_fields=["results"])
        return results[step]


def _take(claim: Claim, at: datetime) -> IdempotencyKey:
    """Lock the row of CLAIM until the transaction ends; one that has expired begins anew."""
    fresh = {
        "fingerprint": claim.fingerprint,
        "results": "{}",
        "answer": "",
        "language": "",
        "created_at": at,
        "expires_at": at + find_lifetime(),
    }
    # The conflict changes nothing, but it waits for the row and locks it, unlike "do nothing".
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(**claim.name, **fresh)],
        update_conflicts=True,
        update_fields=["key"],
        unique_fields=["caller", "place", "key"],
    )
    row = IdempotencyKey.objects.get(**claim.name)
    if row.expires_at <= at:
        for name, value in fresh.items():
            setattr(row, name, value)
        row.save(update_fields=list(fresh))
    claim.check(row)
    return row


def find_answered(claim: Claim, *, at: datetime) -> IdempotencyKey | None:
    """Find the row of CLAIM, if its whole answer is kept.

    :raises AnotherBodyError: when the key stands for something else.
    """
    row = _find_live(claim, at).first()
    if row is not None:
        claim.check(row)
    return row if row and row.answer else None


def keep_answer(claim: Claim, answer: str, *, language: str, at: datetime) -> IdempotencyKey | None:
    """Keep ANSWER, in LANGUAGE, with the row of CLAIM; give that row, or None if none is kept.

    Of two tries at once the answer of the first is kept, and is what both are to give.
    """
    with transaction.atomic():
        row = _find_live(claim, at).select_for_update().first()
        if row is None or row.fingerprint != claim.fingerprint:
            return None  # it has expired meanwhile
        if not row.answer and len(answer.encode()) <= LONGEST_ANSWER:
            row.answer, row.language = answer, language
            row.save(update_fields=["answer", "language"])
    return row if row.answer else None


def _find_live(claim: Claim, at: datetime) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(**claim.name, expires_at__gt=at).order_by("pk")


def forget_answers() -> None:
    """Drop all answers, as they may tell of someone who is erased; what was done is not redone."""
    with transaction.atomic():
        rows = IdempotencyKey.objects.exclude(answer="").order_by("pk").select_for_update()
        keys = list(rows.values_list("pk", flat=True))
        for chunk in split(keys):
            IdempotencyKey.objects.filter(pk__in=chunk).update(answer="")


def clear_expired(*, at: datetime, most: int = CLEARED) -> None:
    """Delete up to MOST keys that have expired, passing over those that others are about to use."""
    # Where all are busy writing, the next one clears.
    with suppress(OperationalError), transaction.atomic():
        expired = IdempotencyKey.objects.filter(expires_at__lte=at).order_by("expires_at", "pk")
        rows = expired.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most]
        if keys := list(rows):
            IdempotencyKey.objects.filter(pk__in=keys).delete()
