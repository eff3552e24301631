"""Writes the audit log out."""

from argparse import ArgumentTypeError
from datetime import datetime

from django.core.management.base import BaseCommand, CommandParser

from backend.access.audit_reading import FORMS, read_moment
from backend.access.models import AuditEntry


def read(text: str) -> datetime:
    """Read TEXT as a moment.

    :raises ArgumentTypeError: when it is none.
    """
    try:
        return read_moment(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    """Writes who changed what, when and from where, oldest first."""

    help = "Write the audit log to the output, as JSON lines or CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the time that is asked about, and the form."""
        parser.add_argument("--since", type=read, help="from this day or moment on")
        parser.add_argument("--until", type=read, help="before this day or moment")
        parser.add_argument("--form", choices=FORMS, default="jsonl", help="how it is written")

    def handle(
        self, *_: object, since: datetime | None, until: datetime | None, form: str, **__: object
    ) -> None:
        """Write the entries of the time that is asked about."""
        rows = AuditEntry.objects.all()
        if since is not None:
            rows = rows.filter(created_at__gte=since)
        if until is not None:
            rows = rows.filter(created_at__lt=until)
        for line in FORMS[form](rows):
            self.stdout.write(line, ending="")
