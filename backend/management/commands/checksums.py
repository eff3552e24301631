"""Prints what two databases are compared by."""

from django.core.management.base import BaseCommand

from backend.management.checksums import sum_tables


class Command(BaseCommand):
    """Prints a line for each table."""

    help = "Print the rows and a checksum of each table: equal lines mean equal rows."

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Print them."""
        for each in sum_tables():
            self.stdout.write(f"{each.digest}  {each.rows:>12,}  {each.table}")
