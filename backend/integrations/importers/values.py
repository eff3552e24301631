"""Reads what a cell says: a stance, an importance, a number, a moment."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import quote
from stakeholders.models import Importance, Stance

NUMBER_LENGTH: Final = 30
NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
SPACING: Final = re.compile(r"[\s_-]+")

STANCES: Final = {str(stance.value): stance for stance in Stance} | {
    f"+{stance.value}": stance for stance in Stance if stance > 0
}
NAMED_STANCES: Final = {stance.label: stance for stance in Stance}
IMPORTANCES: Final = {importance.label: importance for importance in Importance}


class ValueRefusedError(ValueError):
    """Says what a cell holds and what it may hold."""


def read_stance(text: str) -> Stance:
    """Read TEXT as a stance: -2 to 2, or its name in any spelling.

    :raises ValueRefusedError: when it is neither.
    """
    stance = STANCES.get(text, NAMED_STANCES.get(_unify(text)))
    if stance is None:
        told = _("%(value)s is no stance; write -2 to 2 or one of %(names)s.")
        raise ValueRefusedError(told % {"value": quote(text), "names": ", ".join(NAMED_STANCES)})
    return stance


def read_importance(text: str) -> Importance:
    """Read TEXT as the name of an importance, in any spelling.

    :raises ValueRefusedError: when it is none.
    """
    importance = IMPORTANCES.get(_unify(text))
    if importance is None:
        told = _("%(value)s is no importance; write one of %(names)s.")
        raise ValueRefusedError(told % {"value": quote(text), "names": ", ".join(IMPORTANCES)})
    return importance


def read_number(text: str) -> Decimal:
    """Read TEXT as a number of 0 or more, written with digits and a point.

    :raises ValueRefusedError: when it is none: NaN, infinite, negative or written otherwise.
    """
    if len(text) > NUMBER_LENGTH or not NUMBER.fullmatch(text):
        told = _(
            "%(value)s is no number from 0; write it with digits and a point, such as 1200.50."
        )
        raise ValueRefusedError(told % {"value": quote(text)})
    return Decimal(text)


def read_moment(text: str) -> datetime:
    """Read TEXT as an ISO 8601 date or date and time, in UTC where it names no zone.

    :raises ValueRefusedError: when it is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        told = _("%(value)s is no moment; write it as 2026-03-31 or 2026-03-31T14:05:00+02:00.")
        raise ValueRefusedError(told % {"value": quote(text)}) from None


def _unify(text: str) -> str:
    """Give TEXT in small letters, with one space for spaces, dashes and underscores."""
    return SPACING.sub(" ", text.casefold()).strip()
