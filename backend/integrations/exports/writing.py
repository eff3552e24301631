"""Writes rows into a file as CSV, NDJSON or Parquet, some at a time, in bounded memory."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb

from backend.access.answers import write_json
from backend.integrations.carrying.exporting import MARK
from backend.integrations.exports.columns import Column, Row, tell_cells, tell_json
from backend.integrations.exports.models import Format

Rows: TypeAlias = Iterator[list[Row]]
Facts: TypeAlias = Mapping[str, Any]
Beat: TypeAlias = Callable[[], None]

BEAT: Final = 5  # seconds between signs of life while DuckDB writes
SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
COPY: Final = """
COPY (FROM read_json(?, format = 'newline_delimited', columns = {{{columns}}},
    maximum_object_size = 67108864))
TO '{place}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{tutti: '{facts}'}})
"""


def write_csv(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    """Write ROWS of COLUMNS at PATH as CSV; tell how many there were."""
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(MARK)
        writer = csv.writer(file)
        writer.writerow([column.name for column in columns])
        for some in rows:
            writer.writerows(tell_cells(columns, row) for row in some)
            number += len(some)
    return number


def write_ndjson(
    path: Path, columns: Sequence[Column], rows: Rows, facts: Facts | None = None
) -> int:
    """Write ROWS of COLUMNS at PATH, an object of JSON on each line; tell how many there were.

    Where FACTS about the export are given, they are the first line.
    """
    number = 0
    with path.open("wb") as file:
        if facts is not None:
            file.write(write_json({"export": facts}) + b"\n")
        for some in rows:
            file.writelines(write_json(tell_json(columns, row)) + b"\n" for row in some)
            number += len(some)
    return number


def write_parquet(
    path: Path, columns: Sequence[Column], rows: Rows, facts: Facts, beat: Beat
) -> int:
    """Write ROWS of COLUMNS at PATH as Parquet, with FACTS as metadata; tell how many there were.

    DuckDB makes it of NDJSON that is written first; BEAT is called meanwhile.
    """
    lines = path.with_name(f"{path.name}.ndjson")
    try:
        number = write_ndjson(lines, columns, rows)
        kinds = ", ".join(f"'{column.name}': '{column.kind}'" for column in columns)
        copy = COPY.format(columns=kinds, place=_quote(str(path)), facts=_quote(json.dumps(facts)))
        with duckdb.connect(config=SETTINGS | {"temp_directory": f"{path}.spill"}) as duck:
            duck.execute("SET enable_progress_bar = false")
            duck.execute("SET TimeZone = 'UTC'")
            _run(duck, copy, lines, beat)
        return number
    finally:
        lines.unlink(missing_ok=True)


def _run(duck: duckdb.DuckDBPyConnection, copy: str, lines: Path, beat: Beat) -> None:
    """Let DUCK run COPY of LINES, and BEAT meanwhile; whatever that raises ends it."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(duck.execute, copy, [str(lines)])
        try:
            while not wait([done], BEAT).done:
                beat()
        except BaseException:
            duck.interrupt()
            raise
        done.result()


def write(  # noqa: PLR0913 -- what is written, how, where, and for whom
    form: str, path: Path, columns: Sequence[Column], rows: Rows, *, facts: Facts, beat: Beat
) -> int:
    """Write ROWS of COLUMNS in FORM at PATH, with FACTS about them; tell how many there were."""
    if form == Format.CSV:
        return write_csv(path, columns, rows)
    if form == Format.NDJSON:
        return write_ndjson(path, columns, rows, facts)
    return write_parquet(path, columns, rows, facts, beat)


def take_checksum(path: Path) -> str:
    """Take the SHA-256 of the file at PATH, which is not read whole."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quote(text: str) -> str:
    return text.replace("'", "''")
