"""A proxy before a server that passes on what is sent, late, or broken off, or not at all."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Final

CHUNK: Final = 64 * 1024  # bytes
RESET: Final = struct.pack("ii", 1, 0)  # lingers for no second: a close tells that all is lost


class Mode(Enum):
    """What the proxy does."""

    PASSING = "passing"
    SLOW = "slow"
    RESETTING = "resetting"
    SILENT = "silent"  # it takes everything, and passes on nothing: both ends seem to be there


class Proxy:
    """A proxy before PORT of this machine, with a port of its own."""

    def __init__(self, port: int) -> None:
        self.mode = Mode.PASSING
        self.delay = 0.0  # seconds for which it holds back each part, in each direction
        self._target = port
        self._links: list[tuple[socket.socket, socket.socket]] = []
        self._door = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._welcome, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections, and break off those that there are."""
        self._door.shutdown(socket.SHUT_RDWR)  # which ends the waiting for the next one
        self._thread.join()
        self._door.close()
        self._break_off()

    @contextmanager
    def being(self, mode: Mode, *, delay: float = 0.0) -> Iterator[None]:
        """Be in MODE until the block ends; what was silenced stays cut in two after that."""
        self.delay, self.mode = delay, mode
        if mode is Mode.RESETTING:
            self._break_off()
        try:
            yield
        finally:
            self.mode = Mode.PASSING

    def _break_off(self) -> None:
        for link in self._links:
            for end in link:
                _reset(end)
        self._links.clear()

    def _welcome(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            if self.mode is Mode.RESETTING:
                _reset(caller)
                continue
            server = socket.create_connection(("127.0.0.1", self._target))
            self._links.append((caller, server))
            for ends in ((caller, server), (server, caller)):
                for end in ends:
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        """Pass on what SOURCE says to SINK, as the mode is."""
        is_cut = False
        with suppress(OSError, ValueError):
            while data := source.recv(CHUNK):
                if self.mode is Mode.SLOW:
                    time.sleep(self.delay)
                is_cut = is_cut or self.mode is Mode.SILENT
                if not is_cut:
                    sink.sendall(data)
        if not is_cut:
            with suppress(OSError):
                sink.shutdown(socket.SHUT_WR)


def _reset(end: socket.socket) -> None:
    """Break off END."""
    with suppress(OSError):  # it may be closed already; otherwise wake whoever reads from it
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RD)
    end.close()


@contextmanager
def stand_before(port: int) -> Iterator[Proxy]:
    """Stand before PORT until the block ends."""
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
