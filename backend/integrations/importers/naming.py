"""Makes a feature's name out of a text that was never meant to be one."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from products.figures import write_number
from products.naming import FORMULA_STARTS, NAME_LENGTH

HIDDEN: Final = {"Cc", "Cs", "Co"}  # the categories of characters that no name holds


def name_statement(text: str) -> str:
    """Make a name out of TEXT: one line, in «quotes» if it starts like a formula, not too long.

    What stands for nothing to be seen becomes a space. An empty text has no name.
    """
    line = flatten(text)
    if line.startswith(FORMULA_STARTS):
        return f"«{shorten(line, NAME_LENGTH - 2)}»"
    return shorten(line, NAME_LENGTH)


def flatten(text: str) -> str:
    """Give TEXT in one line, with one space for each run of spaces and control characters."""
    shown = (" " if unicodedata.category(mark) in HIDDEN else mark for mark in text)
    return " ".join("".join(shown).split())


def shorten(line: str, length: int) -> str:
    """Cut LINE to LENGTH, with an ellipsis; at a word, unless the last one is very long."""
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    words, _mark, _rest = cut.rpartition(" ")
    return f"{words if len(words) > length // 2 else cut}…"


def describe_names(texts: Iterable[str]) -> list[str]:
    """Tell in how many ways the names of TEXTS differ from them; the summary holds them whole."""
    lines = [(text, flatten(text)) for text in texts]
    counts = {
        _(
            "Names in «quotes», as they would start like a formula: %(number)s; the summary has "
            "the whole text."
        ): sum(line.startswith(FORMULA_STARTS) for _text, line in lines),
        _(
            "Names brought into one line, with single spaces: %(number)s; the summary has the "
            "whole text."
        ): sum(line != text for text, line in lines),
        _(
            "Names shortened to %(length)s characters: %(number)s; the summary has the whole text."
        ): sum(
            name_statement(text).endswith(("…", "…»")) and len(line) > NAME_LENGTH - 2
            for text, line in lines
        ),
    }
    length = write_number(NAME_LENGTH)
    return [
        told % {"number": write_number(number), "length": length}
        for told, number in counts.items()
        if number
    ]
