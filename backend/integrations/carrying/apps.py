"""Registers what carries rows in from files, and out into them, with Django."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig


class CarryingConfig(AppConfig):
    """Imports and exports of the admin, and imports in the background."""

    name = "backend.integrations.carrying"
    label = "carrying"
    verbose_name = "Imports and exports"

    def ready(self) -> None:
        """Let workers know how to import."""
        background: Any = import_module("backend.integrations.importers.background")
        background.register_imports()  # it needs models
