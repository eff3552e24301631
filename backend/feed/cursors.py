"""A reader's place in the feed: which epoch it belongs to, and the last line that was read."""

import re
from dataclasses import dataclass
from typing import Final, Self

FORM: Final = re.compile(r"(?P<epoch>[0-9a-f]{12})-(?P<seq>0|[1-9][0-9]{0,17})", re.ASCII)
LONGEST: Final = 40  # letters of what is quoted of a text that is none
HINT: Final = (
    "Read everything anew, and go on from the cursor that the feed gives for after=end before that."
)


class CursorError(ValueError):
    """Says that a text is no cursor."""


class StaleCursorError(Exception):
    """Says that what follows a cursor can no longer be told, so that the reader has to resync."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place behind the line SEQ of EPOCH; 0 is before all lines."""

    epoch: str
    seq: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read TEXT as a cursor.

        :raises CursorError: when it is none.
        """
        found = FORM.fullmatch(text)
        if found is None:
            raise CursorError(f"{text[:LONGEST]!r} is no cursor of the feed.")
        return cls(found["epoch"], int(found["seq"]))

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq}"
