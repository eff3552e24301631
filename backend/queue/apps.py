"""Registers the queue of background work with Django."""

from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy

from products.wording import SpokenConfig


class QueueConfig(SpokenConfig):
    """What is to be done in the background, and who does it."""

    name = "backend.queue"
    label = "queue"
    default = True
    verbose_name = gettext_lazy("Background work")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Know the work of the queue itself, and show operators how long it is."""
        tidying: Any = import_module("backend.queue.tidying")  # they need models
        metrics: Any = import_module("backend.queue.metrics")
        tidying.register_tidying()
        metrics.watch_queue()
