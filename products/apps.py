"""Registers the catalogue with Django."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """What could be built, and what was decided."""

    name = "products"
    verbose_name = "Products"
    default_auto_field = "django.db.models.BigAutoField"
