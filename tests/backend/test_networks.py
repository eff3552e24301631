"""Hosts and networks of one's own are read from the environment, or the start is refused."""

from ipaddress import ip_address

import pytest

from backend.env import EnvironmentVariableError
from backend.networks import Allowed, read_allowed


def read(text: str) -> Allowed:
    """Read TEXT."""
    return read_allowed("WEBHOOK_ALLOW", source={"WEBHOOK_ALLOW": text})


@pytest.mark.parametrize(
    ("host", "address", "is_allowed"),
    [
        ("crm.internal", "10.9.9.9", True),
        ("erp.internal", "10.9.9.9", False),
        ("erp.internal", "10.1.2.3", True),
        ("erp.internal", "192.168.0.7", True),
        ("erp.internal", "192.168.0.8", False),
        ("erp.internal", "fd00::5", True),
        ("erp.internal", "fe80::5", False),
    ],
)
def test_what_is_named_is_allowed(host: str, address: str, *, is_allowed: bool) -> None:
    allowed = read("CRM.internal., 10.1.2.0/24,192.168.0.7 , fd00::/8,")

    assert allowed.has(host, ip_address(address)) == is_allowed


def test_nothing_is_allowed_without_a_word() -> None:
    assert read("") == read_allowed("WEBHOOK_ALLOW", source={}) == Allowed()


@pytest.mark.parametrize("text", ["https://crm", "10.1.2.3/24", "10.1", "a b", "crm:80", "*"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(EnvironmentVariableError, match="WEBHOOK_ALLOW"):
        read(text)
