"""Registers the interfaces with Django."""

from django.apps import AppConfig


class BackendConfig(AppConfig):
    """The interfaces, and the commands that start and fill Tutti."""

    name = "backend"
    verbose_name = "Tutti"
