"""Registers what the interfaces keep about their callers with Django."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.checks import Tags, register
from django.core.signals import got_request_exception
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy

from backend.access.checks import check_hosts
from backend.access.metrics import register_reading
from products.wording import SpokenConfig, speak


class AccessConfig(SpokenConfig):
    """Who asks, and what they have asked to be done once."""

    name = "backend.access"
    default = True
    verbose_name = gettext_lazy("Access")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ask whether the settings keep strangers out; let the database keep the audit log."""
        register(check_hosts, Tags.security)
        speak(apps.get_models(include_auto_created=True))  # others' as well, where they are silent
        triggers: Any = import_module("backend.access.audit_triggers")  # they need models
        origins: Any = import_module("backend.access.audit_origins")
        pre_migrate.connect(triggers.TRIGGERS.uninstall_before, sender=self)
        post_migrate.connect(triggers.TRIGGERS.install_after, sender=self)
        connection_created.connect(origins.listen)
        readings: Any = import_module("backend.access.readings")
        got_request_exception.connect(readings.count_lost)
        register_reading(readings.Verifications())
        if apps.is_installed("allauth.mfa"):  # as it is not where only the Relay feed is served
            import_module("backend.access.factor_notes")
