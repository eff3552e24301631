"""Writes out all that is held about a person."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.access.people import (
    NobodyFoundError,
    find_person,
    tell_person,
    write_json,
    write_text,
)


class Command(BaseCommand):
    """Writes all that is held about one person, for them to have."""

    help = "Write all that is held about a person to the output, as JSON or to be read."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who is meant, and the form."""
        parser.add_argument("person", help="their e-mail address, key or public id")
        parser.add_argument("--form", choices=("json", "text"), default="json")

    def handle(self, *_: object, person: str, form: str, **__: object) -> None:
        """Write what is held about them.

        :raises CommandError: when nobody, or more than one person, is meant.
        """
        try:
            document = tell_person(find_person(person))
        except NobodyFoundError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(write_json(document) if form == "json" else write_text(document))
