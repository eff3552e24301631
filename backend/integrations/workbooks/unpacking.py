"""Copies what is needed of a workbook into one that is safe to read: of bounded size throughout.

A workbook is a zip of XML. A small one can hold a large one many times over: packed well, by one
cell at the far corner of a sheet, or by one long text that every cell points at. So each part is
unpacked here, counted as it comes and written again as it is; the sheets are looked through for
how far they reach. Only then does a library read it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as PackingError  # noqa: N812 -- it is an error's class

from django.utils.translation import gettext as _

from backend.integrations.workbooks.faults import TableRefusedError
from products.figures import write_number

BLOCK: Final = 1_000_000  # bytes unpacked at once
MOST_PARTS: Final = 1_000
MOST_UNPACKED: Final = 200_000_000  # bytes of all parts
MOST_CELLS: Final = 3_000_000  # of the smallest rectangle around all cells of a sheet
MOST_COLUMNS: Final = 200
MOST_TEXT: Final = 300_000_000  # bytes of all shared texts, as often as a cell points at them
# In small letters, as some write them otherwise.
PART: Final = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(?:workbook|styles|sharedstrings)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml"
)
BOOK: Final = "xl/workbook.xml"
TEXTS: Final = "xl/sharedstrings.xml"
# Beginnings of rows and cells, where these are, and what they hold.
TOKEN: Final = re.compile(
    rb"<(?:\w+:)?(?P<tag>row|c)(?=[\s/>])|\sr\s*=\s*[\"']\$?(?P<column>[A-Za-z]*)\$?(?P<row>[0-9]*)"
    rb"|<(?:\w+:)?v(?:\s[^>]*)?>\s*(?P<value>[0-9]+)"
)
# A formula that failed: the library would read nothing, so that its error is made a text.
FAILED: Final = re.compile(rb"(<(?:\w+:)?c(?=\s)[^<>]*?\st\s*=\s*)([\"'])e\2")
# One that nothing has come of yet, as programs write it: the library would read nothing here too.
BARE: Final = re.compile(
    rb"<((?:\w+:)?)c((?=[\s>])(?:(?!\st\s*=)[^<>])*)>"
    rb"<\1f(?:\s[^<>]*)?(?:/>|>[^<]*</\1f>)(?:<\1v\s*/>|<\1v>\s*</\1v>)?</\1c>"
)
CELL: Final = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
LATEST: Final = 40_000  # bytes at the end of a block, among which a cell begins
UNCALCULATED: Final = b"#UNCALCULATED!"
ITEM: Final = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")


@dataclass(slots=True)
class Reach:
    """How far the cells of a sheet reach, and how much TEXT they point at, of LENGTHS in bytes."""

    lengths: list[int]
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    text: int = 0

    def follow(self, block: bytes) -> None:
        """Go through BLOCK, which begins and ends between tags.

        :raises TableRefusedError: when a bound is passed.
        """
        for token in TOKEN.finditer(block):
            if token["tag"] == b"row":
                self.row, self.column = self.row + 1, 0
            elif token["tag"]:
                self.column += 1
            elif token["value"]:
                self._point(token["value"])
            else:
                self._place(token["column"], token["row"])
            self._check()

    def _point(self, value: bytes) -> None:
        place = int(value[:10])
        self.text += self.lengths[place] if place < len(self.lengths) else 0

    def _place(self, column: bytes, row: bytes) -> None:
        self.row = int(row[:10] or 0) or self.row
        if column:
            self.column = 0
            for letter in column[:10].upper():
                self.column = self.column * 26 + letter - 64

    def _check(self) -> None:
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if self.last_column > MOST_COLUMNS:
            told = _("A sheet has more than %(most)s columns: delete what stands far to the right.")
            raise TableRefusedError(told % {"most": write_number(MOST_COLUMNS)})
        if self.last_row * self.last_column > MOST_CELLS or self.text > MOST_TEXT:
            raise TableRefusedError(_("A sheet has too many cells: use CSV, or several files."))


@dataclass(slots=True)
class Unpacking:
    """Copies the parts of SOURCE into TARGET; LENGTHS are those of the shared texts."""

    source: ZipFile
    target: ZipFile
    unpacked: int = 0
    lengths: list[int] = field(default_factory=list)

    def copy(self, part: ZipInfo) -> None:
        """Copy PART, and look through it.

        Any part may be named as a sheet or as the shared texts: only that which is called so may
        hold texts, and any other is looked through as a sheet.

        :raises TableRefusedError: when it is larger than it may be, or holds what is not its own.
        """
        info = ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
        is_texts, reach = part.filename.lower() == TEXTS, Reach(self.lengths)
        with self.source.open(part) as packed, self.target.open(info, "w") as copy:
            for block in self._read(packed):
                if (TOKEN if is_texts else ITEM).search(block):
                    raise TableRefusedError(_("This workbook is broken."))
                if is_texts:
                    self._measure(block)
                else:
                    reach.follow(block)
                copy.write(block if is_texts else _show_failures(block))

    def _read(self, packed: object) -> Iterator[bytes]:
        """Yield PACKED in blocks that end where a cell begins, or else a tag.

        :raises TableRefusedError: when it is too large, or no XML.
        """
        file: BinaryIO = packed  # type: ignore[assignment]  # -- zipfile's own class
        rest = b""
        while block := file.read(BLOCK):
            self.unpacked += len(block)
            if self.unpacked > MOST_UNPACKED or len(rest) > BLOCK:
                raise TableRefusedError(_("This workbook is too large once it is unpacked."))
            if b"\0" in block:
                raise TableRefusedError(_("This workbook is broken."))
            rest += block
            cells = [cell.start() for cell in CELL.finditer(rest, max(0, len(rest) - LATEST))]
            end = cells[-1] if cells else max(rest.rfind(b"<"), 0)
            yield rest[:end]
            rest = rest[end:]
        yield rest

    def _measure(self, block: bytes) -> None:
        """Note how long the shared texts in BLOCK are."""
        first, *items = ITEM.split(block)
        if self.lengths:
            self.lengths[-1] += len(first)
        self.lengths += [len(item) for item in items]


def unpack(path: Path, target: Path) -> None:
    """Copy what is needed of the workbook at PATH to TARGET.

    :raises TableRefusedError: when it is none, broken, or larger than it may be.
    """
    try:
        with ZipFile(path) as source, ZipFile(target, "w", ZIP_STORED) as copy:
            unpacking = Unpacking(source, copy)
            for part in _list_parts(source):
                unpacking.copy(part)
    # zipfile raises the last two for a packing that it does not know, and for want of a password.
    except (BadZipFile, PackingError, EOFError, NotImplementedError, RuntimeError) as error:
        raise TableRefusedError(_("This workbook is broken, or locked by a password.")) from error


def _show_failures(block: bytes) -> bytes:
    """Give BLOCK with a text in each cell whose formula failed, or has come to nothing yet."""
    block = FAILED.sub(rb"\1\2str\2", block)
    return BARE.sub(rb'<\1c\2 t="str"><\1v>' + UNCALCULATED + rb"</\1v></\1c>", block)


def _list_parts(source: ZipFile) -> list[ZipInfo]:
    """List the parts of SOURCE that are needed, the shared texts first.

    :raises TableRefusedError: when it is no workbook.
    """
    parts = source.infolist()
    needed = [part for part in parts if PART.fullmatch(part.filename.lower())]
    names = {part.filename.lower() for part in needed}
    if BOOK not in names:
        raise TableRefusedError(_("This is no workbook: save it as XLSX or CSV."))
    odd = [part for part in needed if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}]
    if len(parts) > MOST_PARTS or len(names) < len(needed) or odd:
        raise TableRefusedError(_("This workbook is broken, or locked by a password."))
    return sorted(needed, key=lambda part: (part.filename.lower() != TEXTS, part.filename))
