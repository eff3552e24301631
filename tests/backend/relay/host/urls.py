"""Where the host answers: by graphene-django's own view, at its own address."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView

urlpatterns = [path("api", csrf_exempt(GraphQLView.as_view()))]
