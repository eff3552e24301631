"""Receivers of webhooks: servers on this machine that answer as they are told to, well or badly."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from backend.networks import read_allowed

HERE = read_allowed("ALLOW", source={"ALLOW": "127.0.0.1"})


@dataclass(frozen=True)
class Message:
    """What arrived: its headers, by their names in small letters, and its body."""

    path: str
    headers: dict[str, str]
    body: bytes


Behave: TypeAlias = Callable[[Message, socket.socket], None]


def answer(code: int, more: str = "", body: bytes = b"") -> Behave:
    """Answer with CODE, MORE headers and BODY."""

    def behave(_message: Message, line: socket.socket) -> None:
        head = f"HTTP/1.1 {code} Told\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        line.sendall(head.encode() + body)

    return behave


def answer_in_turn(*codes: int) -> Behave:
    """Answer with one of CODES after the other."""
    left = iter(codes)

    def behave(message: Message, line: socket.socket) -> None:
        answer(next(left))(message, line)

    return behave


def say(text: bytes, *, each: float = 0, linger: float = 0) -> Behave:
    """Answer with the raw TEXT, a byte EACH so many seconds, and LINGER after it."""

    def behave(_message: Message, line: socket.socket) -> None:
        for letter in [text[i : i + 1] for i in range(len(text))] if each else [text]:
            line.sendall(letter)
            time.sleep(each)
        time.sleep(linger)

    return behave


@dataclass
class Receiver:
    """A server that keeps what arrived, and answers by what BEHAVE does."""

    behave: Behave
    trust: ssl.SSLContext | None = None
    messages: list[Message] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}/in"

    def serve(self, server: socket.socket) -> None:
        """Take connections, each in a thread of its own, until the SERVER is closed."""
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[line], daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        try:
            line.settimeout(30)
            if self.trust:
                line = self.trust.wrap_socket(line, server_side=True)
            with line:
                message = _read(line)
                if message is not None:
                    self.messages.append(message)
                    self.behave(message, line)
        except OSError:
            return  # whoever sent has gone


def _read(line: socket.socket) -> Message | None:
    got = b""
    while b"\r\n\r\n" not in got:
        part = line.recv(65_536)
        if not part:
            return None
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in rest)}
    while len(body) < int(headers["content-length"]):
        body += line.recv(65_536)
    return Message(first.split(" ")[1], headers, body)


@contextmanager
def receiving(
    behave: Behave | None = None, trust: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """Run a receiver that does what BEHAVE says, and is content without it."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        receiver = Receiver(behave or answer(204), trust)
        receiver.port = server.getsockname()[1]
        threading.Thread(target=receiver.serve, args=[server], daemon=True).start()
        yield receiver
        server.shutdown(socket.SHUT_RDWR)
