"""Loads the demo, once, and tells where to look."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from rich.progress import track

from stakeholders.demo.content import read_content
from stakeholders.demo.load import COUNTS, DemoBlockedError, count_demo, load_demo
from stakeholders.demo.login import ensure_login
from stakeholders.statements import Statement


class Command(BaseCommand):
    """Loads three invented products with all that people want of them."""

    help = "Load the demo, unless it is there, and print where to look at it."

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Load the demo and print what there is.

        :raises CommandError: when other rows bear its names.
        """
        try:
            loaded = load_demo(self._watch)
        except DemoBlockedError as error:
            raise CommandError(str(error)) from error
        counts = count_demo()
        self.stdout.write("The demo is loaded." if loaded else "The demo is already loaded.")
        self.stdout.write(", ".join(f"{number:,} {noun}" for noun, number in counts.items()))
        if counts != COUNTS:
            self.stdout.write("It was changed since it was loaded, and is left as it is.")
        home = f"http://localhost:{settings.PORT}"
        self.stdout.write(f"Explorer and GraphQL: {home}{reverse('graphql')}")
        self.stdout.write(f"Admin: {home}{reverse('admin:index')}")
        self.stdout.write(f"Sign in: {home}{reverse('account_login')}")
        self.stdout.write(ensure_login(debug=settings.DEBUG))
        if settings.PUBLIC_READ:
            self.stdout.write("Everybody may read scores: TUTTI_PUBLIC_READ is on.")
        self.stdout.write("Look first at these features of Cadenza:")
        for showcase in read_content().products[0].showcase:
            self.stdout.write(f"  {showcase.feature}: {showcase.kind}")

    def _watch(self, statements: Sequence[Statement], name: str) -> Iterable[Statement]:
        """Show on a terminal how far STATEMENTS about NAME have been read."""
        return track(statements, f"Preferences about {name}", disable=not self.stdout.isatty())
