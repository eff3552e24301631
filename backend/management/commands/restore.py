"""Restores the database from a backup."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from backend.management.backup_faults import BackupError
from backend.management.backups import restore


class Command(BaseCommand):
    """Puts a backup in the place of the database."""

    help = "Restore the database from a file of `backup`; docs/backup.md says what comes before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether work may be lost."""
        parser.add_argument("path", type=Path, metavar="FILE", help="what `backup` has written")
        parser.add_argument("--replace", action="store_true", help="give up what is there now")

    def handle(self, *_arguments: object, path: Path, replace: bool, **_options: object) -> None:
        """Read the file.

        :raises CommandError: when nothing was restored.
        """
        try:
            restore(path, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path} was restored; cursors of the feed begin anew.")
