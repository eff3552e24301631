"""Reads the items of a JSON array one by one: a file of any length, in the memory of one item.

Only where an item ends is found here, with what is in quotes passed over; what it says is read by
the json module. So an item too long, too deep or with a number that no row holds is refused before
it is built, and a broken one never becomes another.
"""

import json
from collections.abc import Collection, Generator, Iterator
from decimal import Decimal
from typing import IO, Any, Final, NoReturn

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import Fault, Faults, quote
from backend.integrations.importers.json_scanning import Scanner
from backend.integrations.importers.lines import BYTE_ORDER_MARK
from products.figures import write_number

NUMBER_LENGTH: Final = 40  # characters: longer ones fill no column, and take ages to convert


class BadNumberError(ValueError):
    """Says which number no row can hold."""


def read_items(
    file: IO[bytes], name: str, faults: Faults, *, within: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number, from 1, and content of each object in the list that FILE is.

    FILE may also be an object that holds the list as one of its members WITHIN. An item that is no
    object, or holds a number that no row can hold, is added to FAULTS.

    :raises FileRefusedError: when FILE, called NAME, is no such JSON.
    """
    scanner = Scanner(file, name)
    if scanner.peek() == BYTE_ORDER_MARK[:1] and scanner.buffer.startswith(BYTE_ORDER_MARK):
        scanner.place = len(BYTE_ORDER_MARK)
    if scanner.peek() == b"{":
        if not (yield from _read_members(scanner, faults, within)):
            names = _(" or ").join(map(repr, within)) or "[...]"
            scanner.refuse(_("there is no list %(names)s in this.") % {"names": names})
    else:
        yield from _read_list(scanner, faults)
    if scanner.peek():
        scanner.refuse(_("this is no JSON: something stands behind its end."))


def _read_members(
    scanner: Scanner, faults: Faults, within: Collection[str]
) -> Generator[tuple[int, dict[str, Any]], None, bool]:
    """Yield the items of the list that an object holds WITHIN, or one in it; tell if there is any.

    Each name leads one object deeper, so that there are no more of them in each other than names.
    """
    found, mark = False, scanner.take(b"{")
    while mark != b"}" and not (mark == b"{" and scanner.peek() == b"}"):
        key = _load(scanner, scanner.take_value())
        scanner.take(b":")
        if key in within and scanner.peek() == b"[":
            found = True
            yield from _read_list(scanner, faults)
        elif key in within and scanner.peek() == b"{":
            inner = [name for name in within if name != key]
            found = (yield from _read_members(scanner, faults, inner)) or found
        else:
            scanner.take_value()
        mark = scanner.take(b",", b"}")
    if mark == b"{":
        scanner.take(b"}")
    return found


def _read_list(scanner: Scanner, faults: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and content of each object in the list at hand."""
    mark = scanner.take(b"[")
    if scanner.peek() == b"]":
        scanner.take(b"]")
        return
    while mark != b"]":
        scanner.row += 1
        try:
            item = _load(scanner, scanner.take_value())
        except BadNumberError as error:
            faults.add(Fault(scanner.name, scanner.row, "", str(error)))
        else:
            if isinstance(item, dict):
                yield scanner.row, item
            else:
                faults.add(Fault(scanner.name, scanner.row, "", _("this is no object.")))
        mark = scanner.take(b",", b"]")


def _load(scanner: Scanner, value: bytes) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """Read VALUE.

    :raises FileRefusedError: when it is no JSON, or not in UTF-8.
    :raises BadNumberError: when it holds a number that no row can hold.
    """
    try:
        return json.loads(
            value.decode(), parse_int=_read_int, parse_float=_read_decimal, parse_constant=_refuse
        )
    except UnicodeDecodeError as error:
        byte = f"0x{value[error.start]:02X}"
        scanner.refuse(_("this is not UTF-8 (byte %(byte)s).") % {"byte": byte})
    except json.JSONDecodeError as error:
        told = _("this is no JSON: %(reason)s, %(number)s characters into it.")
        scanner.refuse(told % {"reason": error.msg, "number": write_number(error.pos)})


def _read_int(text: str) -> int:
    return int(text) if len(text) <= NUMBER_LENGTH else _refuse(text)


def _read_decimal(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= NUMBER_LENGTH else _refuse(text)
    return number if abs(number.adjusted()) <= NUMBER_LENGTH else _refuse(text)


def _refuse(text: str) -> NoReturn:
    """Refuse a number.

    :raises BadNumberError: always.
    """
    raise BadNumberError(_("%(value)s is no number that could be kept.") % {"value": quote(text)})
