"""Reads the environment; refuses what it does not understand."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

from django.core.exceptions import ImproperlyConfigured

Source: TypeAlias = Mapping[str, str]

ON: Final = dict.fromkeys(("1", "true", "yes", "on"), True)
FLAGS: Final = ON | dict.fromkeys(("0", "false", "no", "off"), False)
LARGEST: Final = 999_999_999  # far more than anything here is counted to
SECRET_LENGTH: Final = 50
SECRET_SIGNS: Final = 10  # fewer different ones are a pattern, and no chance
KNOWN: Final = ("development-only", "insecure", "change-me", "changeme", "example", "your-secret")


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


def read_number(
    name: str, *, default: int, least: int = 1, most: int = LARGEST, source: Source = os.environ
) -> int:
    """Read the variable NAME as a whole number from LEAST to MOST.

    :raises EnvironmentVariableError: when it is no such number.
    """
    word = source.get(name, "").strip() or str(default)
    digits = word.isascii() and word.isdigit() and len(word) <= len(str(most))
    if not (digits and least <= int(word) <= most):
        told = f"{name} is {word!r}; write a number from {least} to {most}."
        raise EnvironmentVariableError(told)
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
    """Read the variable NAME as a secret of at least 50 characters; DEFAULT is taken as it is.

    :raises EnvironmentVariableError: when it is missing without a default, too short, or known.
    """
    if (secret := source.get(name) or default) is None:
        raise EnvironmentVariableError(f"{name} is not set; outside DEBUG it has to be.")
    if secret != default and len(secret) < SECRET_LENGTH:
        raise EnvironmentVariableError(f"{name} has fewer than {SECRET_LENGTH} characters.")
    is_known = len(set(secret)) < SECRET_SIGNS or any(word in secret.lower() for word in KNOWN)
    if is_known and secret != default:
        raise EnvironmentVariableError(f"{name} can be guessed; draw one at random.")
    return secret


def read_paths(name: str, *, source: Source = os.environ) -> list[Path]:
    """Read the variable NAME as paths of files between commas."""
    return [Path(word) for word in map(str.strip, source.get(name, "").split(",")) if word]
