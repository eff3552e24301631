"""Answers subscriptions and who waits at the feed; `manage.py stream` knows how to end them."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from backend.api.serving import open_streams  # noqa: E402 -- models need settings
from backend.api.traced import Traced  # noqa: E402 -- as above
from backend.management.streaming import compose  # noqa: E402 -- as above

gate, _ = compose(open_streams())
application = Traced(gate)
