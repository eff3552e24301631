"""Registers what carries rows in from files, and out into them, with Django."""

from django.apps import AppConfig


class CarryingConfig(AppConfig):
    """Imports and exports of the admin."""

    name = "backend.integrations.carrying"
    label = "carrying"
    verbose_name = "Imports and exports"
