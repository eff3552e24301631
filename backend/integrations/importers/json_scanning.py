"""Finds where values of JSON end, in the memory of one of them."""

import re
from dataclasses import dataclass, field
from typing import IO, Final, NoReturn

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import refuse
from backend.integrations.importers.lines import ROW_BYTES
from backend.integrations.importers.streams import BLOCK
from products.figures import write_number

ITEM_BYTES: Final = ROW_BYTES
MOST_DEPTH: Final = 64
SPACE: Final = b" \t\r\n"
# A text in quotes, or what opens and closes lists and objects; a quote alone begins what goes on.
TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}"]', re.DOTALL)
PLAIN: Final = re.compile(rb"[\s,\]}]")  # what ends a number, true, false or null


@dataclass(slots=True)
class Scanner:
    """Finds where values of FILE end; a refusal names NAME and the ROW that was begun."""

    file: IO[bytes]
    name: str
    row: int = 0
    buffer: bytearray = field(default_factory=bytearray)
    place: int = 0

    def refuse(self, message: str) -> NoReturn:
        """Refuse the whole file because of what MESSAGE says.

        :raises FileRefusedError: always.
        """
        refuse(self.name, message, row=self.row)

    def fill(self) -> bool:
        """Read on; tell whether there was more. What lies before the place is forgotten.

        :raises FileRefusedError: when the value at hand is too long.
        """
        del self.buffer[: self.place]
        self.place = 0
        if len(self.buffer) > ITEM_BYTES:
            told = _("this has more than %(most)s bytes; is a quote left open?")
            self.refuse(told % {"most": write_number(ITEM_BYTES)})
        block = self.file.read(max(BLOCK, len(self.buffer)))
        self.buffer += block
        return bool(block)

    def peek(self) -> bytes:
        """Give the next byte that is no space; none at the end."""
        while True:
            while self.place < len(self.buffer):
                byte = bytes(self.buffer[self.place : self.place + 1])
                if byte not in SPACE:
                    return byte
                self.place += 1
            if not self.fill():
                return b""

    def take(self, *expected: bytes) -> bytes:
        """Take the next byte that is no space, one of those EXPECTED.

        :raises FileRefusedError: when it is another.
        """
        byte = self.peek()
        if byte not in expected:
            wanted = _(" or ").join(mark.decode() for mark in expected)
            told = _("this is no JSON: %(wanted)s was expected, not the end of the file.")
            if byte:
                told = _("this is no JSON: %(wanted)s was expected, not %(found)s.")
            self.refuse(told % {"wanted": wanted, "found": ascii(byte.decode(errors="replace"))})
        self.place += 1
        return byte

    def take_value(self) -> bytes:
        """Take the next value as it is written.

        :raises FileRefusedError: when it has no end, or is too long or too deep.
        """
        length = self._measure_plain() if self.peek() not in {b'"', b"[", b"{"} else self._measure()
        value = bytes(self.buffer[self.place : self.place + length])
        self.place += length
        return value

    def _measure(self) -> int:
        """Tell how long the text, list or object at the place is."""
        depth, at = 0, self.place
        while True:
            token = TOKEN.search(self.buffer, at)
            mark = token[0] if token else b'"'
            if token is None or mark == b'"':  # it goes on beyond what was read
                done = (token.start() if token else len(self.buffer)) - self.place
                if not self.fill():
                    self.refuse(_("this is no JSON: the file ends within a value."))
                at = done
                continue
            at = token.end()
            depth += (mark in b"[{") - (mark in b"]}")
            if depth > MOST_DEPTH:
                told = _("this has more than %(most)s lists and objects in each other.")
                self.refuse(told % {"most": write_number(MOST_DEPTH)})
            if depth == 0:
                return at - self.place

    def _measure_plain(self) -> int:
        """Tell how long the number, truth or null at the place is."""
        while not (end := PLAIN.search(self.buffer, self.place)):
            if not self.fill():
                return len(self.buffer)
        return end.start() - self.place
