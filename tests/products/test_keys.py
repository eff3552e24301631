"""Texts are read as keys of rows where a row can have them."""

import pytest

from products.keys import read_key


@pytest.mark.parametrize(("text", "key"), [("0", 0), ("7", 7), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_key(text: str, key: int) -> None:
    assert read_key(text) == key


@pytest.mark.parametrize(
    "text",
    [None, "", "-1", "1.0", "1e3", "²", "\N{ARABIC-INDIC DIGIT ONE}", "x", "9" * 19, "9" * 5_000],
)
def test_nothing_else_is(text: str | None) -> None:
    assert read_key(text) is None
