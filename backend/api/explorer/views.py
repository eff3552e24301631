"""The page on which people try queries, and the policy that keeps it to its own origin."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import ensure_csrf_cookie

from backend.api.explorer.examples import read_themes

# Monaco, the editor in GraphiQL, adds style elements and writes its lines as HTML with style
# attributes, and has no way to be handed a nonce: styles, and they alone, may be inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'; "
    "connect-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@ensure_csrf_cookie
def explorer(request: HttpRequest) -> HttpResponse:
    """Show the explorer, which sends its queries to the address that REQUEST came to."""
    context = {
        "endpoint": request.path,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "themes": read_themes(),
    }
    page = render_to_string("explorer/index.html", context, request)
    return HttpResponse(page, headers=HEADERS)
