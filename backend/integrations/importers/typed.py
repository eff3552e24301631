"""Gives a typed value as the text that CSV would have, or says why there is none."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import quote
from backend.integrations.importers.lines import CELL_LENGTH
from backend.integrations.importers.values import ValueRefusedError
from products import figures

EXACT: Final = 10**15  # in binary, whole numbers from here on may be others than were meant
MOST_PLACES: Final = 40  # of a number, on either side of the point
UNPAIRED: Final = re.compile("[\ud800-\udfff]")
WORDS: Final[Mapping[bool, str]] = {True: "true", False: "false"}


def write_text(value: object, *, is_moment: bool = False) -> str:
    """Write VALUE as a text; a date only where IS_MOMENT says that the column holds such.

    :raises ValueRefusedError: when it is neither a text nor a finite number, nor such a date.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _check_text(value)
    if isinstance(value, bool):
        told = _("%(value)s is neither a text nor a number.")
        raise ValueRefusedError(told % {"value": WORDS[value]})
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return write_number(value)
    if isinstance(value, date):
        if is_moment:
            return value.isoformat()
        raise ValueRefusedError(_("this is a date; format the column as text."))
    raise ValueRefusedError(_("this is neither a text nor a number."))


def write_number(number: float | Decimal | str) -> str:
    """Write NUMBER with digits and a point, and no zeros at its end.

    :raises ValueRefusedError: when it is not finite, far too long, or was not kept exactly.
    """
    try:
        exact = Decimal(repr(number) if isinstance(number, float) else number)
    except InvalidOperation:
        told = _("%(value)s is no number.")
        raise ValueRefusedError(told % {"value": quote(str(number))}) from None
    if not exact.is_finite():
        raise ValueRefusedError(_("%(value)s is no number.") % {"value": number})
    if isinstance(number, float) and abs(number) >= EXACT:
        told = _(
            "%(value)s may not be exact, as only 15 digits are kept; format the column as text."
        )
        raise ValueRefusedError(told % {"value": number})
    if abs(exact.adjusted()) > MOST_PLACES or len(exact.as_tuple().digits) > MOST_PLACES:
        told = _("%(value)s has more than %(most)s places.")
        most = figures.write_number(MOST_PLACES)
        raise ValueRefusedError(told % {"value": quote(str(number)), "most": most})
    if not exact:
        return "0"
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check_text(text: str) -> str:
    """Give TEXT when it can be kept.

    :raises ValueRefusedError: when it is too long, or holds what no database keeps.
    """
    if len(text) > CELL_LENGTH:
        told = _("this has more than %(most)s characters.")
        raise ValueRefusedError(told % {"most": figures.write_number(CELL_LENGTH)})
    if "\0" in text:
        raise ValueRefusedError(_("this holds the control character U+0000."))
    half = UNPAIRED.search(text)
    if half:
        told = _("this holds half of a character (%(code)s).")
        raise ValueRefusedError(told % {"code": f"U+{ord(half[0]):04X}"})
    return text
