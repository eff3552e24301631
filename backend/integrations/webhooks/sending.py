"""Sends one message to its receiver, once, and tells what came of it.

What counts is the status that the receiver answers: no redirect is followed, no proxy asked, and
what stands behind the status is read only where it may say what was wrong, and only its beginning.
"""

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import httpcore
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from backend.integrations.webhooks.addresses import Target, UrlRefusedError, read_url
from backend.integrations.webhooks.connecting import (
    Connect,
    Deadline,
    DistrustedError,
    Outside,
    Resolve,
    TooSlowError,
    UnknownNameError,
    UnreachableError,
    connect,
    resolve,
)
from backend.networks import Allowed

PATIENCE: Final = 15.0  # seconds for all of it, from the question for an address to the answer
MOST_READ: Final = 1_000  # bytes of what a receiver says was wrong
EXCERPT: Final = 200  # letters of it are kept
GONE: Final = 410
GOOD: Final = range(200, 300)
REDIRECTED: Final = range(300, 400)


class Fault(TextChoices):
    """Why a message did not arrive."""

    URL = "URL", _("this is no address that messages are sent to")
    HTTPS = "HTTPS", _("the address has to begin with https://")
    PRIVATE = "PRIVATE", _("the address leads into a private network")
    NAME = "NAME", _("there is no host of this name")
    UNREACHABLE = "UNREACHABLE", _("nobody answers there, or the connection broke")
    DISTRUSTED = "DISTRUSTED", _("the receiver's certificate is not good for this host")
    TOO_SLOW = "TOO_SLOW", _("no answer came in time")
    BROKEN = "BROKEN", _("the answer is no HTTP")
    REDIRECTED = "REDIRECTED", _("the receiver redirects, which is not followed")
    GONE = "GONE", _("the receiver wants no more messages")
    REFUSED = "REFUSED", _("the receiver answered with an error")


FAULTS: Final[Mapping[type[Exception], Fault]] = {
    TooSlowError: Fault.TOO_SLOW,
    UnknownNameError: Fault.NAME,
    UnreachableError: Fault.UNREACHABLE,
    DistrustedError: Fault.DISTRUSTED,
    httpcore.ProtocolError: Fault.BROKEN,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of sending: a FAULT or none, the CODE of an answer, and how an error began."""

    fault: Fault | None
    code: int | None = None
    excerpt: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether the receiver has the message."""
        return self.fault is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """By what messages are sent: whom they may reach, and how names and hosts are found."""

    allowed: Allowed
    with_http: bool = False
    patience: float = PATIENCE
    trust: ssl.SSLContext | None = None  # None: whom the system trusts
    resolve: Resolve = resolve
    connect: Connect = connect


def send(url: str, body: bytes, headers: Mapping[str, str], *, wire: Wire, at: float) -> Answer:
    """Send BODY with HEADERS to URL over WIRE; AT tells the moment, as a monotonic clock does."""
    deadline = Deadline(at + wire.patience)
    try:
        target = read_url(url, allowed=wire.allowed, with_http=wire.with_http)
        return _exchange(target, body, headers, wire=wire, deadline=deadline)
    except UrlRefusedError as refusal:
        return Answer(Fault(refusal.code))
    except tuple(FAULTS) as error:
        return Answer(next(fault for kind, fault in FAULTS.items() if isinstance(error, kind)))


def _exchange(
    target: Target, body: bytes, headers: Mapping[str, str], *, wire: Wire, deadline: Deadline
) -> Answer:
    outside = Outside(deadline, wire.allowed, wire.resolve, wire.connect)
    trust = wire.trust or ssl.create_default_context()
    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    sent = {"Host": target.authority, "Content-Length": str(len(body)), "Connection": "close"}
    with (
        httpcore.ConnectionPool(ssl_context=trust, network_backend=outside) as pool,
        pool.stream("POST", url, headers=list((sent | dict(headers)).items()), content=body) as got,
    ):
        return _judge(got.status, got.iter_stream())


def _judge(code: int, said: Iterator[bytes]) -> Answer:
    """Tell what an answer with CODE means; what was SAID is read where it was an error."""
    if code in GOOD:
        return Answer(None, code)
    if code in REDIRECTED:
        return Answer(Fault.REDIRECTED, code)
    return Answer(Fault.GONE if code == GONE else Fault.REFUSED, code, _read_excerpt(said))


def _read_excerpt(said: Iterator[bytes]) -> str:
    """Read how what was SAID begins, as far as it comes, whatever length it claims to have."""
    begun = b""
    try:
        for part in said:
            begun += part[:MOST_READ]
            if len(begun) >= MOST_READ:
                break
    except tuple(FAULTS):
        pass  # the status counts; these words are for whoever looks for what was wrong
    text = begun[:MOST_READ].decode(errors="replace")
    return "".join(letter if letter.isprintable() else " " for letter in text)[:EXCERPT].strip()
