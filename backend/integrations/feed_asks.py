"""What can be asked of the feed over HTTP, and how it is written in an address."""

from dataclasses import dataclass, replace
from typing import Final, Self

from django.http import QueryDict
from django.utils.http import urlencode

from backend.feed.cursors import Cursor
from backend.feed.models import Noun

END: Final = "end"  # stands for the cursor at the end of the feed
PARAMETERS: Final = ("after", "nouns", "product", "limit", "wait")
LIMIT: Final = 100  # lines of an answer, unless it is said
LONGEST: Final = 1_000
PATIENCE: Final = 60  # seconds that anyone may wait


class AskError(ValueError):
    """Says which parameter of an address was not understood, and what it may be."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of the feed: what follows AFTER, or where it ends."""

    after: Cursor | None = None
    is_end: bool = False
    nouns: tuple[str, ...] = ()
    product: str | None = None
    limit: int = LIMIT
    wait: int = 0

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """Read the parameters that were GIVEN.

        :raises AskError: when one is unknown, given twice, or not understood.
        :raises CursorError: when what is to be followed is no cursor.
        """
        for name in given:
            if name not in PARAMETERS or len(given.getlist(name)) > 1:
                told = f"{name!r} is unknown, or given twice; there are {', '.join(PARAMETERS)}."
                raise AskError(told)
        after = given.get("after")
        return cls(
            after=None if after is None or after == END else Cursor.parse(after),
            is_end=after == END,
            nouns=_read_nouns(given.get("nouns", "")),
            product=given.get("product"),
            limit=_read_number(given, "limit", LIMIT, least=1, most=LONGEST),
            wait=_read_number(given, "wait", 0, least=0, most=PATIENCE),
        )

    def go_on(self, cursor: Cursor) -> Self:
        """Ask the same of what follows CURSOR."""
        return replace(self, after=cursor, is_end=False)

    def write(self) -> str:
        """Write the parameters that ask for this."""
        told = {"after": str(self.after or END), "nouns": ",".join(self.nouns)}
        told |= {"product": self.product or "", "limit": str(self.limit)}
        told["wait"] = str(self.wait or "")
        return urlencode({name: value for name, value in told.items() if value})


def _read_nouns(text: str) -> tuple[str, ...]:
    nouns = tuple(word.strip().upper() for word in text.split(",") if word.strip())
    unknown = [noun for noun in nouns if noun not in Noun.values]
    if unknown:
        raise AskError(f"nouns has {unknown[0][:40]!r}; there are {', '.join(Noun.values)}.")
    return nouns


def _read_number(given: QueryDict, name: str, usual: int, *, least: int, most: int) -> int:
    text = given.get(name) or str(usual)
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not plain or not least <= int(text) <= most:
        raise AskError(f"{name} is {text[:40]!r}; it takes a number from {least} to {most}.")
    return int(text)
