"""Collects for the catalogues what is to be told in other languages, with what models say."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import makemessages

from products.wording import SpokenConfig

NAME = "words_of_models.py"  # written for xgettext to read, and taken away again


class Command(makemessages.Command):
    """Django's command, for all languages, with the words of models beside those in the code."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what Django's takes; all languages but English, without places, when left out."""
        super().add_arguments(parser)
        locales = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        parser.set_defaults(locale=locales, no_location=True, no_obsolete=True, no_wrap=True)
        parser.set_defaults(ignore_patterns=["node_modules", "tests", "docs"])

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Collect."""
        with _spelled():
            super().handle(*args, **options)


@contextmanager
def _spelled() -> Iterator[None]:
    """Spell out what models say, in a file of the package each time, for as long as it lasts."""
    words: dict[Path, list[str]] = {}
    for app in apps.get_app_configs():
        if isinstance(app, SpokenConfig):
            file = settings.BASE_DIR / app.name.split(".", maxsplit=1)[0] / NAME
            words.setdefault(file, []).extend(app.list_words())
    try:
        for file, said in words.items():
            lines = [f"gettext_noop({word!r})\n" for word in said]
            file.write_text("".join(lines), encoding="utf-8")
        yield
    finally:
        for file in words:
            file.unlink(missing_ok=True)
