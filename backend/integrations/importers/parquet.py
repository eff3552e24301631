"""Reads a Parquet file as rows of texts, some rows at a time, in bounded memory."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

import duckdb
from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers.faults import Fault, Faults, refuse
from backend.integrations.importers.tables import (
    Row,
    Stamp,
    check_file,
    check_names,
    check_stamp,
    read_stamp,
)
from backend.integrations.importers.typed import write_number, write_text
from backend.integrations.importers.values import ValueRefusedError
from products import figures

AT_ONCE: Final = 64  # rows in memory as objects
MOST_ROWS: Final = 50_000_000  # a small file may promise far more, all alike
# As a small file may hold a long text in each of many cells: of one that is a key or name, or not.
NAME_BYTES: Final = 4_000
TEXT_BYTES: Final = 80_000
SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,  # so that rows come in their order, and few of them at once
    "memory_limit": "400MB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
QUIET: Final = "SET enable_progress_bar = false"
COUNT: Final = "SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata(?)"
SOURCE: Final = "FROM read_parquet(?, hive_partitioning = false)"
KIND: Final = re.compile(r"([A-Z_ ]+|\"NULL\")(?:\([^()]*\))?")
# How each type is read so that nothing of it is lost: as a text, as a moment in UTC, as a number in
# the shortest way of writing it, or as it is.
TEXT: Final = "CAST({0} AS VARCHAR)"
MOMENT: Final = "CAST(make_timestamp(epoch_us({0})) AS VARCHAR)"
READ: Final[Mapping[str, str]] = {
    **dict.fromkeys(("VARCHAR", "ENUM", "UUID"), TEXT),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "{0}"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "{0}"),
    **dict.fromkeys(("DECIMAL", "DOUBLE", '"NULL"'), "{0}"),
    "FLOAT": TEXT,
    **dict.fromkeys(("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"), TEXT),
    **dict.fromkeys(("TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"), MOMENT),
}
LONG: Final = frozenset({"VARCHAR", "ENUM"})
DATED: Final = frozenset(kind for kind in READ if kind.startswith(("DATE", "TIMESTAMP")))


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """The Parquet file at PATH with its COLUMNS, each of one of KINDS; its first row is row 1.

    TEXTS are the columns that may be long. LINK leads to it under a name in which no sign stands
    for several files.
    """

    path: Path
    link: Path
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    texts: Collection[str]
    rows: int
    stamp: Stamp
    header: ClassVar[int] = 0
    notes: ClassVar[tuple[str, ...]] = ()

    def read(self, progress: Progress, faults: Faults, *, purpose: str) -> Iterator[Row]:
        """Yield number and cells of each row that is not empty, as any table does."""
        task = progress.add_task(f"{purpose} {self.path.name}", total=max(1, self.rows))
        for number, values in self._read_values():
            progress.advance(task)
            cells: dict[str, str] = {}
            problems = []
            for name, kind, value in zip(self.columns, self.kinds, values, strict=True):
                try:
                    cells[name] = _write(value, kind, most=self._limit(name))
                except ValueRefusedError as error:
                    problems.append((name, str(error)))
            for column, message in problems:
                faults.add(Fault(str(self.path), number, column, message))
            if problems or any(cells.values()):
                yield number, {} if problems else cells
        check_stamp(self.path, self.stamp)

    def _read_values(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield number and values of each row; True stands for a text that is too long.

        :raises FileRefusedError: when the file cannot be read beyond a row.
        """
        number = 0
        kinds = zip(self.columns, self.kinds, strict=True)
        parts = [_select(name, kind, most=self._limit(name)) for name, kind in kinds]
        chosen = ", ".join([value for value, _long in parts] + [long for _value, long in parts])
        try:
            with duckdb.connect(config=SETTINGS) as duck:
                duck.execute(QUIET)
                duck.execute(f"SELECT {chosen} {SOURCE}", [str(self.link)])
                for number, row in enumerate(_fetch(duck), 1):
                    pairs = zip(row[: len(row) // 2], row[len(row) // 2 :], strict=True)
                    yield number, [True if is_long else value for value, is_long in pairs]
        except (duckdb.Error, MemoryError) as error:
            told = _("this cannot be read any further: %(reason)s")
            reason = _brief(error, self.path, self.link)
            refuse(self.path, told % {"reason": reason}, row=number + 1)

    def _limit(self, name: str) -> int:
        """Tell how many bytes a cell of the column NAME may have."""
        return TEXT_BYTES if name in self.texts else NAME_BYTES


def open_parquet(
    path: Path, folder: Path, *, moments: Collection[str] = (), texts: Collection[str] = ()
) -> ParquetTable:
    """Open the Parquet file at PATH, of which the columns MOMENTS may hold dates.

    TEXTS may be long; a link to the file stays in FOLDER.

    :raises FileRefusedError: when there is no such file, or columns hold what is no text.
    """
    check_file(path)
    stamp, link = read_stamp(path), folder / "file.parquet"
    link.symlink_to(path.absolute())
    try:
        with duckdb.connect(config=SETTINGS) as duck:
            found = duck.execute(f"DESCRIBE {SOURCE}", [str(link)]).fetchall()
            [(rows,)] = duck.execute(COUNT, [str(link)]).fetchall()
    except (duckdb.Error, MemoryError) as error:
        told = _("this is no Parquet file, or a broken one: %(reason)s")
        refuse(path, told % {"reason": _brief(error, path, link)})
    if rows > MOST_ROWS:
        told = _("this has %(number)s rows; %(most)s are allowed: use several files.")
        refuse(
            path,
            told % {"number": figures.write_number(rows), "most": figures.write_number(MOST_ROWS)},
        )
    columns = tuple(name for name, *_rest in found)
    check_names(path, columns, row=0)
    kinds = []
    for name, kind, *_rest in found:
        base = KIND.fullmatch(kind)
        if base is None or base[1] not in READ or (base[1] in DATED and name not in moments):
            told = _(
                "this column holds %(kind)s; write texts or numbers, and moments in %(columns)s."
            )
            refuse(path, told % {"kind": kind, "columns": ", ".join(moments)}, column=name)
        kinds.append(base[1])
    return ParquetTable(path, link, columns, tuple(kinds), texts, int(rows), stamp)


def _fetch(duck: duckdb.DuckDBPyConnection) -> Iterator[Sequence[object]]:
    """Yield the rows that DUCK was asked for, few of them in memory at once."""
    while rows := duck.fetchmany(AT_ONCE):
        yield from rows


def _select(name: str, kind: str, *, most: int) -> tuple[str, str]:
    """Give SQL for a value of KIND in the column NAME, and for whether it has over MOST bytes."""
    column = '"{}"'.format(name.replace('"', '""'))
    value = READ[kind].format(column)
    if kind not in LONG:
        return value, "false"
    length = f"strlen({value})"
    return f"CASE WHEN {length} <= {most} THEN {value} END", f"{length} > {most}"


def _write(value: object, kind: str, *, most: int) -> str:
    """Write VALUE, which is of KIND and may have MOST bytes, as `typed` does.

    :raises ValueRefusedError: when it cannot be a text.
    """
    if value is True:
        told = _("this has more than %(most)s bytes.")
        raise ValueRefusedError(told % {"most": figures.write_number(most)})
    if kind == "FLOAT" and isinstance(value, str):
        return write_number(value)
    return write_text(value)


def _brief(error: Exception, path: Path, link: Path) -> str:
    """Say in one line what ERROR says, of the file at PATH and not of the LINK to it."""
    line = str(error).partition("\n")[0] or type(error).__name__
    return line.replace(str(link), path.name).rstrip(".") + "."
