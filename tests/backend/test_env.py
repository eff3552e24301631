"""The environment: what each reader takes, and what it refuses."""

from pathlib import Path

import pytest

from backend.env import (
    EnvironmentVariableError,
    read_flag,
    read_list,
    read_number,
    read_paths,
    read_secret,
)

SECRET = "not-a-secret-" * 4


@pytest.mark.parametrize("word", ["1", "true", "TRUE", "yes", "On", " 1 "])
def test_a_word_for_yes_turns_a_flag_on(word: str) -> None:
    assert read_flag("DEBUG", default=False, source={"DEBUG": word}) is True


@pytest.mark.parametrize("word", ["0", "false", "No", "OFF"])
def test_a_word_for_no_turns_a_flag_off(word: str) -> None:
    assert read_flag("DEBUG", default=True, source={"DEBUG": word}) is False


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("source", [{}, {"DEBUG": ""}, {"DEBUG": " "}])
def test_a_flag_that_is_not_set_has_its_default(source: dict[str, str], *, default: bool) -> None:
    assert read_flag("DEBUG", default=default, source=source) is default


@pytest.mark.parametrize("word", ["2", "maybe", "tru", "-1", "y"])
def test_a_flag_that_is_neither_yes_nor_no_is_refused(word: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=r"^DEBUG is .*; write 1 or 0.$"):
        read_flag("DEBUG", default=False, source={"DEBUG": word})


@pytest.mark.parametrize(
    ("source", "number"),
    [({}, 12), ({"DEPTH": ""}, 12), ({"DEPTH": "1"}, 1), ({"DEPTH": " 999999999 "}, 999_999_999)],
)
def test_a_number_is_read(source: dict[str, str], number: int) -> None:
    assert read_number("DEPTH", default=12, source=source) == number


@pytest.mark.parametrize(
    "word", ["0", "-1", "1.5", "1e3", "twelve", "\uff11\uff12", "²", "1000000000", "9" * 5_000]
)
def test_a_number_that_makes_no_sense_is_refused(word: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=r"^DEPTH is .*from 1 to 999999999.$"):
        read_number("DEPTH", default=12, source={"DEPTH": word})


@pytest.mark.parametrize(
    ("source", "port"),
    [({}, 8000), ({"PORT": ""}, 8000), ({"PORT": "1"}, 1), ({"PORT": " 65535 "}, 65535)],
)
def test_a_port_is_a_number_that_is_not_too_large(source: dict[str, str], port: int) -> None:
    assert read_number("PORT", default=8000, most=65_535, source=source) == port


@pytest.mark.parametrize("word", ["0", "65536", "-1", "80.0", "http", "\uff18\uff10", "1e3", "²"])
def test_what_is_no_port_is_refused(word: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=r"^PORT is .*from 1 to 65535.$"):
        read_number("PORT", default=8000, most=65_535, source={"PORT": word})


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({}, ["localhost", "[::1]"]),
        ({"HOSTS": ""}, []),
        ({"HOSTS": "tutti.example, .example.org ,,"}, ["tutti.example", ".example.org"]),
    ],
)
def test_a_list_is_read(source: dict[str, str], words: list[str]) -> None:
    assert read_list("HOSTS", default="localhost,[::1]", source=source) == words


@pytest.mark.parametrize("text", ["a b", "a,b\tc", "https://tutti.example", "a,b/"])
def test_a_list_with_a_space_or_a_slash_in_a_word_is_refused(text: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=r"^HOSTS has .*between commas.$"):
        read_list("HOSTS", default="", source={"HOSTS": text})


@pytest.mark.parametrize("source", [{"SECRET_KEY": SECRET}, {}, {"SECRET_KEY": ""}])
def test_a_long_secret_or_its_default_is_read(source: dict[str, str]) -> None:
    assert read_secret("SECRET_KEY", default=SECRET, source=source) == SECRET


@pytest.mark.parametrize("source", [{}, {"SECRET_KEY": ""}])
def test_a_missing_secret_without_a_default_is_refused(source: dict[str, str]) -> None:
    with pytest.raises(EnvironmentVariableError, match=r"^SECRET_KEY is not set"):
        read_secret("SECRET_KEY", default=None, source=source)


def test_a_short_secret_is_refused_without_being_told() -> None:
    with pytest.raises(EnvironmentVariableError) as refused:
        read_secret("SECRET_KEY", default=None, source={"SECRET_KEY": "swordfish"})

    assert str(refused.value) == "SECRET_KEY has fewer than 50 characters."


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ({}, []),
        ({"FILES": " , "}, []),
        ({"FILES": "a b.json, /srv/c.json,"}, [Path("a b.json"), Path("/srv/c.json")]),
    ],
)
def test_paths_are_read(source: dict[str, str], paths: list[Path]) -> None:
    assert read_paths("FILES", source=source) == paths


def test_a_number_may_be_nothing_where_it_makes_sense() -> None:
    found = [
        read_number("HOPS", default=0, least=0, most=10, source=source)
        for source in ({}, {"HOPS": "0"}, {"HOPS": "10"})
    ]

    assert found == [0, 0, 10]


@pytest.mark.parametrize("word", ["-1", "11"])
def test_a_number_outside_its_bounds_is_refused_with_both(word: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=r"; write a number from 0 to 10\.$"):
        read_number("HOPS", default=0, least=0, most=10, source={"HOPS": word})


def test_a_secret_that_may_be_missing_is_refused_where_it_is_short() -> None:
    assert read_secret("TOKEN", default="", source={}) == ""
    with pytest.raises(EnvironmentVariableError, match=r"^TOKEN has fewer than 50 characters"):
        read_secret("TOKEN", default="", source={"TOKEN": "short"})
