"""Where the two Django competitors answer, each in a process of its own."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView as GrapheneView
from strawberry.django.views import GraphQLView as StrawberryView

from tests.benchmarks.competitors import graphene_form, strawberry_form

urlpatterns = [
    path("graphene", csrf_exempt(GrapheneView.as_view(schema=graphene_form.schema))),
    path("strawberry", csrf_exempt(StrawberryView.as_view(schema=strawberry_form.schema))),
]
