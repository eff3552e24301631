"""Answers queries, mutations and the admin."""

import gc
import os
from typing import Final

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

# New objects between two looks for garbage. A request makes thousands that die by themselves; with
# Python's 700 the collector would walk them, and everything that lives, several times for each.
THRESHOLD: Final = 50_000

application = get_wsgi_application()

# What has been loaded stays: models, both schemas and their documents' types. Frozen, it is no
# longer walked in search of garbage, so it is loaded now and not with the first request.
get_resolver().url_patterns  # noqa: B018 -- reading it imports every interface
gc.collect()
gc.freeze()
gc.set_threshold(THRESHOLD, 20, 50)
