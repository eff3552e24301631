"""Keys: what is done under one is done once, for its caller, until it expires."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from backend.access.idempotency import (
    LONGEST_ANSWER,
    AnotherBodyError,
    Claim,
    clear_expired,
    do_once,
    find_answered,
    forget_answers,
    is_key,
    keep_answer,
    take_fingerprint,
)
from backend.access.models import IdempotencyKey
from products.models import Product
from tests.builders import build_product

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
TICK = timedelta(microseconds=1)
CLAIM = Claim("user:1", "key", take_fingerprint("this"))


def build_once(claim: Claim = CLAIM, step: str = "done", *, at: datetime = NOON) -> int:
    """Build a product under CLAIM; give its key, and how often it was given."""

    def write() -> int:
        return build_product().pk

    made: int = do_once(claim, step, write, at=at)
    return made


def test_what_is_asked_again_is_given_again_and_not_done() -> None:
    first, second = build_once(), build_once()

    assert (second, Product.objects.count()) == (first, 1)


def test_each_step_of_a_request_is_done_once() -> None:
    made = [build_once(step=step) for step in ("one", "two", "one", "two")]

    assert made[:2] == made[2:]
    assert Product.objects.count() == 2


def test_a_key_that_stands_for_something_else_is_refused() -> None:
    build_once()

    with pytest.raises(AnotherBodyError) as refused:
        build_once(Claim("user:1", "key", take_fingerprint("that"), path=("input", "key")))

    argument = {"argument": ["input", "key"]}
    assert refused.value.extensions == {"code": "CONFLICT"} | argument
    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        Claim("user:2", "key", CLAIM.fingerprint),
        Claim("user:1", "KEY", CLAIM.fingerprint),
        Claim("user:1", "key", take_fingerprint("that"), mutation="upsertProduct"),
    ],
)
def test_other_callers_keys_and_mutations_have_a_row_of_their_own(other: Claim) -> None:
    assert build_once() != build_once(other)


def test_what_fails_is_not_kept() -> None:
    def fail() -> None:
        build_product()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do_once(CLAIM, "done", fail, at=NOON)

    assert (Product.objects.count(), IdempotencyKey.objects.count()) == (0, 0)


def test_an_effect_whose_result_cannot_be_kept_is_undone() -> None:
    with pytest.raises(TypeError):
        do_once(CLAIM, "done", build_product, at=NOON)  # a row is no JSON

    assert (Product.objects.count(), IdempotencyKey.objects.count()) == (0, 0)


@pytest.mark.parametrize(("later", "times"), [(DAY - TICK, 1), (DAY, 2)])
def test_a_key_is_free_again_after_a_day(later: timedelta, times: int) -> None:
    first = build_once()

    second = build_once(at=NOON + later)

    assert (second == first) == (times == 1)
    assert Product.objects.count() == times


def test_a_key_that_is_free_again_takes_another_request_for_another_day() -> None:
    build_once()
    keep_answer(CLAIM, '{"data": 1}', language="de", at=NOON)

    other = Claim("user:1", "key", take_fingerprint("that"))
    build_once(other, at=NOON + DAY)

    row = IdempotencyKey.objects.get()
    assert (row.fingerprint, row.answer, row.language) == (other.fingerprint, "", "")
    assert (row.created_at, row.expires_at) == (NOON + DAY, NOON + 2 * DAY)


def test_the_settings_say_for_how_long_keys_are_kept(settings: Settings) -> None:
    settings.IDEMPOTENCY_HOURS = 1

    build_once()

    assert IdempotencyKey.objects.get().expires_at == NOON + timedelta(hours=1)


def test_of_two_answers_the_first_is_kept() -> None:
    build_once()
    keep_answer(CLAIM, "1", language="en", at=NOON)

    kept = keep_answer(CLAIM, "2", language="de", at=NOON)

    assert kept is not None
    assert (kept.answer, kept.language) == ("1", "en")
    assert find_answered(CLAIM, at=NOON) == kept


@pytest.mark.parametrize(("length", "kept"), [(LONGEST_ANSWER, True), (LONGEST_ANSWER + 1, False)])
def test_an_answer_that_is_too_long_is_not_kept(length: int, *, kept: bool) -> None:
    build_once()

    keep_answer(CLAIM, "x" * length, language="en", at=NOON)

    assert (find_answered(CLAIM, at=NOON) is not None) == kept


def expire() -> None:
    build_once(at=NOON)


def take_over() -> None:
    build_once(Claim("user:1", "key", take_fingerprint("that")), at=NOON + DAY)


@pytest.mark.parametrize("meanwhile", [expire, take_over])
def test_an_answer_that_comes_after_its_key_has_expired_is_not_kept(
    meanwhile: Callable[[], None],
) -> None:
    meanwhile()

    assert keep_answer(CLAIM, "1", language="en", at=NOON + DAY) is None
    assert IdempotencyKey.objects.get().answer == ""


def test_an_answer_under_another_fingerprint_is_refused_until_the_key_expires() -> None:
    build_once()
    keep_answer(CLAIM, "1", language="en", at=NOON)
    other = Claim("user:1", "key", take_fingerprint("that"))

    with pytest.raises(AnotherBodyError):
        find_answered(other, at=NOON + DAY - TICK)

    assert find_answered(other, at=NOON + DAY) is None


def test_forgotten_answers_leave_what_was_done_done() -> None:
    made = build_once()
    keep_answer(CLAIM, "1", language="en", at=NOON)

    forget_answers()

    assert find_answered(CLAIM, at=NOON) is None
    assert build_once() == made


def test_expired_keys_are_cleared_a_few_at_a_time() -> None:
    for number in range(5):
        build_once(Claim("user:1", f"old {number}", "0"), at=NOON + number * TICK)
    build_once(Claim("user:1", "new", "0"), at=NOON + 2 * DAY)

    clear_expired(at=NOON + DAY + 3 * TICK, most=3)

    left = IdempotencyKey.objects.order_by("expires_at").values_list("key", flat=True)
    assert list(left) == ["old 3", "old 4", "new"]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("k", True),
        ("k" * 255, True),
        ("a key", True),
        ("Schlüssel", True),
        ("", False),
        ("k" * 256, False),
        ("a\0", False),
        ("a\nb", False),
        ("\ud800", False),
    ],
)
def test_a_key_is_a_short_printable_text(text: str, *, good: bool) -> None:
    assert is_key(text) == good


def test_the_order_of_names_says_nothing_about_what_was_asked() -> None:
    assert take_fingerprint({"a": 1, "b": 2}) == take_fingerprint({"b": 2, "a": 1})
    assert take_fingerprint({"a": [1, 2]}) != take_fingerprint({"a": [2, 1]})
