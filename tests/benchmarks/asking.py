"""Asks a server the same thing over HTTP, over and over, at a light cost of its own.

The bytes of the request are made once. A number of connections stay open, each with one request
under way; one loop waits for all of them and counts answers without reading them: of each answer
only the first line and its length are looked at. `answering.py` measures, as its ceiling, how
often this asks a server that answers two bytes: what it measures has to stay far below.
"""

import select
import socket
import time
from dataclasses import dataclass
from typing import Final

HOST: Final = "127.0.0.1"
PATIENCE: Final = 60.0  # seconds, for any single answer
BUFFER: Final = 1 << 20  # bytes


class AnswerError(Exception):
    """Says what was wrong with an answer."""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Talk:
    """One connection, and how many bytes its answer still lacks; None before its first."""

    socket: socket.socket
    missing: int | None = None


def make_request(
    method: str, path: str, *, port: int, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """Make the bytes of a request to PATH with a BODY in JSON.

    It says that it came through HTTPS, which the servers of a deployment insist on.
    """
    fields = {"Host": f"{HOST}:{port}", "Accept": "application/json", "X-Forwarded-Proto": "https"}
    if body:
        fields |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = [f"{name}: {value}" for name, value in (fields | (headers or {})).items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + body


def fetch(port: int, request: bytes) -> Answer:
    """Send REQUEST to the server at PORT, and read its whole answer."""
    with socket.create_connection((HOST, port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        received = b""
        missing: int | None = None
        while missing is None or missing > 0:
            piece = connection.recv(BUFFER)
            if not piece:
                raise AnswerError(f"The connection was closed after {received[:200]!r}.")
            received += piece
            missing = count_missing(received) if missing is None else missing - len(piece)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *fields = head.decode().split("\r\n")
    pairs = (field.split(": ", 1) for field in fields)
    return Answer(int(first.split()[1]), {name.lower(): value for name, value in pairs}, body)


def count_missing(received: bytes) -> int | None:
    """Tell how many bytes follow the RECEIVED beginning of an answer; None within its head.

    :raises AnswerError: when the answer does not say how long it is.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = received[:end].lower()
    start = head.find(b"\r\ncontent-length:")
    if start < 0 and b" 304 " not in head[:16]:
        raise AnswerError(f"The answer does not tell its length: {head!r}.")
    length = int(head[start + 17 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
    if b" 304 " in head[:16]:
        length = 0  # that of the answer it spares
    return end + 4 + length - len(received)


def measure_rate(
    port: int, request: bytes, *, crowd: int, seconds: float, status: int = 200
) -> float:
    """Send REQUEST to PORT over a CROWD of connections for SECONDS; give answers a second.

    What is under way at the end is waited for and counted, so that the server is at rest behind.

    :raises AnswerError: when an answer has another STATUS, or none comes.
    """
    talks: dict[int, Talk] = {}
    with select.epoll() as waiting:
        try:
            for _ in range(crowd):
                connection = socket.create_connection((HOST, port), timeout=PATIENCE)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                talks[connection.fileno()] = Talk(connection)
                waiting.register(connection, select.EPOLLIN)
            return _ask(talks, waiting, request, seconds=seconds, status=status)
        finally:
            for talk in talks.values():
                talk.socket.close()


def _ask(
    talks: dict[int, Talk], waiting: select.epoll, request: bytes, *, seconds: float, status: int
) -> float:
    """Keep all TALKS busy for SECONDS, then let them end."""
    buffer = bytearray(BUFFER)
    code = str(status).encode()
    count, busy = 0, len(talks)
    started = time.perf_counter()
    deadline = started + seconds
    for talk in talks.values():
        talk.socket.sendall(request)
    while busy:
        events = waiting.poll(PATIENCE)
        if not events:
            raise AnswerError(f"No answer within {PATIENCE:.0f} seconds.")
        for number, _ in events:
            talk = talks[number]
            if not _read(talk, buffer, code):
                continue
            count += 1
            if time.perf_counter() < deadline:
                talk.socket.sendall(request)
            else:
                waiting.unregister(number)
                busy -= 1
    return count / (time.perf_counter() - started)


def _read(talk: Talk, buffer: bytearray, code: bytes) -> bool:
    """Read what there is of an answer with the status CODE; tell whether that was the rest of it.

    The head of an answer fits into its first packet.
    """
    size = talk.socket.recv_into(buffer)
    if not size:
        raise AnswerError("The server closed a connection.")
    if talk.missing is None:
        if buffer[9:12] != code:
            raise AnswerError(f"An answer began with {bytes(buffer[:200])!r}.")
        talk.missing = count_missing(bytes(buffer[: min(size, 4096)]))
        if talk.missing is None:
            raise AnswerError("The head of an answer came in pieces.")
        talk.missing -= max(0, size - 4096)
    else:
        talk.missing -= size
    if talk.missing > 0:
        return False
    talk.missing = None
    return True
