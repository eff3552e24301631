"""Lets the server that tests open in a browser answer one request after the other on SQLite.

Its threads share one connection there, for the database lies in memory. SQLite lets one thread in
at a time: where that one runs a function of ours, for which it needs the interpreter, and another
one that has the interpreter waits to be let in, both wait for ever.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeAlias

from django.core.servers.basehttp import ThreadedWSGIServer

Application: TypeAlias = Callable[[Any, Any], Any]  # as WSGI has it


def take_turns(answer: Application) -> Application:
    """Give an application that answers as ANSWER does, whole, and no two requests at once."""
    turn = Lock()

    def answer_in_turn(environ: Any, start_response: Any) -> Any:  # noqa: ANN401 -- as WSGI has it
        with turn:
            parts: Any = answer(environ, start_response)
            try:
                return [b"".join(parts)]
            finally:
                if hasattr(parts, "close"):
                    parts.close()

    return answer_in_turn


class TakingTurns(ThreadedWSGIServer):
    """A server whose threads take turns where they share connections."""

    def set_app(self, application: Application | None) -> None:
        """Answer as APPLICATION does."""
        if application is not None and self.connections_override:
            application = take_turns(application)
        super().set_app(application)
