"""Knows for whom an answer is being worked out, and what was withheld from them in it.

A resolver that takes nothing but its object is called without anything of the request; so whoever
asks stands here while their answer is worked out, and nobody does otherwise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from graphql import GraphQLError

from backend.access import callers
from backend.access.callers import Caller
from backend.access.errors import Code, RefusedError
from backend.access.scopes import Scope


@dataclass(frozen=True, slots=True)
class Answering:
    """An answer on its way to CALLER; WITHHELD tells which fields needed which scope."""

    caller: Caller
    withheld: dict[str, Scope] = field(default_factory=dict)

    def list_errors(self) -> list[GraphQLError]:
        """Give one error for each field that was withheld, however many rows have it."""
        return [refuse(self.caller, scope, field=name) for name, scope in self.withheld.items()]


_current: Final[ContextVar[Answering | None]] = ContextVar("answering", default=None)


@contextmanager
def answering(caller: Caller) -> Iterator[Answering]:
    """Work out an answer for CALLER."""
    mine = Answering(caller)
    token = _current.set(mine)
    try:
        yield mine
    finally:
        _current.reset(token)


def get_caller() -> Caller:
    """Tell for whom an answer is being worked out: when nobody is known, for anyone."""
    mine = _current.get()
    return callers.find_anyone() if mine is None else mine.caller


def withhold(name: str, scope: Scope) -> None:
    """Note that the field NAME, of a type, was left empty for want of SCOPE."""
    mine = _current.get()
    if mine is not None:
        mine.withheld.setdefault(name, scope)


def list_withheld() -> dict[str, Scope]:
    """Give what has been withheld in this answer so far."""
    mine = _current.get()
    return {} if mine is None else dict(mine.withheld)


def refuse(caller: Caller, scope: Scope, **more: object) -> RefusedError:
    """Make the error that refuses CALLER for want of SCOPE; MORE is told with it.

    Whoever has not said who they are may be somebody else tomorrow: they are told to sign in.
    """
    code = Code.FORBIDDEN if caller.is_known else Code.UNAUTHENTICATED
    told = (
        f"This needs {scope.value}." if caller.is_known else f"Sign in: this needs {scope.value}."
    )
    error = RefusedError(told, code=code)
    assert error.extensions is not None  # noqa: S101 -- RefusedError sets them
    error.extensions |= {"scope": scope.value} | more
    return error
