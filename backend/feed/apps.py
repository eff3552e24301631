"""Registers the feed of changes with Django."""

from importlib import import_module
from typing import Any

from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy

from products.wording import SpokenConfig


class FeedConfig(SpokenConfig):
    """Every change of what integrators follow, once and in order."""

    name = "backend.feed"
    default = True
    verbose_name = gettext_lazy("Feed")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the database write the feed, and show operators how far it is."""
        module: Any = import_module("backend.feed.triggers")  # they need models
        metrics: Any = import_module("backend.feed.metrics")
        pre_migrate.connect(module.TRIGGERS.uninstall_before, sender=self)
        post_migrate.connect(module.TRIGGERS.install_after, sender=self)
        metrics.watch_feed()
