"""Publishes the GraphQL schema: from now on it is what clients rely on."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.api.evolution import find_broken
from backend.api.schema import schema


class Command(BaseCommand):
    """Makes the schema as it stands the published one; part of a release."""

    help = "Make the schema as it stands the published one, docs/published.graphql."

    def handle(self, *_arguments: Any, **_options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Publish the schema.

        :raises CommandError: when it breaks a promise of the one published before.
        """
        page = settings.BASE_DIR / "docs" / "published.graphql"
        broken = find_broken(page.read_text("utf-8"), schema._schema)  # noqa: SLF001 -- it has no public name
        if broken:
            raise CommandError("Deprecate these first, in a release before: " + "; ".join(broken))
        page.write_text(f"{schema.as_str()}\n", encoding="utf-8")
        self.stdout.write(f"Published: {page.relative_to(settings.BASE_DIR)}")
