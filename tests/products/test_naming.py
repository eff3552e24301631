"""Keys and names: what they may look like, and keys made out of names."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from products.naming import (
    KEY_LENGTH,
    currency_validator,
    derive_key,
    find_fault,
    find_tag_fault,
    find_text_fault,
    find_unstorable,
    validate_name,
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty"),
        (" padded", "starts or ends with a space"),
        ("padded\t", "starts or ends with a space"),
        ("=1+1", "starts with '=', as a spreadsheet formula does"),
        ("+cmd", "starts with '+', as a spreadsheet formula does"),
        ("-cmd", "starts with '-', as a spreadsheet formula does"),
        ("@SUM(A1)", "starts with '@', as a spreadsheet formula does"),
        ("a\0b", "holds the control character U+0000"),
        ("two\nlines", "holds the control character U+000A"),
        ("half \ud800 pair", "holds the control character U+D800"),
    ],
)
def test_a_name_with_a_fault_is_refused_in_words(text: str, fault: str) -> None:
    assert find_fault(text) == fault
    with pytest.raises(ValidationError, match="This "):
        validate_name(text)


@pytest.mark.parametrize("text", ["a", "Single sign-on", "1+1=2", "Überblick", "検索", "🔍 search"])
def test_an_ordinary_name_passes(text: str) -> None:
    validate_name(text)

    assert find_fault(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("", None), ("Zoë\n🎻", None), ("a\0b", "\0"), ("\udfff", "\udfff"), ("\ud800x\0", "\ud800")],
)
def test_a_character_that_no_database_keeps_is_found(text: str, found: str | None) -> None:
    assert find_unstorable(text) == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("abc", None),
        ("abcd", "This has 4 characters; 3 are allowed."),
        ("a\0b", "This holds U+0000, which no database keeps."),
        ("\ud800", "This holds U+D800, which no database keeps."),
    ],
)
def test_a_text_that_cannot_be_kept_is_told(text: str, fault: str | None) -> None:
    assert find_text_fault(text, 3) == fault


@pytest.mark.parametrize(
    ("tag", "fault"),
    [
        ("offline first", None),
        ("x" * 100, None),
        ("x" * 101, f"The tag {'x' * 20!r} is too long."),
        ("a, b", "The tag 'a, b' holds a comma; write two."),
        ("=x", "The tag '=x' starts with '=', as a spreadsheet formula does."),
        ("", "The tag '' is empty."),
        (" a", "The tag ' a' starts or ends with a space."),
    ],
)
def test_a_tag_that_cannot_be_one_is_told(tag: str, fault: str | None) -> None:
    assert find_tag_fault(tag) == fault


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Single Sign-On (SSO)", "single-sign-on-sso"),
        ("  Straße & Weg  ", "strasse-weg"),
        ("snake_case", "snake-case"),
        ("検索 2.0", "検索-2-0"),
        ("...", ""),
        ("a" * 99 + " b", "a" * 99),
        ("x" * 150, "x" * 100),
    ],
)
def test_a_key_is_made_out_of_a_name(name: str, key: str) -> None:
    assert derive_key(name) == key


@given(st.text())
def test_a_derived_key_is_a_valid_key_or_nothing(name: str) -> None:
    key = derive_key(name)

    assert len(key) <= KEY_LENGTH
    assert not key or find_fault(key) is None


@pytest.mark.parametrize("code", ["eur", "EU", "EURO", "E1R", "EUR\n", ""])
def test_what_is_no_currency_code_is_refused(code: str) -> None:
    with pytest.raises(ValidationError, match="ISO 4217"):
        currency_validator(code)


def test_a_currency_code_passes() -> None:
    currency_validator("CHF")
