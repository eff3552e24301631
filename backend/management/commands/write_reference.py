"""Writes the reference of the GraphQL schema."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.api.reference import write_reference
from backend.api.schema import schema


class Command(BaseCommand):
    """Writes docs/reference.md anew from the schema."""

    help = "Write docs/reference.md anew from the schema."

    def handle(self, *_arguments: Any, **_options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write the page, and say where it is."""
        page = settings.BASE_DIR / "docs" / "reference.md"
        page.write_text(write_reference(schema._schema), encoding="utf-8")  # noqa: SLF001 -- it has no public name
        self.stdout.write(f"Written: {page.relative_to(settings.BASE_DIR)}")
