"""Tells whether a row still says what a form showed, field by field, whoever changed it and how.

A form carries a mark of each value that it showed. They are digests: what a mark stands for can be
compared with what the row says now, and not be read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.core import signing
from django.db.models import Model, QuerySet
from django.utils.crypto import salted_hmac

SALT: Final = "tutti.shown"
DIGITS: Final = 16  # of a mark: 64 bits
MINE: Final = "mine"
THEIRS: Final = "theirs"
KEEP: Final = "keep-"  # begins the name of the input in which one of the two is chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What one field says now, by another hand, and what was to be written there."""

    name: str
    label: str
    theirs: str
    mine: str
    input: str  # the name of the input that asks which of the two to keep; "" where none does
    choice: str = ""
    who: str = ""  # who wrote what it says now, and when


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of what a form SHOWED, by field, and the fields that it ASKED about."""

    showed: Mapping[str, str]
    asked: Collection[str] = ()

    def write(self, row: Model) -> str:
        """Write them as a text for a form that shows ROW."""
        whole = {"row": _name(row), "showed": dict(self.showed), "asked": sorted(self.asked)}
        return signing.Signer(salt=SALT).sign_object(whole, compress=True)


NONE: Final = Marks({})


def read_marks(text: object, row: Model) -> Marks:
    """Read the marks in TEXT; none when it is not what was written for ROW."""
    try:
        whole: Any = signing.Signer(salt=SALT).unsign_object(str(text or ""))
    except (signing.BadSignature, ValueError):
        return NONE
    if whole.get("row") != _name(row):
        return NONE
    return Marks(whole["showed"], whole["asked"])


def mark(row: Model, name: str, value: object) -> str:
    """Make the mark of VALUE, which the field NAME of ROW has."""
    told = f"{_name(row)} {name} {_flatten(value)}"
    return salted_hmac(SALT, told, algorithm="sha256").hexdigest()[:DIGITS]


def _name(row: Model) -> str:
    return f"{row._meta.label_lower} {row.pk}"  # noqa: SLF001 -- Django's documented model API


def _flatten(value: Any) -> str:  # noqa: ANN401 -- of any field
    """Write VALUE so that what a form shows as the same is the same."""
    if isinstance(value, QuerySet | list | set | tuple):
        items = [str(each.pk) if isinstance(each, Model) else f"={each}" for each in value]
        is_links = all(isinstance(each, Model) for each in value)
        return repr(sorted(items) if is_links else items)
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return str(value.timestamp() // 1)  # forms show no more than seconds
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value).replace("\r\n", "\n")
