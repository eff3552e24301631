"""Notes in sessions that a second factor was shown.

It stands apart because allauth cannot be imported where its apps are not installed, as in a project
of somebody else's that serves the Relay feed alone.
"""

from typing import Final

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest

from backend.access.second_factor import SHOWN

ENOUGH: Final = frozenset({"mfa", "socialaccount"})  # ways to sign in, as allauth calls them


@receiver(user_logged_in)
def note_ways(request: HttpRequest, user: User, **_about: object) -> None:
    """Note when USER has come in by REQUEST with more than a password."""
    if any(each["method"] in ENOUGH for each in get_authentication_records(request, user)):
        request.session[SHOWN] = str(user.pk)


@receiver(authenticator_added)  # allauth tells it in no other way
def note_factor(request: HttpRequest, **_about: object) -> None:
    """Note that in the session of REQUEST a second factor was set up, which has shown it."""
    request.session[SHOWN] = str(request.user.pk)
