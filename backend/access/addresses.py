"""Tells from where a request comes, as far as that can be believed.

Whoever sends a request may write into X-Forwarded-For what they like; a proxy adds behind it whom
it heard from. So only the last entries are worth anything, as many as there are proxies of ours.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.http import HttpRequest

FORWARDED: Final = "X-Forwarded-For"
# What one customer of a provider has for themselves, with 2**64 addresses to choose from.
OWN_NETWORK: Final = 64
KNOWN: Final = 1_024  # texts whose address is remembered


def find_address(request: HttpRequest) -> str:
    """Find the address that REQUEST comes from; of IPv6 its network, as one may have all of it.

    Empty where it comes through a socket of this machine that has none.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXIES:
        return _shorten(peer) or peer
    heard = request.headers.get(FORWARDED, "").split(",")
    chain = [*(each.strip() for each in heard if each.strip()), peer]
    # Somebody who has come past a proxy has fewer entries: then the first is all there is.
    told = chain[max(0, len(chain) - 1 - settings.TRUSTED_PROXIES)]
    return _shorten(told) or _shorten(peer) or peer


@lru_cache(KNOWN)
def _shorten(text: str) -> str:
    """Give the address in TEXT, perhaps with a port, as it is told apart; empty if it is none."""
    address = _read(text) or _read(text.strip("[]")) or _read(_cut_port(text))
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), OWN_NETWORK), strict=False))
    return str(address or "")


def _cut_port(text: str) -> str:
    return text.rpartition(":")[0].strip("[]")


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
