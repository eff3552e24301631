"""Registers exports with Django."""

from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy

from products.wording import SpokenConfig


class ExportsConfig(SpokenConfig):
    """Files that are written in the background for whoever asks."""

    name = "backend.integrations.exports"
    label = "exports"
    default = True
    verbose_name = gettext_lazy("Exports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let workers know what there is to do, and the admin whose rows are whose."""
        working: Any = import_module("backend.integrations.exports.working")  # they need models
        tidying: Any = import_module("backend.integrations.exports.tidying")
        desks: Any = import_module("backend.integrations.exports.desks")
        working.register_work()
        tidying.register_tidying()
        desks.open_desks()
