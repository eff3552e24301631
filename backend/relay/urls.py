"""Where the Relay feed answers, below its own address."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from backend.relay.schema import schema
from backend.relay.views import RelayView

# Only JSON is read, which no page of another origin can send unasked: there is no token to check.
relay = csrf_exempt(RelayView.as_view(schema=schema))

urlpatterns = [path("", relay, name="relay"), path("/", relay)]
