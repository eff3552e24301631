"""Answers subscriptions; `manage.py stream` serves them, and knows how to end them."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from backend.api.gate import Gate  # noqa: E402 -- models need settings
from backend.api.serving import open_streams  # noqa: E402 -- as above

application = Gate(open_streams())
