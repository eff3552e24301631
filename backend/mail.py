"""Reads from the environment where mail goes."""

import os
from collections.abc import Mapping
from typing import Final

import environ

from backend.env import EnvironmentVariableError

SCHEMES: Final = ("smtp", "smtp+tls", "smtps", "smtp+ssl", "consolemail", "filemail")
NOWHERE: Final = {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def read_mail(name: str, *, source: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Read the variable NAME as the address of a mail server; without one, no mail goes out.

    :raises EnvironmentVariableError: when it is no such address.
    """
    address = source.get(name, "").strip()
    if not address:
        return dict(NOWHERE)
    if address.split(":", 1)[0] not in SCHEMES:
        raise EnvironmentVariableError(f"{name} is no smtp+tls://USER:PASSWORD@HOST:PORT.")
    return dict(environ.Env.email_url_config(address))
