"""Where each interface answers."""

from importlib.util import find_spec
from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from backend.access.accounts import enter_admin, join, open_link, show_account
from backend.access.documents import prove_documents
from backend.access.failing import fail, forbid, miss, refuse_early
from backend.access.metrics import show_metrics
from backend.api.schema import schema
from backend.api.views import TuttiView
from backend.board.views import board, words
from backend.integrations.exports.scores import ScoresView
from backend.integrations.exports.views import ExportFileView, ExportsView, ExportView
from backend.integrations.feed import PlainFeedView
from backend.integrations.webhooks.hooks import HooksView, HookView

# Only JSON is read, which no page of another origin can send unasked: there is no token to check.
graphql = csrf_exempt(TuttiView.as_view(schema=schema))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", board, name="board"),
    path("products/<str:product>", board),
    path("products/<str:product>/", board),
    path("products/<str:product>/<path:view>", board),
    path("board/words.js", words, name="board_words"),
    path("graphql/", graphql),  # a redirect would lose what was posted
    path("graphql", graphql, name="graphql"),
    path("feed", PlainFeedView.as_view(), name="feed"),
    path("favicon.ico", lambda _request: HttpResponse(status=204)),
    path("admin/login/", enter_admin),  # before the admin's own, which knows no second factor
    path("admin/", admin.site.urls),
    path("scores", ScoresView.as_view(), name="scores"),
    path("exports", ExportsView.as_view(), name="exports"),
    path("exports/<uuid:export>", ExportView.as_view(), name="export"),
    path("exports/<uuid:export>/file", ExportFileView.as_view(), name="export_file"),
    path("hooks", HooksView.as_view(), name="hooks"),
    path("hooks/<uuid:hook>", HookView.as_view(), name="hook"),
    path("metrics", show_metrics, name="metrics"),
    path("accounts/", show_account, name="account"),
    path("accounts/language/", set_language, name="set_language"),
    path("accounts/invitation/", join, name="invitation"),
    path("accounts/invitation/<str:secret>/", open_link, name="open_invitation"),
    path("accounts/", include("allauth.urls")),
]

schemas = [schema._schema]  # noqa: SLF001 -- it has no public name

# The Relay feed is for those who have Graphene.
if find_spec("graphene") and find_spec("graphene_django"):
    relay: Any = include("backend.relay.urls")  # its module, and names that it does not have
    urlpatterns.append(path("graphql/relay", relay))
    schemas.append(relay[0].schema.graphql_schema)

prove_documents(schemas)

handler400, handler403, handler404, handler500 = refuse_early, forbid, miss, fail
