"""What a key or a name may look like; no database and no framework but its validators."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext, gettext_lazy

KEY_LENGTH = 100
NAME_LENGTH = 200
REASON_LENGTH = 20_000  # characters: some ten pages

# A spreadsheet runs a cell that starts with one of these; a name never needs to.
FORMULA_STARTS = ("=", "+", "-", "@")

# What JSON can spell and PostgreSQL or UTF-8 cannot: U+0000, and halves of surrogate pairs.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
ERASED = "someone erased"  # stands where there has to be a name of a person

currency_validator = RegexValidator(
    r"^[A-Z]{3}\Z", gettext_lazy("Use the three capital letters of ISO 4217, such as EUR.")
)


def find_fault(text: str) -> str | None:
    """Tell why TEXT cannot be a key or a name, in words that end a sentence; None when it can."""
    if not text:
        return gettext("is empty")
    if text != text.strip():
        return gettext("starts or ends with a space")
    if text.startswith(FORMULA_STARTS):
        return gettext("starts with %(sign)r, as a spreadsheet formula does") % {"sign": text[0]}
    control = next((c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Co"}), None)
    if control is not None:
        return gettext("holds the control character U+%(code)s") % {"code": f"{ord(control):04X}"}
    return None


def find_unstorable(text: str) -> str | None:
    """Give the first character of TEXT that no database keeps; None when there is none."""
    found = UNSTORABLE.search(text)
    return found[0] if found else None


def find_text_fault(text: str, longest: int | None = None) -> str | None:
    """Tell in a sentence why TEXT cannot be kept, of which LONGEST characters are allowed."""
    if longest is not None and len(text) > longest:
        return gettext("This has %(number)s characters; %(longest)s are allowed.") % {
            "number": f"{len(text):,}",
            "longest": f"{longest:,}",
        }
    if odd := find_unstorable(text):
        return gettext("This holds U+%(code)s, which no database keeps.") % {
            "code": f"{ord(odd):04X}"
        }
    return None


def find_tag_fault(tag: str) -> str | None:
    """Tell in a sentence why TAG cannot be one; tags are written with commas between them."""
    if len(tag) > KEY_LENGTH:
        return gettext("The tag %(tag)r is too long.") % {"tag": tag[:20]}
    if "," in tag:
        return gettext("The tag %(tag)r holds a comma; write two.") % {"tag": tag}
    fault = find_fault(tag)
    return gettext("The tag %(tag)r %(fault)s.") % {"tag": tag, "fault": fault} if fault else None


def find_tag_faults(tags: object, before: object) -> Iterator[str]:
    """Yield in a sentence each why TAGS, once BEFORE, are none.

    What was a tag before there was a rule may stay one.
    """
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield gettext("Tags are a list of texts.")
        return
    known = before if isinstance(before, list) else ()
    yield from (fault for tag in tags if tag not in known and (fault := find_tag_fault(tag)))


def validate_name(text: str) -> None:
    """Let TEXT pass as a key or a name.

    :raises ValidationError: when it is empty, padded, a formula or holds control characters.
    """
    fault = find_fault(text)
    if fault is not None:
        raise ValidationError(gettext("This %(fault)s.") % {"fault": fault}, code="name")


def derive_key(name: str) -> str:
    """Make a key out of NAME: lower case, dashes for all else, at most 100 characters.

    Empty when NAME has neither letters nor digits.
    """
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")[:KEY_LENGTH].rstrip("-")


def write_pattern(names: Collection[str]) -> str:
    """Write what finds NAMES, the longest first, where no letter or digit goes on before or after.

    It means the same to Python and to PostgreSQL.
    """
    known = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    return rf"(?<!\w)(?:{known})(?!\w)"


def mentions(text: str | None, name: str) -> bool:
    """Tell whether TEXT mentions NAME amid other words."""
    return text is not None and bool(re.search(write_pattern([name]), text, re.IGNORECASE))
