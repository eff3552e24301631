"""Tells what columns hold in the words of people: labels for choices, names for rows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.db.models import Model, QuerySet
from django.utils.translation import gettext, gettext_lazy

from products.figures import write_day, write_moment
from products.looking import shown

Field: TypeAlias = Any  # a field of a model, with its value or with links to several rows

EMPTY: Final = "—"
HIDDEN: Final = gettext_lazy("one that you do not look after")


class Wording:
    """Names rows as they are called today, each read once, and no more than may be shown."""

    def __init__(self) -> None:
        self._names: dict[tuple[type[Model], object], str] = {}

    def learn(self, values: Iterable[tuple[Field, object]]) -> None:
        """Read the names of all rows that VALUES of their fields point to, by one kind at once."""
        wanted: defaultdict[type[Model], set[object]] = defaultdict(set)
        for field, value in values:
            if field.remote_field is not None:
                wanted[field.related_model].update(list_keys(field, value))
        for model, keys in wanted.items():
            missing = {key for key in keys if (model, key) not in self._names}
            if missing:
                self._names |= _name_rows(model, missing)

    def tell(self, field: Field, value: object) -> str:
        """Tell in words what VALUE says in FIELD; of a relation it is a key, or several."""
        if field.remote_field is None:
            return tell_plain(field, value)
        self.learn([(field, value)])
        keys = list_keys(field, value)
        return ", ".join(self._names[field.related_model, key] for key in keys) or EMPTY


def list_keys(field: Field, value: object) -> list[object]:
    """Give the keys of the rows that VALUE of FIELD, a relation, names."""
    if not field.many_to_many:
        return [] if value is None else [value]
    keys: Iterable[Any] = value or ()  # type: ignore[assignment]  # -- as many links have it
    return sorted(keys)


def tell_plain(field: Field, value: object) -> str:
    """Tell in words what VALUE says in FIELD, which is no relation."""
    told = str(value)
    if value is None or value in ("", []):
        told = EMPTY
    elif field.choices:
        told = str(dict(field.flatchoices).get(value, value))
    elif isinstance(value, bool):
        told = gettext("yes") if value else gettext("no")
    elif isinstance(value, datetime):
        told = write_moment(value)
    elif isinstance(value, date):
        told = write_day(value)
    elif isinstance(value, Decimal):
        told = f"{value.normalize():f}"
    elif isinstance(value, list):
        told = ", ".join(map(str, value))
    return told


def _name_rows(model: Any, keys: set[object]) -> dict[tuple[type[Model], object], str]:  # noqa: ANN401 -- any model
    """Name the rows of MODEL with KEYS; those that are hidden or gone are told of as such."""
    along = [field.name for field in model._meta.concrete_fields if field.remote_field]  # noqa: SLF001 -- Django's documented model API
    rows = model._default_manager.filter(pk__in=keys)  # noqa: SLF001 -- as above
    named = {row.pk: str(row) for row in shown(rows).select_related(*along)}
    hidden = set(rows.exclude(pk__in=named).values_list("pk", flat=True))
    noun = model._meta.verbose_name  # noqa: SLF001 -- as above
    gone = gettext("a deleted %(noun)s, number %(key)s")
    return {
        (model, key): named.get(key)
        or (str(HIDDEN) if key in hidden else gone % {"noun": noun, "key": key})
        for key in keys
    }


def find_keys(value: Any) -> Any:  # noqa: ANN401 -- of any field
    """Give VALUE as a column keeps it: the keys of rows instead of the rows."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet) or (isinstance(value, list) and _are_rows(value)):
        return [row.pk for row in value]
    return value


def _are_rows(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(each, Model) for each in values)
