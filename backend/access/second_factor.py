"""Tells whether a session was begun with more than a password."""

from typing import Final

from django.http import HttpRequest

SHOWN: Final = "tutti_second_factor"  # in the session: whose second factor was shown in it


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether whoever sends REQUEST has shown a second factor, or came by an issuer.

    An issuer has rules of its own for that. It costs no query: the session knows.
    """
    session, user = getattr(request, "session", None), request.user
    if session is None or not user.is_authenticated:
        return False
    known: bool = session.get(SHOWN) == str(user.pk)
    return known
