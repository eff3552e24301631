"""Runs a mutation once for each key that it comes under, and gives its key back."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from typing import Any, Final

import strawberry
from django.utils import timezone
from strawberry import Some
from strawberry.extensions import FieldExtension

from backend.access.callers import name_caller
from backend.access.errors import RefusedError
from backend.access.idempotency import (
    LONGEST_KEY,
    AnotherBodyError,
    Claim,
    do_once,
    is_key,
    take_fingerprint,
)
from backend.access.once import Attempt, find_attempt
from backend.api.packing import has_secret, pack, unpack

KEY: Final = "client_mutation_id"
PLACE: Final = ("input", "clientMutationId")


@strawberry.input(description="What every mutation takes.")
class Keyed:
    """Lets a caller give a mutation a key."""

    client_mutation_id: str | None = strawberry.field(
        default=None,
        description="A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 "
        "printable characters. The same mutation with the same key and input has one effect and "
        "outcome for 24 hours; another input under it is refused as a CONFLICT.",
    )


@strawberry.type(description="What every mutation answers.")
class Echoed:
    """Gives the key back."""

    client_mutation_id: str | None = strawberry.field(
        default=None, description="The key that was given with the input."
    )


class Once(FieldExtension):
    """Runs a mutation, or gives what it came to when it was run before under the same key."""

    def resolve(
        self,
        next_: Callable[..., Any],
        source: Any,  # noqa: ANN401 -- strawberry's signature
        info: strawberry.Info,
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as above
        """Run it with NEXT_, under the key of the request and that of the input, if there are any.

        :raises RefusedError: when the input's key is none, or a key stands for something else.
        """
        request = info.context.request
        attempt = find_attempt(request)
        given = kwargs["given"]
        claims = [attempt.claim] if attempt.claim else []
        if given.client_mutation_id is not None:
            claims.append(claim_for(given, info.field_name, caller=name_caller(request)))
        run = partial(next_, source, info, **kwargs)
        payload = self._run(run, claims, info, attempt) if claims else run()
        attempt.secret = attempt.secret or has_secret(payload)
        payload.client_mutation_id = given.client_mutation_id
        return payload

    def _run(
        self,
        run: Callable[[], Any],
        claims: list[Claim],
        info: strawberry.Info,
        attempt: Attempt,
    ) -> Any:  # noqa: ANN401 -- any payload
        """Let RUN write under all CLAIMS, the request's first, and tell ATTEMPT what came of it."""
        fresh: list[Any] = []

        def write() -> Any:  # noqa: ANN401 -- JSON
            fresh.append(run())
            return pack(fresh[0])

        now, step = timezone.now(), str(info.path.key)
        for claim in reversed(claims):
            write = partial(do_once, claim, "" if claim.mutation else step, write, at=now)
        try:
            packed = write()
        except AnotherBodyError:
            attempt.mismatched = True
            raise
        attempt.executed = attempt.executed or bool(fresh)
        attempt.repeated = attempt.repeated or not fresh
        return fresh[0] if fresh else unpack(info.return_type, packed)


def claim_for(given: Keyed, mutation: str, *, caller: str) -> Claim:
    """Claim the key of GIVEN, the input of MUTATION, for CALLER.

    :raises RefusedError: when it is no key.
    """
    key = given.client_mutation_id or ""
    if not is_key(key):
        told = f"A clientMutationId has 1 to {LONGEST_KEY} printable characters."
        raise RefusedError(told, path=PLACE)
    asked = take_fingerprint(spell(given))
    return Claim(caller, key, asked, mutation=mutation, path=PLACE)


def spell(value: object) -> Any:  # noqa: ANN401 -- JSON
    """Make JSON of VALUE, an input or a part of one; its key and what was left out are not told."""
    if isinstance(value, Some):
        return spell(value.value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list):
        return [spell(each) for each in value]
    if is_dataclass(value):
        given = {field.name: getattr(value, field.name) for field in fields(value)}
        return {n: spell(v) for n, v in given.items() if v is not None and n != KEY}
    return value if isinstance(value, str | int | float | None) else str(value)
