"""Registers the catalogue with Django."""

from django.utils.translation import gettext_lazy

from products.wording import SpokenConfig


class ProductsConfig(SpokenConfig):
    """What could be built, and what was decided."""

    name = "products"
    default = True
    verbose_name = gettext_lazy("Products")
    default_auto_field = "django.db.models.BigAutoField"
