"""What a page says before rows are deleted."""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.utils.text import capfirst

from products.admin.logs import LogAdmin


def find_logs(site: AdminSite) -> set[object]:
    """Find the names of logs, which go with their rows though nobody may cut lines out."""
    return {
        model._meta.verbose_name  # noqa: SLF001 -- Django's documented model API
        for model in apps.get_models()
        if site.is_registered(model) and isinstance(site.get_model_admin(model), LogAdmin)
    }


def drop_links(listed: list[Any]) -> list[Any]:
    """Give LISTED without bare links between rows, which have no name and are counted alone."""
    links = {
        f"{capfirst(model._meta.verbose_name)}: "  # noqa: SLF001 -- Django's documented model API
        for model in apps.get_models(include_auto_created=True)
        if model._meta.auto_created  # noqa: SLF001 -- as above
    }
    return drop_lines(listed, tuple(links))


def drop_lines(listed: list[Any], starts: tuple[str, ...]) -> list[Any]:
    """Give LISTED, a list of lines and of lists below them, but for lines with one of STARTS."""
    return [
        drop_lines(each, starts) if isinstance(each, list) else each
        for each in listed
        if isinstance(each, list) or not each.startswith(starts)
    ]
