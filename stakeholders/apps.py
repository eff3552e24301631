"""Registers stakeholders and their preferences with Django."""

from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    """Who wants what, and how strongly."""

    name = "stakeholders"
    verbose_name = "Stakeholders"
    default_auto_field = "django.db.models.BigAutoField"
