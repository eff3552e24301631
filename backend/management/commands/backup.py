"""Backs the database up while others use it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from backend.management.backup_faults import BackupError
from backend.management.backups import back_up


class Command(BaseCommand):
    """Writes all of the database into one file."""

    help = (
        "Back the database up into a file, while others use it; docs/backup.md says how to go on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether it may be there already."""
        parser.add_argument("path", type=Path, metavar="FILE", help="where to write it")
        parser.add_argument("--replace", action="store_true", help="write over a file of this name")

    def handle(self, *_arguments: object, path: Path, replace: bool, **_options: object) -> None:
        """Write the file.

        :raises CommandError: when nothing was written.
        """
        try:
            size = back_up(path, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path} has {size:,} bytes.")
