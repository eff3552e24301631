"""Tells browsers what pages may do, and strangers no more of the server than they need.

The policy is one text for all pages, so that a few lines say it; django-csp would bring reports,
nonces and overriding by decorators, none of which is used. A page that needs a policy of its own,
such as the explorer, sends it, and it is left alone.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Nothing inline, nothing from elsewhere: the admin of Django needs no more than this.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# What no page asks for; passkeys stay as they are, open to the pages of this origin.
PERMISSIONS: Final = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
PAGE: Final = "text/html"


class GuardPages:
    """Adds to each answer what it should say about itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before GET_RESPONSE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer REQUEST."""
        response = self.get_response(request)
        response.headers["Server"] = "Tutti"  # or the server would tell its own name
        if response.headers.get("Content-Type", "").startswith(PAGE):
            response.headers.setdefault("Content-Security-Policy", POLICY)
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
