"""Answers at /graphql: programs by data, people by the explorer."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from backend.access.once import OnceView
from backend.api.explorer.views import explorer

ASKING: Final = {"query", "documentId", "extensions"}


def wants_page(request: HttpRequest) -> bool:
    """Tell whether REQUEST is a browser's that came to look, not to ask."""
    looks = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    return looks and not ASKING & request.GET.keys()


class TuttiView(OnceView):
    """Answers GraphQL requests, and shows the explorer to browsers."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Show the explorer to people, answer programs."""
        if wants_page(request):
            return explorer(request)
        return super().dispatch(request, *args, **kwargs)
