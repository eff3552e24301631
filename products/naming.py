"""What a key or a name may look like; no database and no framework but its validators."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

KEY_LENGTH = 100
NAME_LENGTH = 200
REASON_LENGTH = 20_000  # characters: some ten pages

# A spreadsheet runs a cell that starts with one of these; a name never needs to.
FORMULA_STARTS = ("=", "+", "-", "@")

# What JSON can spell and PostgreSQL or UTF-8 cannot: U+0000, and halves of surrogate pairs.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
ERASED = "someone erased"  # stands where there has to be a name of a person

currency_validator = RegexValidator(
    r"^[A-Z]{3}\Z", "Use the three capital letters of ISO 4217, such as EUR."
)


def find_fault(text: str) -> str | None:
    """Tell why TEXT cannot be a key or a name, in words that end a sentence; None when it can."""
    if not text:
        return "is empty"
    if text != text.strip():
        return "starts or ends with a space"
    if text.startswith(FORMULA_STARTS):
        return f"starts with {text[0]!r}, as a spreadsheet formula does"
    control = next((c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Co"}), None)
    if control is not None:
        return f"holds the control character U+{ord(control):04X}"
    return None


def find_unstorable(text: str) -> str | None:
    """Give the first character of TEXT that no database keeps; None when there is none."""
    found = UNSTORABLE.search(text)
    return found[0] if found else None


def find_text_fault(text: str, longest: int | None = None) -> str | None:
    """Tell in a sentence why TEXT cannot be kept, of which LONGEST characters are allowed."""
    if longest is not None and len(text) > longest:
        return f"This has {len(text):,} characters; {longest:,} are allowed."
    if odd := find_unstorable(text):
        return f"This holds U+{ord(odd):04X}, which no database keeps."
    return None


def find_tag_fault(tag: str) -> str | None:
    """Tell in a sentence why TAG cannot be one; tags are written with commas between them."""
    if len(tag) > KEY_LENGTH:
        return f"The tag {tag[:20]!r} is too long."
    if "," in tag:
        return f"The tag {tag!r} holds a comma; write two."
    fault = find_fault(tag)
    return f"The tag {tag!r} {fault}." if fault else None


def validate_name(text: str) -> None:
    """Let TEXT pass as a key or a name.

    :raises ValidationError: when it is empty, padded, a formula or holds control characters.
    """
    fault = find_fault(text)
    if fault is not None:
        raise ValidationError(f"This {fault}.", code="name")


def derive_key(name: str) -> str:
    """Make a key out of NAME: lower case, dashes for all else, at most 100 characters.

    Empty when NAME has neither letters nor digits.
    """
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")[:KEY_LENGTH].rstrip("-")
