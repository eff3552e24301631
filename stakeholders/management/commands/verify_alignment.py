"""Recounts everything from the preferences and prints each difference; there must be none."""

from time import time

from django.core.management.base import BaseCommand, CommandError

from stakeholders.verification import verify


class Command(BaseCommand):
    """Compares the stored cells and scores with a recount."""

    help = "Recount all preferences and print where cells or scores differ; exit 1 if any does."

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Print a line for each difference.

        :raises CommandError: when there is any; the exit code is 1.
        """
        differences = 0
        for line in verify(at=time()):
            self.stdout.write(line)
            differences += 1
        if differences:
            raise CommandError(f"{differences} differences from a recount.", returncode=1)
        self.stdout.write("Cells and scores equal a recount.")
