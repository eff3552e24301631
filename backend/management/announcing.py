"""Says where something is served, as soon as it answers there."""

import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Final

from backend.access.probes import LIVE

PAUSE: Final = 0.2  # seconds between two looks
PATIENCE: Final = 5.0  # seconds for one answer
ANY: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- where all addresses are listened on, ask this one


def announce_when_live(host: str, port: int, told: str, *, tell: Callable[[str], object]) -> Thread:
    """TELL what is TOLD when somebody answers on PORT of HOST; nobody waits for it here."""

    def watch() -> None:
        while not is_live(host, port):
            time.sleep(PAUSE)
        tell(told)

    watcher = Thread(target=watch, name=f"announce {port}", daemon=True)
    watcher.start()
    return watcher


def is_live(host: str, port: int) -> bool:
    """Tell whether a process of Tutti answers on PORT of HOST."""
    asking = HTTPConnection(ANY.get(host, host), port, timeout=PATIENCE)
    try:
        asking.request("GET", LIVE)
        return asking.getresponse().status == 200  # noqa: PLR2004 -- OK
    except (OSError, HTTPException):
        return False
    finally:
        asking.close()
