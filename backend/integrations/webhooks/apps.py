"""Registers webhooks with Django."""

from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy

from products.wording import SpokenConfig


class WebhooksConfig(SpokenConfig):
    """What is sent where when something changes."""

    name = "backend.integrations.webhooks"
    label = "webhooks"
    default = True
    verbose_name = gettext_lazy("Webhooks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let workers know what there is to do, the admin whose rows are whose, and operators."""
        working: Any = import_module("backend.integrations.webhooks.working")  # they need models
        desks: Any = import_module("backend.integrations.webhooks.desks")
        metrics: Any = import_module("backend.integrations.webhooks.metrics")
        working.register_work()
        desks.open_desks()
        metrics.watch()
