"""The gate before the admin: whoever needs a second factor and has shown none sets one up first."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from backend.access.callers import find_caller
from backend.access.second_factor import has_second_factor

ADMIN: Final = "/admin/"  # to ask for it by name with each request would take longer than all else


class AskSecondFactor:
    """Leads those whose roles sleep for want of a second factor to where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before GET_RESPONSE."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let REQUEST through, or lead it elsewhere; it costs a query where one is missing."""
        inside = settings.REQUIRE_MFA and request.path_info.startswith(ADMIN)
        if inside and not has_second_factor(request) and find_caller(request).is_asleep:
            told = gettext(
                "Your roles need a second factor: set up an authenticator app or a passkey here."
            )
            messages.warning(request, told)
            return HttpResponseRedirect(reverse("mfa_index"))
        return self._get_response(request)
