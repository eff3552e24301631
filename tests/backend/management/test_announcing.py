"""An address is told as soon as somebody answers there, and not before."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar

from backend.management.announcing import announce_when_live, is_live
from tests.backend.management.test_stream import PATIENCE, find_port

HERE = "127.0.0.1"


@contextmanager
def answer(port: int, *statuses: int) -> Iterator[list[str]]:
    """Answer on PORT with STATUSES, one after the other; give the paths that are asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        left: ClassVar = deque(statuses)

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(self.left.popleft())
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer((HERE, port), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()


def test_an_address_is_told_when_it_answers() -> None:
    port, told = find_port(), list[str]()

    watcher = announce_when_live("0.0.0.0", port, "There.", tell=told.append)  # noqa: S104 -- told as it would be given
    was_live, before = is_live(HERE, port), list(told)
    with answer(port, 503, 500, 200) as asked:
        watcher.join(PATIENCE)

    assert (was_live, before) == (False, [])
    assert told == ["There."]
    assert asked == ["/livez"] * 3
