"""Reads the fields of one record of an export, be it a row of CSV or an object of JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import quote
from backend.integrations.importers.values import ValueRefusedError, read_moment, read_number
from products.naming import FORMULA_STARTS

LARGEST_COUNT: Final = 2_000_000_000  # what a column of whole numbers holds


class FieldRefusedError(ValueError):
    """Says in which COLUMN of a record something is wrong, and what."""

    def __init__(self, column: str, message: str) -> None:
        """Keep COLUMN and MESSAGE."""
        self.column, self.message = column, message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Fields:
    """The VALUES of record ROW of FILE by name; WITHIN is what they are a part of."""

    file: str
    row: int
    values: Mapping[str, Any]
    within: str = ""

    def refuse(self, name: str, message: str) -> FieldRefusedError:
        """Make the error that says what is wrong with the field NAME."""
        return FieldRefusedError(f"{self.within}{name}", message)

    def text(self, *names: str) -> str:
        """Give the first of NAMES that says anything, without spaces around it; or nothing.

        Numbers are texts too: some tools write an id as one.

        :raises FieldRefusedError: when it is a list or an object.
        """
        for name in names:
            value = self.values.get(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
                raise self.refuse(name, _("this is no text."))
            if text := str(value).strip():
                return text
        return ""

    def all(self, name: str) -> Iterator[str]:
        """Yield what each column called NAME says, where a file repeats it, if it says anything.

        :raises FieldRefusedError: when it is a list or an object.
        """
        number, each = 1, name
        while each in self.values:
            if text := self.text(each):
                yield text
            number += 1
            each = f"{name} ({number})"

    def said(self, *names: str) -> str:
        """Give the first of NAMES that says anything, without the ' that keeps formulas from it.

        Tools put it before what a spreadsheet would run.

        :raises FieldRefusedError: when it is a list or an object.
        """
        text = self.text(*names)
        return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text

    def need(self, *names: str) -> str:
        """Give the first of NAMES that says anything.

        :raises FieldRefusedError: when none does.
        """
        if text := self.text(*names):
            return text
        raise self.refuse(names[0], _("this is empty."))

    def count(self, *names: str) -> int | None:
        """Give the first of NAMES that says anything as a whole number from 0; None for nothing.

        :raises FieldRefusedError: when it is none.
        """
        number = self.amount(*names)
        if number is None:
            return None
        if number != number.to_integral_value() or number > LARGEST_COUNT:
            told = _("%(value)s is no whole number from 0.") % {"value": quote(str(number))}
            raise self.refuse(names[0], told)
        return int(number)

    def amount(self, *names: str) -> Decimal | None:
        """Give the first of NAMES that says anything as a number from 0; None for nothing.

        :raises FieldRefusedError: when it is none.
        """
        text = self.text(*names)
        try:
            return read_number(text) if text else None
        except ValueRefusedError as error:
            raise self.refuse(names[0], str(error)) from None

    def moment(self, *names: str) -> datetime | None:
        """Give the first of NAMES that says anything as a moment; None for nothing.

        :raises FieldRefusedError: when it is none.
        """
        text = self.text(*names)
        try:
            moment = read_moment(text.removesuffix(" UTC")) if text else None
        except ValueRefusedError as error:
            raise self.refuse(names[0], str(error)) from None
        if moment is not None and moment > datetime.now(UTC):
            told = _("%(value)s has not come yet.") % {"value": quote(text)}
            raise self.refuse(names[0], told)
        return moment

    def child(self, name: str) -> "Fields":
        """Give the fields of the object NAME; none where it is nothing.

        :raises FieldRefusedError: when it is something else.
        """
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.refuse(name, _("this is no object."))
        return Fields(self.file, self.row, value or {}, f"{self.within}{name}.")

    def children(self, name: str) -> Iterator["Fields"]:
        """Yield the fields of each object in the list NAME.

        :raises FieldRefusedError: when it is no list of objects.
        """
        for number, value in enumerate(self._list(name)):
            if not isinstance(value, dict):
                raise self.refuse(name, _("this is no list of objects."))
            yield Fields(self.file, self.row, value, f"{self.within}{name}.{number}.")

    def texts(self, name: str) -> tuple[str, ...]:
        """Give the texts in the list NAME.

        :raises FieldRefusedError: when it is no list of texts.
        """
        found = self._list(name)
        if not all(isinstance(value, str | int) for value in found):
            raise self.refuse(name, _("this is no list of texts."))
        return tuple(text for value in found if (text := str(value).strip()))

    def flag(self, name: str) -> bool:
        """Tell whether NAME says yes, be it as a truth or as a text."""
        value = self.values.get(name)
        return value is True or str(value).strip().casefold() in {"true", "1", "yes"}

    def _list(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise self.refuse(name, _("this is no list."))
        return value or []
