"""Answers at /graphql: programs by data, people by the explorer."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from backend.access.media import EVENTS, negotiate
from backend.access.once import OnceView
from backend.access.views import refuse
from backend.access.whereabouts import find_streams
from backend.api.explorer.views import explorer

ASKING: Final = {"query", "documentId", "extensions"}
UNROUTED: Final = "Streams have a process of their own, to which the proxy has to send this."


def wants_page(request: HttpRequest) -> bool:
    """Tell whether REQUEST is a browser's that came to look, not to ask."""
    looks = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    return looks and not ASKING & request.GET.keys()


def wants_stream(request: HttpRequest) -> bool:
    """Tell whether REQUEST likes events better than one answer."""
    return negotiate(request.headers.get("accept", ""), events=True) == EVENTS


def send_on(request: HttpRequest) -> HttpResponse:
    """Send REQUEST on to the streams, as it is; in production the proxy has to have done so."""
    if not settings.DEBUG:
        return refuse(406, UNROUTED, media=None)
    query = request.META["QUERY_STRING"]
    address = find_streams(request) + (f"?{query}" if query else "")
    return HttpResponse(status=307, headers={"Location": address, "Vary": "Accept"})


class TuttiView(OnceView):
    """Answers GraphQL requests, shows the explorer to browsers, and sends streams on."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Show the explorer to people, answer programs."""
        if wants_page(request):
            return explorer(request)
        if request.method in {"GET", "POST"} and wants_stream(request):
            return send_on(request)
        return super().dispatch(request, *args, **kwargs)
