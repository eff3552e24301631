"""Restores rows as a curator does, from the list of what was deleted."""

from django.db.models import Model
from django.test import Client

from backend.access.deleted_rows import find_deletions
from tests.admin_pages import Answer, find_page, post


def restore(browser: Client, model: type[Model]) -> Answer:
    """Restore the row of MODEL that was deleted last."""
    entry = find_deletions(model).latest("pk")
    return post(browser, find_page(model, "restore", entry.pk), {})
