"""Signs whoever asks in as an administrator, for as long as a request lasts."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

NAME = "administrator"


class Administrator:
    """Stands where a session would tell who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before GET_RESPONSE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let REQUEST be an administrator's, who is no row: writing down who it was takes none."""
        request.user = User(pk=0, username=NAME, is_superuser=True)
        return self.get_response(request)
