"""Where each interface answers."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from backend.api.schema import schema
from backend.api.views import TuttiView

# Only JSON is read, which no page of another origin can send unasked: there is no token to check.
graphql = csrf_exempt(TuttiView.as_view(schema=schema))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/graphql")),
    path("graphql", graphql, name="graphql"),
    path("admin/", admin.site.urls),
]
