"""What a filter can compare with, and the words in which it refuses the rest."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django_filters import DateFilter, DateTimeFilter, Filter, ModelChoiceFilter, NumberFilter

from products.naming import find_unstorable

MOST_CHARACTERS: Final = 1_000  # of a text to compare with; SQLite takes no pattern of 50,000
MOST_WORDS: Final = 20  # of a search: each is looked for in every column
LARGEST: Final = 10**15  # beyond any number that a row holds
UNSTORABLE: Final = "No text can hold the character U+{:04X}."

# What a form says, by its own code, in our words.
WORDING: Final = {
    "max_length": f"This text is longer than {MOST_CHARACTERS:,} characters.",
    "null_characters_not_allowed": UNSTORABLE.format(0),
    "max_value": "This number is out of range.",
    "min_value": "This number is out of range.",
    "invalid_choice": "This is none of the choices.",
    "invalid": "This value cannot be compared with.",
}
# The same where a kind of filter has something better to say.
FINER: Final[Mapping[type[Filter], Mapping[str, str]]] = {
    ModelChoiceFilter: {"invalid_choice": "Nothing has this id."},
    NumberFilter: {"invalid": "This is no number."},
    DateFilter: {"invalid": "This is no date."},
    DateTimeFilter: {"invalid": "This is no moment."},
}


def validate_text(text: str) -> None:
    """Let TEXT pass when a database can hold it.

    :raises ValidationError: when it holds U+0000, or one half of a character that takes two.
    """
    found = find_unstorable(text)
    if found is not None:
        raise ValidationError(UNSTORABLE.format(ord(found)), code="unstorable")


def validate_words(text: str) -> None:
    """Let TEXT pass when it is short enough to search for each of its words.

    :raises ValidationError: when it has too many.
    """
    if len(text.split()) > MOST_WORDS:
        raise ValidationError(f"More than {MOST_WORDS} words.", code="words")


def validate_moment(at: datetime) -> None:
    """Let the moment AT pass when it has a date in UTC.

    :raises ValidationError: when it lies before the year 1 or after the year 9999 there.
    """
    try:
        at.astimezone(UTC)
    except OverflowError as error:
        raise ValidationError("This moment is out of range.", code="moment") from error
