"""Tells which addresses on the internet messages may be sent to: none that lead back inside.

What is not named here as anybody's on the open internet is refused; what IANA's registries of
special addresses have is refused too, also where it leads to another address written inside it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from backend.networks import Address, Allowed

# Global by name, and nobody's who would receive anything: what the comments say.
SPECIAL_4: Final = tuple(
    map(
        IPv4Network,
        (
            "192.0.0.0/24",  # protocol assignments; one cloud keeps its metadata there
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # tunnels for multicast
            "192.88.99.0/24",  # relays of 6to4
            "192.175.48.0/24",  # AS112
            "168.63.129.16/32",  # reached from within one cloud alone, and its metadata
        ),
    )
)
UNICAST_6: Final = IPv6Network("2000::/3")  # all that was ever given to anybody
SPECIAL_6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address inside
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # a test that is over
            "3fff::/20",  # documentation
        ),
    )
)
SCHEMES: Final = {"https": 443, "http": 80}
LONGEST_URL: Final = 500  # characters
PLAIN: Final = re.compile(r"[!-~]+")  # printable ASCII without a space
HOST: Final = re.compile(r"(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")


class UrlRefusedError(ValueError):
    """Says that messages are not sent to such an address, by the CODE of why not."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message is sent: a HOST in small letters, and PATH with what follows it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secret(self) -> bool:
        """Tell whether nobody can read along on the way there."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """Give host and port as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == SCHEMES[self.scheme] else f"{host}:{self.port}"


def is_public(address: Address) -> bool:
    """Tell whether ADDRESS is one host's on the open internet."""
    if isinstance(address, IPv4Address):
        plain = address.is_global and not address.is_multicast and not address.is_reserved
        return plain and not _is_in(address, SPECIAL_4)
    return address in UNICAST_6 and not _is_in(address, SPECIAL_6)


def _is_in(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def check_addresses(host: str, addresses: Iterable[Address], *, allowed: Allowed) -> None:
    """Make sure that each of ADDRESSES, which HOST resolves to, is public, or ALLOWED.

    :raises UrlRefusedError: when one is not: a name with two kinds of answers is up to something.
    """
    if not all(is_public(each) or allowed.has(host, each) for each in addresses):
        raise UrlRefusedError("PRIVATE")


def read_url(text: str, *, allowed: Allowed, with_http: bool = False) -> Target:
    """Read TEXT as a place to send messages to; http is for ALLOWED hosts, or WITH_HTTP for all.

    There is one reading of it, here: nothing that connects reads it again.

    :raises UrlRefusedError: when it is none.
    """
    if not PLAIN.fullmatch(text) or len(text) > LONGEST_URL or "\\" in text:
        raise UrlRefusedError("URL")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise UrlRefusedError("URL") from None
    if parts.scheme not in SCHEMES or port == 0 or "@" in parts.netloc or parts.fragment:
        raise UrlRefusedError("URL")
    address = _read_address(host)
    if address is not None:
        check_addresses(host, [address], allowed=allowed)
    if parts.scheme == "http" and not (with_http or _is_allowed(host, address, allowed)):
        raise UrlRefusedError("HTTPS")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or SCHEMES[parts.scheme], path)


def _read_address(host: str) -> Address | None:
    """Give the address that HOST is written as, or none for a name.

    :raises UrlRefusedError: when it is neither, or an address in a form that only few read so.
    """
    try:
        return ip_address(host)
    except ValueError:
        pass
    last = host.rpartition(".")[2]
    if not HOST.fullmatch(host) or last.isdecimal() or last.startswith("0x"):
        raise UrlRefusedError("URL")
    return None


def _is_allowed(host: str, address: Address | None, allowed: Allowed) -> bool:
    """Tell whether somebody has said that HOST, or the ADDRESS that it is, may be reached."""
    return host in allowed.hosts or (address is not None and allowed.has(host, address))
