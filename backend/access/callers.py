"""Tells callers apart."""

from typing import Final

from django.http import HttpRequest

ANYONE: Final = "anonymous"


def name_caller(request: HttpRequest) -> str:
    """Name whoever sends REQUEST: whoever is signed in, or everyone else together.

    What one caller keeps under a key is never shown to another.
    """
    return f"user:{request.user.pk}" if request.user.is_authenticated else ANYONE
