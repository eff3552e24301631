"""Registers what the interfaces keep about their callers with Django."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from backend.access.checks import check_hosts


class AccessConfig(AppConfig):
    """Who asks, and what they have asked to be done once."""

    name = "backend.access"
    verbose_name = "Access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ask before each command whether the settings keep strangers out."""
        register(check_hosts, Tags.security)
