"""Where a request comes from: nobody chooses that by writing it into a header."""

import pytest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from backend.access.addresses import find_address
from tests.backend.api.asking import ADDRESS

PEER = "192.0.2.9"  # a proxy, or whoever asks without one
FORGED = "203.0.113.1"
REAL = "198.51.100.7"


def find(peer: str, forwarded: str | None = None) -> str:
    """Find the address of a request from PEER that says FORWARDED."""
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory(headers=headers).get("/", REMOTE_ADDR=peer)
    return find_address(request)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, PEER),
        (0, FORGED, PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, REAL, REAL),
        (1, f"{FORGED}, {REAL}", REAL),
        (1, f"{FORGED},{FORGED},, {REAL} ", REAL),
        (1, f"{REAL}:4711", REAL),
        (1, f"{FORGED}, unknown", PEER),
        (1, f"{FORGED}, <script>", PEER),
        (2, f"{FORGED}, {REAL}, 192.0.2.8", REAL),
        (2, REAL, REAL),  # past the outer proxy: the inner one has heard from them
        (2, f"{FORGED}, {REAL}", FORGED),  # as operators say that two proxies wrote this
    ],
)
def test_only_what_trusted_proxies_add_is_believed(
    proxies: int, forwarded: str | None, expected: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies

    assert find(PEER, forwarded) == expected


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:198.51.100.7", REAL),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_counts_as_one(peer: str, expected: str) -> None:
    assert find(peer) == expected


def test_a_port_behind_an_address_in_brackets_is_left_out(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1

    assert find(PEER, "[2001:db8:1:2::1]:4711") == "2001:db8:1:2::/64"


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.django_db
def test_a_stranger_gains_nothing_by_forging_where_they_come_from(
    proxies: int, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES, settings.COST_PER_HOUR_ANONYMOUS = proxies, 5
    asked = {"query": "{ __typename }"}

    # With a proxy, what it heard stands last, whatever stands before it.
    statuses = [
        Client()
        .get(ADDRESS, asked, secure=True, headers={"X-Forwarded-For": f"203.0.113.{n}, {REAL}"})
        .status_code
        for n in range(7)
    ]

    assert statuses == [200] * 5 + [429] * 2
