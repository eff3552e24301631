"""Reads the environment; refuses what it does not understand."""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, TypeAlias

import environ
from django.core.exceptions import ImproperlyConfigured

Source: TypeAlias = Mapping[str, str]

ON: Final = dict.fromkeys(("1", "true", "yes", "on"), True)
FLAGS: Final = ON | dict.fromkeys(("0", "false", "no", "off"), False)
SECRET_LENGTH: Final = 50
DATABASE_SCHEMES: Final = ("sqlite://", "postgres://", "postgresql://")


class EnvironmentVariableError(ImproperlyConfigured):
    """Says which variable of the environment was not understood, and what it may be."""


def read_flag(name: str, *, default: bool, source: Source = os.environ) -> bool:
    """Tell whether the variable NAME is on.

    :raises EnvironmentVariableError: when it is neither a word for yes nor one for no.
    """
    word = source.get(name, "").strip().lower()
    if word and word not in FLAGS:
        raise EnvironmentVariableError(f"{name} is {word!r}; write 1 or 0.")
    return FLAGS.get(word, default)


def read_number(name: str, *, default: int, most: int, source: Source = os.environ) -> int:
    """Read the variable NAME as a whole number from 1 to MOST.

    :raises EnvironmentVariableError: when it is no such number.
    """
    word = source.get(name, "").strip() or str(default)
    digits = word.isascii() and word.isdigit() and len(word) <= len(str(most))
    if not (digits and 1 <= int(word) <= most):
        raise EnvironmentVariableError(f"{name} is {word!r}; write a number from 1 to {most}.")
    return int(word)


def read_list(name: str, *, default: str, source: Source = os.environ) -> list[str]:
    """Read the variable NAME as words between commas.

    :raises EnvironmentVariableError: when one of the words holds a space or a slash.
    """
    words = [word.strip() for word in source.get(name, default).split(",") if word.strip()]
    if odd := [word for word in words if "/" in word or len(word.split()) > 1]:
        raise EnvironmentVariableError(f"{name} has {odd[0]!r}; write names between commas.")
    return words


def read_secret(name: str, *, default: str | None, source: Source = os.environ) -> str:
    """Read the variable NAME as a secret of at least 50 characters; DEFAULT serves development.

    :raises EnvironmentVariableError: when it is missing without a default, or too short.
    """
    secret = source.get(name) or default
    if secret is None:
        raise EnvironmentVariableError(f"{name} is not set; outside DEBUG it has to be.")
    if len(secret) < SECRET_LENGTH:
        raise EnvironmentVariableError(f"{name} has fewer than {SECRET_LENGTH} characters.")
    return secret


def read_database(name: str, *, default: str, source: Source = os.environ) -> dict[str, object]:
    """Read the variable NAME as a database address, for SQLite or PostgreSQL.

    :raises EnvironmentVariableError: when it is no such address.
    """
    address = source.get(name, "").strip() or default
    with suppress(ValueError):  # which a port raises that is none
        known = address.startswith(DATABASE_SCHEMES)
        if known and (settings := environ.Env.db_url_config(address))["NAME"]:
            return dict(settings)
    raise EnvironmentVariableError(f"{name} is no sqlite:///PATH or postgres://USER@HOST/NAME.")
