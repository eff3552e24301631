"""Connects to the very addresses that were checked, within one deadline for all that is done.

A name is resolved once, here. Whoever answers for it another time, or otherwise, is never asked.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final, TypeAlias

import httpcore

from backend.integrations.webhooks.addresses import UrlRefusedError, check_addresses
from backend.networks import Address, Allowed

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
Connect: TypeAlias = Callable[[Address, int, float], socket.socket]

MOST_ADDRESSES: Final = 4  # of one name are tried
PATIENCE: Final = 5.0  # seconds for one of them to answer, while there are others


class TooSlowError(Exception):
    """Says that the time for the whole exchange is up."""


class UnknownNameError(Exception):
    """Says that a name leads nowhere."""


class UnreachableError(Exception):
    """Says that nobody answers at an address, or has gone."""


class DistrustedError(Exception):
    """Says that whoever answers cannot show to be who was meant."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment by which all is to be done, on the CLOCK, in seconds."""

    at: float
    clock: Callable[[], float] = time.monotonic

    def tell_left(self) -> float:
        """Tell how many seconds are left.

        :raises TooSlowError: when there are none.
        """
        left = self.at - self.clock()
        if left <= 0:
            raise TooSlowError
        return left


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of HOST, to be reached at PORT."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def connect(address: Address, port: int, patience: float) -> socket.socket:
    """Connect to ADDRESS at PORT with so much PATIENCE, in seconds."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 -- IPv4
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.settimeout(patience)
        line.connect((str(address), port))
    except BaseException:
        line.close()
        raise
    return line


class Line(httpcore.NetworkStream):
    """What is said and heard over a socket, until the deadline."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line = line
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- there is one deadline for all
        """Hear at most MAX_BYTES."""
        return bytes(self._bounded(lambda: self._line.recv(max_bytes)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 -- as above
        """Say BUFFER, a part at a time: whoever takes a letter an hour runs out of time too."""
        rest = memoryview(buffer)
        while rest:
            rest = rest[self._bounded(lambda: self._line.send(rest)) :]  # noqa: B023 -- called at once

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 -- as above
    ) -> httpcore.NetworkStream:
        """Have whoever answers show that they are SERVER_HOSTNAME."""
        try:
            wrap = ssl_context.wrap_socket
            line = self._bounded(lambda: wrap(self._line, server_hostname=server_hostname))
        except BaseException:
            self.close()
            raise
        return Line(line, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 -- httpcore's signature
        """Tell nothing but the socket, which httpcore asks about."""
        return self._line if info == "socket" else None

    def _bounded(self, act: Callable[[], Any]) -> Any:  # noqa: ANN401 -- whatever it gives
        """Give what ACT does in the time that is left."""
        self._line.settimeout(self._deadline.tell_left())
        try:
            return act()
        except TimeoutError as error:
            raise TooSlowError from error
        except ssl.SSLError as error:
            raise DistrustedError from error
        except OSError as error:
            raise UnreachableError from error


@dataclass(frozen=True, slots=True)
class Outside(httpcore.NetworkBackend):
    """The internet without what leads back inside, but for ALLOWED hosts."""

    deadline: Deadline
    allowed: Allowed
    resolve: Resolve = resolve
    connect: Connect = connect

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 -- there is one deadline for all
        local_address: str | None = None,  # noqa: ARG002 -- never asked for
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 -- as above
    ) -> httpcore.NetworkStream:
        """Connect to HOST at PORT: to the first of its addresses that answers."""
        addresses = self._find_addresses(host, port)
        for number, address in enumerate(addresses, 1):
            left = self.deadline.tell_left()
            try:
                patience = left if number == len(addresses) else min(left, PATIENCE)
                return Line(self.connect(address, port, patience), self.deadline)
            except OSError:
                continue
        self.deadline.tell_left()
        raise UnreachableError

    def _find_addresses(self, host: str, port: int) -> list[Address]:
        """Find the addresses of HOST, of which each was checked."""
        try:
            found = [ip_address(each) for each in self._ask(host, port)]
        except ValueError:  # an address of one network interface alone
            raise UrlRefusedError("PRIVATE") from None
        check_addresses(host, found, allowed=self.allowed)
        if not found:
            raise UnknownNameError
        return found[:MOST_ADDRESSES]

    def _ask(self, host: str, port: int) -> Sequence[str]:
        """Resolve HOST beside this thread: what the system does cannot be told to hurry."""
        told: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                told.put(self.resolve(host, port))
            except (OSError, UnicodeError) as error:
                told.put(error)

        left = self.deadline.tell_left()
        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = told.get(timeout=left)
        except queue.Empty:
            raise TooSlowError from None
        if isinstance(answer, Exception):
            raise UnknownNameError from answer
        return answer
