"""Writes the same rows in each form of the generic preference file."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb
from xlsxwriter import Workbook

from tests.backend.integrations.importers.files import ROW, write_csv

Rows: TypeAlias = Sequence[Mapping[str, Any]]


def write_ndjson(path: Path, rows: Rows) -> Path:
    """Write ROWS, one on each line, to the file at PATH."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def write_xlsx(path: Path, rows: Rows) -> Path:
    """Write ROWS, with a value of its own type in each cell, to the workbook at PATH."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with Workbook(path, plain | {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("answers")
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, 1):
            for name, value in row.items():
                sheet.write(number, header.index(name), value)
    return path


def write_parquet(path: Path, rows: Rows, **types: str) -> Path:
    """Write ROWS to the file at PATH, in columns of the TYPES given and else of texts."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    columns = ", ".join(f'"{name}" {types.get(name, "VARCHAR")}' for name in header)
    marks = ", ".join("?" for _ in header)
    with duckdb.connect() as duck:
        duck.execute(f"CREATE TABLE answers ({columns})")
        for row in rows:
            duck.execute(
                f"INSERT INTO answers VALUES ({marks})",  # noqa: S608 -- only question marks
                [row.get(name) for name in header],
            )
        place = str(path).replace("'", "''")
        duck.execute(f"COPY answers TO '{place}' (FORMAT parquet)")
    return path


def write_form(path: Path, form: str, rows: Rows) -> Path:
    """Write ROWS, each over a row in which nothing is wrong, in FORM to a file in PATH."""
    whole = [{**ROW, **row} for row in rows]
    return WRITERS[form](path / f"answers.{form}", whole)


WRITERS: Final[Mapping[str, Callable[[Path, Rows], Path]]] = {
    "csv": lambda path, rows: write_csv(path, *rows),
    "xlsx": write_xlsx,
    "ndjson": write_ndjson,
    "parquet": write_parquet,
}
# Which row of the file its first row of content is.
FIRST: Final[Mapping[str, int]] = {"csv": 2, "xlsx": 2, "ndjson": 1, "parquet": 1}
