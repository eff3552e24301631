"""Lends the pages of the admin what they have in common beside their rows: history and filters."""

from typing import Any, TypeVar

from backend.access.curated import mix
from backend.access.history_pages import KeptAdmin
from backend.access.saved_pages import SavingAdmin
from products.admin.records import CuratedAdmin

C = TypeVar("C", bound=type[Any])


def keep_page(page: C) -> C:
    """Give PAGE, a class of the admin, with saved filters, and with a history if it is edited."""
    saving = mix(SavingAdmin, page)
    return mix(KeptAdmin, saving) if issubclass(page, CuratedAdmin) else saving
