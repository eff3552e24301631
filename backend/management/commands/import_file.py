"""Imports a file of preferences: a Polis export, or the generic form of one's own."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from backend.integrations.importers.faults import DatabaseFailedError, FileRefusedError
from backend.integrations.importers.generic_csv import import_csv
from backend.integrations.importers.importing import Terms
from backend.integrations.importers.polis import import_polis
from backend.integrations.importers.report import render

IMPORTERS: Final = {"csv": import_csv, "polis": import_polis}


class Command(BaseCommand):
    """Imports a file, all of it or nothing, and prints what came of it."""

    help = "Import preferences from a file; docs/integrations.md describes the forms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what is imported, into which product, and how strictly."""
        parser.add_argument("form", choices=IMPORTERS, help="what the file is")
        parser.add_argument("path", type=Path, help="the file, or the directory of a Polis export")
        parser.add_argument("--product", required=True, metavar="KEY", help="made when it is new")
        parser.add_argument("--product-name", default="", help="its name, if it is new")
        parser.add_argument("--source", default="", help="the tool that knows the people of a csv")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, report the same")
        parser.add_argument("--keep-good", action="store_true", help="leave out bad rows only")

    def handle(self, *_arguments: object, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Import the file under the OPTIONS given.

        :raises CommandError: when it is refused or the database fails; then the exit code is 2.
        """
        names = ("product", "product_name", "source", "dry_run", "keep_good")
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            terms = Terms(**{name: options[name] for name in names}, progress=progress)
            try:
                report = IMPORTERS[options["form"]](options["path"], terms)
            except FileRefusedError as error:
                raise CommandError(f"nothing was written.\n{error}", returncode=2) from error
            except DatabaseFailedError as error:
                raise CommandError(f"{error}; nothing was written.", returncode=2) from error
        self.stdout.write(render(report))
