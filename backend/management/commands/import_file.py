"""Imports a file: the export of another tool, or the generic form of one's own."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from backend.integrations.importers.background import put_import
from backend.integrations.importers.faults import DatabaseFailedError, FileRefusedError
from backend.integrations.importers.outcomes import find_report
from backend.integrations.importers.registry import run_form
from backend.integrations.importers.report import render
from backend.management.import_orders import add_arguments, build_terms


class Command(BaseCommand):
    """Imports a file, all of it or nothing, and prints what came of it."""

    help = "Import a file; docs/integrations.md and docs/importers.md describe the forms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what is imported, into which product, and how strictly."""
        add_arguments(parser)

    def handle(self, *_arguments: object, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Import the file under the OPTIONS given.

        :raises CommandError: when it is refused or the database fails; then the exit code is 2.
        """
        if options["background"]:
            terms = build_terms(options, Progress(disable=True))
            task = put_import(options["form"], options["path"], terms)
            self.stdout.write(f"Task {task.pk}; its report will be in {find_report(task)}.")
            return
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            try:
                terms = build_terms(options, progress)
                report = run_form(options["form"], options["path"], terms)
            except FileRefusedError as error:
                raise CommandError(f"nothing was written.\n{error}", returncode=2) from error
            except DatabaseFailedError as error:
                raise CommandError(f"{error}; nothing was written.", returncode=2) from error
        self.stdout.write(render(report))
