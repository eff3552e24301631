"""Registers the interfaces with Django."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created

from backend.liveness import note_use, trust_recent
from backend.moments import read_moments_fast
from backend.postgresql import patience


class BackendConfig(AppConfig):
    """The interfaces, and the commands that start and fill Tutti."""

    name = "backend"
    verbose_name = "Tutti"

    def ready(self) -> None:
        """Have connections read moments fast, and asked whether they live only in doubt."""
        dailies: Any = import_module("backend.management.dailies")  # it needs models
        dailies.register_dailies()
        connection_created.connect(read_moments_fast)
        request_started.connect(trust_recent)  # after Django has marked them all as doubtful
        request_finished.connect(note_use)
        request_started.connect(patience.begin)
        request_finished.connect(patience.end)
