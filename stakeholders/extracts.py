"""Takes out of the database, as Parquet, what a census reads, for engines that count elsewhere."""

import csv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import duckdb
from django.db import connection

from stakeholders.recounting import bind

AT_ONCE: Final = 50_000  # rows in memory at a time
READ: Final = """
COPY (FROM read_csv(?, auto_detect = false, delim = ',', quote = '"', escape = '"', header = false,
    nullstr = '', columns = {{{}}})) TO '{}' (FORMAT parquet)
"""
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "preference": {
        "stakeholder_id": "BIGINT",
        "feature_id": "BIGINT",
        "stance": "SMALLINT",
        "importance": "SMALLINT",
    },
    "stakeholder": {
        "id": "BIGINT",
        "team_id": "BIGINT",
        "account_id": "BIGINT",
        "weight": "DECIMAL(15, 3)",
        "deactivated_at": "VARCHAR",
    },
    "account": {"id": "BIGINT", "segment_id": "BIGINT", "annual_value": "DECIMAL(15, 3)"},
    "feature": {"id": "BIGINT", "merged_into_id": "BIGINT"},
    "reference": {"kind": "VARCHAR", "w_ref": "DECIMAL(15, 3)"},
}


def extract(directory: Path, features: Collection[int]) -> None:
    """Write what a census of FEATURES reads into DIRECTORY, a Parquet file for each relation.

    Files of an earlier extract are replaced. The reference weights have been settled.
    """
    directory.mkdir(parents=True, exist_ok=True)
    rows = directory / "rows.csv"
    try:
        with duckdb.connect() as duck:
            duck.execute("SET enable_progress_bar = false")
            for name, query in bind(features).items():
                _write_rows(rows, query)
                columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS[name].items())
                place = str(locate(directory, name)).replace("'", "''")
                duck.execute(READ.format(columns, place), [str(rows)])
    finally:  # what people weigh stays nowhere, whatever happens
        rows.unlink(missing_ok=True)


def locate(directory: Path, relation: str) -> Path:
    """Give the place of the file of RELATION in the extract in DIRECTORY."""
    return directory.absolute() / f"{relation}.parquet"


def _write_rows(path: Path, query: str) -> None:
    """Write what QUERY gives to the file at PATH, value by value as the database spells it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                path.open("wb") as file,
                cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy,
            ):
                file.writelines(copy)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            cursor.execute(query)
            while chunk := cursor.fetchmany(AT_ONCE):
                csv.writer(file).writerows(chunk)
