"""Registers what the interfaces keep about their callers with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who asks, and what they have asked to be done once."""

    name = "backend.access"
    verbose_name = "Access"
    default_auto_field = "django.db.models.BigAutoField"
