"""Registers the competitors' one model of their own with Django."""

from pathlib import Path

from django.apps import AppConfig


class CompetitorsConfig(AppConfig):
    """The lines of the breakdowns, as rows."""

    name = "tests.benchmarks.competitors"
    label = "benchmark"
    path = str(Path(__file__).parent)
    default_auto_field = "django.db.models.BigAutoField"
