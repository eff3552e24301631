"""How much anyone may have in an hour."""

import pytest
from prometheus_client import REGISTRY
from pytest_django.fixtures import Settings

from backend.access.allowances import SpentError, count, find_offset
from backend.access.throttling import count_attempt

AT = 1_800_000_000.0
LIMIT = 100


def test_an_hour_ends_and_all_is_there_again() -> None:
    first = count("k", 60, limit=LIMIT, at=AT)
    second = count("k", 60, limit=LIMIT, at=first.resets_at - 1)
    third = count("k", 60, limit=LIMIT, at=first.resets_at)

    assert [each.left for each in (first, second, third)] == [40, 40, 40]
    assert [each.is_spent for each in (first, second, third)] == [False, True, False]
    assert (second.wait, third.wait) == (1, 3_600)


def test_what_was_refused_is_not_spent() -> None:
    tries = [count("k", cost, limit=LIMIT, at=AT) for cost in (60, 50, 40, 1)]

    assert [(each.left, each.is_spent) for each in tries] == [
        (40, False),
        (40, True),
        (0, False),
        (0, True),
    ]


def test_the_hours_of_callers_begin_at_different_moments() -> None:
    offsets = {find_offset(f"k{number}") for number in range(50)}

    assert len(offsets) > 40


def test_attempts_are_limited_by_address_and_kind(settings: Settings) -> None:
    settings.ATTEMPTS_PER_HOUR = 3
    name, kind = "tutti_rate_limit_refused_total", {"kind": "token"}
    before = REGISTRY.get_sample_value(name, kind) or 0.0
    for _ in range(3):
        count_attempt("192.0.2.1", "token")
    count_attempt("192.0.2.1", "sign-in")
    count_attempt("192.0.2.2", "token")

    with pytest.raises(SpentError) as caught:
        count_attempt("192.0.2.1", "token")
    assert (caught.value.extensions or {})["code"] == "RATE_LIMITED"
    assert REGISTRY.get_sample_value(name, kind) == before + 1
