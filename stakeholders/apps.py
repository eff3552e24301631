"""Registers stakeholders and their preferences with Django."""

from django.utils.translation import gettext_lazy

from products.wording import SpokenConfig


class StakeholdersConfig(SpokenConfig):
    """Who wants what, and how strongly."""

    name = "stakeholders"
    default = True
    verbose_name = gettext_lazy("Stakeholders")
    default_auto_field = "django.db.models.BigAutoField"
