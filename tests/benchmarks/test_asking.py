"""Tests of the loop that asks servers."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.benchmarks.asking import (
    AnswerError,
    count_missing,
    fetch,
    make_request,
    measure_rate,
)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n"


class Server(ThreadingHTTPServer):
    """Keeps the sizes of what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.sizes: list[int] = []
        self.port: int = self.server_address[1]


class Handler(BaseHTTPRequestHandler):
    """Answers with what was sent; says 304 to whoever has a tag, and hangs up on `/gone`."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.sizes.append(len(body))
        if self.path == "/gone":
            self.close_connection = True
            return
        self.send_response(304 if self.headers["If-None-Match"] else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not self.headers["If-None-Match"]:
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Log nothing: the tests look at what came back."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("received", "missing"),
    [
        (HEAD[:-2], None),
        (HEAD, 10),
        (HEAD + b"0123", 6),
        (HEAD + b"0123456789", 0),
        (HEAD.replace(b"200 OK", b"304 Not Modified"), 0),
    ],
)
def test_an_answer_tells_how_much_of_it_is_missing(received: bytes, missing: int | None) -> None:
    assert count_missing(received) == missing


def test_an_answer_without_a_length_is_refused() -> None:
    with pytest.raises(AnswerError, match="does not tell its length"):
        count_missing(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")


def test_an_answer_larger_than_a_packet_is_read_whole(server: Server) -> None:
    body = b"x" * 3_000_000

    answer = fetch(server.port, make_request("POST", "/", port=server.port, body=body))

    assert (answer.status, answer.body) == (200, body)


@pytest.mark.parametrize("crowd", [1, 5])
def test_every_connection_is_answered_to_the_end(server: Server, crowd: int) -> None:
    request = make_request("POST", "/", port=server.port, body=b"x" * 100_000)

    measure_rate(server.port, request, crowd=crowd, seconds=0)

    assert server.sizes == [100_000] * crowd


def test_an_answer_that_still_holds_is_counted(server: Server) -> None:
    request = make_request(
        "POST", "/", port=server.port, body=b"x", headers={"If-None-Match": '"tag"'}
    )

    measure_rate(server.port, request, crowd=2, seconds=0, status=304)

    assert server.sizes == [1, 1]


def test_another_status_is_no_answer(server: Server) -> None:
    request = make_request(
        "POST", "/", port=server.port, body=b"x", headers={"If-None-Match": '"tag"'}
    )

    with pytest.raises(AnswerError, match="304 Not Modified"):
        measure_rate(server.port, request, crowd=1, seconds=0)


def test_a_server_that_hangs_up_is_not_counted(server: Server) -> None:
    request = make_request("POST", "/gone", port=server.port, body=b"x")

    with pytest.raises(AnswerError, match="closed a connection"):
        measure_rate(server.port, request, crowd=1, seconds=0)
