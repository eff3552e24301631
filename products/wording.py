"""Has what models are called and say of themselves told in the language of whoever reads it.

Models say it in plain English, from which the descriptions of the schema are made; it is collected
for the catalogues, and looked up each time it is shown. `docs/decisions/` says why.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from django.apps import AppConfig
from django.db.models import Model
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, gettext_lazy, gettext_noop, override

RELATIONSHIP: Final = gettext_noop("%(first)s-%(second)s relationship")
RELATIONSHIPS: Final = gettext_noop("%(first)s-%(second)s relationships")
Words: TypeAlias = str | Promise  # one that is looked up each time it is shown
Models: TypeAlias = Iterable[type[Model]]


class SpokenConfig(AppConfig):
    """An app of which the models speak the language of whoever reads."""

    default = False  # of what an `apps.py` holds, it is not the app

    def import_models(self) -> None:
        """Import the models, and let them speak before anybody makes forms of them."""
        super().import_models()
        speak(self.models.values())

    def list_words(self) -> list[str]:
        """List in English what the app and its models say, each word once."""
        with override(None):
            words = {str(self.verbose_name), *_collect(self.models.values())}
        return sorted(words - {""})


def speak(models: Models) -> None:
    """Have names, hints and choices of MODELS looked up when they are shown."""
    for model in models:
        opts: Any = model._meta  # noqa: SLF001 -- Django's documented model API
        if opts.auto_created:
            first, second = (_find_end(field) for field in opts.local_fields[1:3])
            opts.verbose_name = _name_link(first, second, RELATIONSHIP)
            opts.verbose_name_plural = _name_link(first, second, RELATIONSHIPS)
        elif "verbose_name_plural" not in opts.original_attrs and _is_plain(opts.verbose_name):
            opts.verbose_name_plural = f"{opts.verbose_name}s"  # or Django says so in any language
        opts.verbose_name_plural = _spoken(opts.verbose_name_plural)
        opts.verbose_name = _spoken(opts.verbose_name)
        for field in _list_fields(model):
            field.verbose_name = _spoken(field.verbose_name)
            field.help_text = _spoken(field.help_text)
            if field.choices:
                field.choices = [(value, _spoken(label)) for value, label in field.choices]


def _collect(models: Models) -> Iterator[str]:
    """Yield all that MODELS say."""
    for model in models:
        opts: Any = model._meta  # noqa: SLF001 -- Django's documented model API
        if opts.auto_created:
            continue
        yield from (str(opts.verbose_name), str(opts.verbose_name_plural))
        for field in _list_fields(model):
            yield from (str(field.verbose_name), str(field.help_text))
            yield from (str(label) for _, label in field.choices or ())


def _find_end(field: Any) -> Any:  # noqa: ANN401 -- a field of any kind
    return field.remote_field.model


def _name_link(first: Any, second: Any, template: str) -> Any:  # noqa: ANN401 -- a text, looked up
    """Name by TEMPLATE what links rows of the models FIRST and SECOND, as these are called."""

    def name() -> str:
        ends = (end._meta.verbose_name for end in (first, second))  # noqa: SLF001 -- as above
        return gettext(template) % dict(zip(("first", "second"), ends, strict=True))

    return lazy(name, str)()


def _list_fields(model: type[Model]) -> list[Any]:
    opts: Any = model._meta  # noqa: SLF001 -- as above
    return [*opts.local_fields, *opts.local_many_to_many]


def _is_plain(text: object) -> bool:
    return not isinstance(text, Promise)


def _spoken(text: Any) -> Any:  # noqa: ANN401 -- a text, or one that is looked up already
    return gettext_lazy(text) if text and _is_plain(text) else text
