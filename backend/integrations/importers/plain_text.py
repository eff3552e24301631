"""Reads text that a tool keeps as HTML."""

import re
from html import unescape
from typing import Final

# Python's own parser takes minutes over 100,000 characters that were made to delay it. This reads
# each character once: a tag has neither < nor > within, which what a tool has cleaned does not.
TAG: Final = re.compile(r"<[/!?]?(?P<name>[A-Za-z][A-Za-z0-9]*|--)[^<>]*>")
LINES: Final = re.compile(r"[^\S\n]*\n\s*")
SPACES: Final = re.compile(r"[^\S\n]+")
INLINE: Final = frozenset(
    (
        *("a", "abbr", "b", "code", "del", "em", "font", "i", "ins", "mark", "s", "small", "span"),
        *("strong", "sub", "sup", "tt", "u"),
    )
)


def read_html(text: str) -> str:
    """Give the words of TEXT, HTML or not, with one line for each block."""
    if not TAG.search(text):
        return unescape(text)
    lines = TAG.sub(_replace, SPACES.sub(" ", text.replace("\n", " ")))
    return unescape(LINES.sub("\n", lines)).strip()


def _replace(tag: re.Match[str]) -> str:
    """Give what stands for TAG: a new line for a block, and nothing for what is in a line."""
    return "" if (tag["name"] or "").lower() in INLINE else "\n"
