"""Reads files that may have been made to harm, in bounded memory: counted, and told of in words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import IO, Any, Final
from zipfile import BadZipFile
from zlib import error as PackingError  # noqa: N812 -- it is an error's class

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import refuse
from backend.integrations.importers.lines import ADVANCE_BYTES
from products.figures import write_number

BLOCK: Final = 65_536  # bytes read at once
MOST_BYTES: Final = 8_000_000_000  # of one file, unpacked: beyond what any such tool exports
# Exports pack to a twentieth at best. What packs far better, and is long, was made to fill disks.
HARMLESS_BYTES: Final = 50_000_000
MOST_PACKING: Final = 200  # times


class CountedFile(RawIOBase):
    """Counts what is read of FILE, whose packed size is PACKED bytes, 0 where it is not packed."""

    def __init__(
        self, file: IO[bytes], name: str, packed: int, advance: Callable[[int], object]
    ) -> None:
        """Read FILE, called NAME in messages, and tell ADVANCE how far that has come."""
        self.file, self.name, self.packed, self.advance = file, name, packed, advance
        self.count = self.unseen = 0

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 -- Python 3.11 has no name for it
        """Fill BUFFER with the next bytes; give their number.

        :raises FileRefusedError: when there are more than there may be, or the file is broken.
        """
        view = memoryview(buffer)
        with catch_packing(self.name):
            block = self.file.read(len(view))
        view[: len(block)] = block
        self._count(len(block))
        return len(block)

    def _count(self, number: int) -> None:
        self.count += number
        self.unseen += number
        if self.unseen >= ADVANCE_BYTES or not number:
            self.advance(self.unseen)
            self.unseen = 0
        if self.count > MOST_BYTES:
            told = _("this has more than %(most)s bytes once it is unpacked.")
            refuse(self.name, told % {"most": write_number(MOST_BYTES)})
        if self.packed and self.count > max(HARMLESS_BYTES, self.packed * MOST_PACKING):
            told = _("this unpacks to far more than such a file holds; it may be a zip bomb.")
            refuse(self.name, told)

    def close(self) -> None:
        """Close the file underneath as well."""
        self.file.close()
        super().close()


def open_counted(
    file: IO[bytes],
    name: str,
    *,
    packed: int = 0,
    advance: Callable[[int], object] = lambda number: number,
) -> BufferedReader:
    """Read FILE, called NAME in messages, counted against its PACKED size and the most there is."""
    return BufferedReader(CountedFile(file, name, packed, advance), BLOCK)


@contextmanager
def catch_packing(name: str) -> Iterator[None]:
    """Tell of NAME in words when its packing turns out broken within.

    :raises FileRefusedError: when it does.
    """
    try:
        yield
    # zipfile raises the last two for a packing that it does not know, and for want of a password.
    except (BadZipFile, PackingError, EOFError, NotImplementedError, RuntimeError) as error:
        refuse(name, _("this is broken, or locked by a password: %(reason)s.") % {"reason": error})
    except OSError as error:
        reason = error.strerror or error
        refuse(name, _("this cannot be read: %(reason)s.") % {"reason": reason})
