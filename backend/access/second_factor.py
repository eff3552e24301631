"""Tells whether a session was begun with more than a password."""

from typing import Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

ENOUGH: Final = frozenset({"mfa", "socialaccount"})  # ways to sign in, as allauth calls them
ADDED: Final = "tutti_second_factor"  # in the session: whose second factor was set up in it


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether whoever sends REQUEST has shown a second factor, or came by an issuer.

    An issuer has rules of its own for that. It costs no query: the session knows.
    """
    session, user = getattr(request, "session", None), request.user
    if session is None or not user.is_authenticated:
        return False
    if session.get(ADDED) == str(user.pk):
        return True
    return any(each["method"] in ENOUGH for each in get_authentication_records(request, user))


@receiver(authenticator_added)  # allauth tells it in no other way
def note_second_factor(request: HttpRequest, **_about: object) -> None:
    """Note that in the session of REQUEST a second factor was set up, which has shown it."""
    request.session[ADDED] = str(request.user.pk)
