"""Reads from the environment which hosts of one's own network messages may be sent to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final, TypeAlias

from backend.env import EnvironmentVariableError

Address: TypeAlias = IPv4Address | IPv6Address

NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._")


@dataclass(frozen=True, slots=True)
class Allowed:
    """HOSTS, by name, and NETWORKS that may be reached although they are nobody else's."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def has(self, host: str, address: Address) -> bool:
        """Tell whether ADDRESS may be reached because somebody has said so, or HOST of it."""
        return host in self.hosts or any(address in network for network in self.networks)


def read_allowed(name: str, *, source: Mapping[str, str] = os.environ) -> Allowed:
    """Read the variable NAME as hosts, addresses and networks between commas.

    :raises EnvironmentVariableError: when a word is none of these.
    """
    hosts, networks = set(), []
    for word in filter(None, map(str.strip, source.get(name, "").lower().split(","))):
        try:
            networks.append(ip_network(word))
        except ValueError:
            if not NAME.issuperset(word) or word.replace(".", "").isdecimal():
                told = f"{name} has {word!r}; write hosts, addresses or networks between commas."
                raise EnvironmentVariableError(told) from None
            hosts.add(word.rstrip("."))
    return Allowed(frozenset(hosts), tuple(networks))
