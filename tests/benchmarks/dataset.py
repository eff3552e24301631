"""Makes a large set of preferences: the same on every machine, and a smaller one begins a larger.

`python -m tests.benchmarks.dataset [--preferences N] [--parquet DIRECTORY] [ADDRESS]` writes it as
Parquet, or into the migrated database at ADDRESS, `postgres://` or `sqlite:///`.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb
import numpy as np
import psycopg
from numpy.typing import NDArray

from tests.benchmarks.unwatched import unwatched

ROOT: Final = Path(__file__).resolve().parents[2]
MOST: Final = 5_000_000
PRODUCTS, FEATURES, PEOPLE, ACCOUNTS = 3, 2_000, 100_000, 3_000
TEAMS, SEGMENTS = 24, 18
INSIDE: Final = 60_000  # of the people; the others speak through accounts
# Shares fall with 1 / (rank + flatness), as Zipf and Mandelbrot have it: the most spoken of feature
# has 1 % of the preferences, the busiest person has stated several hundred.
FEATURE_FLATNESS, PERSON_FLATNESS, GROUP_FLATNESS = 20, 2_000, 3
BATCH: Final = 1_000_000  # pairs drawn at once; where it changed, so would every set
AT_ONCE: Final = 50_000  # rows handed to SQLite

Numbers: TypeAlias = NDArray[Any]
Relations: TypeAlias = dict[str, dict[str, Numbers]]

# What each column of a stored table is, as text that both databases read, beside those of SHARED.
SHARED: Final = {
    "id": "id",
    "public_id": "md5('{table}' || id)",
    "created_at": "TIMESTAMP '2026-01-01'",
    "updated_at": "TIMESTAMP '2026-01-01'",
}
SOURCED: Final = {"source": "'benchmark'", "external_id": "CAST(id AS VARCHAR)"}
TABLES: Final[Mapping[str, tuple[str, dict[str, str]]]] = {
    "products_product": (
        "product",
        SOURCED
        | {"key": "'product-' || id", "name": "'Product ' || id", "vision": "''"}
        | {"north_star_metric": "''", "currency": "'EUR'", "exposure": "'ASKED'"},
    ),
    "products_feature": (
        "feature",
        SOURCED
        | {"key": "'feature-' || id", "name": "'Feature ' || id", "summary": "''", "problem": "''"}
        | {"stage": "'DISCOVERY'", "effort": "1 + id % 20", "tags": "'[]'"}
        | {"exposure_unknown": "0", "merged_into_id": "merged_into_id", "product_id": "product_id"},
    ),
    "stakeholders_group": (
        "party",
        SOURCED | {"kind": "kind", "key": "'group-' || id", "name": "'Group ' || id"},
    ),
    "stakeholders_account": (
        "account",
        SOURCED
        | {"key": "'account-' || id", "name": "'Account ' || id", "domain": "''"}
        | {"annual_value": "annual_value", "currency": "'EUR'", "segment_id": "segment_id"},
    ),
    "stakeholders_stakeholder": (
        "stakeholder",
        SOURCED
        | {"name": "'Person ' || id", "email": "'p' || id || '@people.example'", "title": "''"}
        | {"weight": "weight", "account_id": "account_id", "team_id": "team_id"},
    ),
    "stakeholders_preference": (
        "preference",
        {"stance": "stance", "importance": "importance", "source": "'survey'"}
        | {"willingness_to_pay": "CASE WHEN id % 5 = 0 THEN id * 7 % 100 END"}
        | {"reason": "CASE WHEN id % 4 = 0 THEN 'It would spare us an hour a week.' ELSE '' END"}
        | {"stated_at": "TIMESTAMP '2024-01-01' + to_seconds(id * 7919 % 63072000)"}
        | {"entered_by": "''", "heard_in": "''"}
        | {"stakeholder_id": "stakeholder_id", "feature_id": "feature_id"},
    ),
}


def make_rows(preferences: int, seed: int = 1) -> Relations:
    """Give the relations of a set with so many PREFERENCES, column by column; 0 for no key.

    Weights and annual values are in thousandths. The first so many preferences of a larger set
    are the smaller one; people, accounts, groups and features are the same in all.
    """
    if not 0 < preferences <= MOST:
        raise ValueError(f"{preferences} preferences: from 1 to {MOST} can be made")
    chance = np.random.default_rng(seed)
    relations = _make_parties(chance)
    people = relations["stakeholder"]
    accounts = np.append(0, relations["account"]["segment_id"])
    group = np.where(people["team_id"] > 0, people["team_id"], accounts[people["account_id"]])
    liking = chance.normal(0.5, 0.7, (FEATURES, 1))
    liking = liking + chance.normal(0, 0.5, (FEATURES, TEAMS + SEGMENTS))
    pairs, moods, needs = chance.spawn(3)
    person, feature = np.divmod(_draw_pairs(preferences, pairs), FEATURES)
    mood = liking[feature, group[person] - 1] + moods.standard_normal(preferences)
    relations["preference"] = {
        "id": np.arange(1, preferences + 1),
        "stakeholder_id": person + 1,
        "feature_id": feature + 1,
        "stance": np.clip(np.rint(mood), -2, 2).astype(np.int16),
        "importance": needs.choice(np.array([1, 2, 4], np.int16), preferences, p=[0.25, 0.55, 0.2]),
    }
    return relations


def _make_parties(chance: np.random.Generator) -> Relations:
    """Make everything but the preferences."""
    inside = np.arange(PEOPLE) < INSIDE
    seats = chance.lognormal(0, 1, ACCOUNTS)
    weights = chance.choice(np.array([1_000, 2_000, 3_500]), PEOPLE, p=[0.9, 0.08, 0.02])
    features = np.arange(1, FEATURES + 1)
    groups = np.arange(1, TEAMS + SEGMENTS + 1)
    teams = 1 + _draw(PEOPLE, _fall(TEAMS, GROUP_FLATNESS), chance)
    segments = 1 + TEAMS + _draw(ACCOUNTS, _fall(SEGMENTS, GROUP_FLATNESS), chance)
    return {
        "product": {"id": np.arange(1, PRODUCTS + 1)},
        "feature": {
            "id": features,
            "product_id": 1 + features % PRODUCTS,
            "merged_into_id": 0 * features,
        },
        "party": {"id": groups, "kind": np.where(groups <= TEAMS, "TEAM", "SEGMENT").astype("O")},
        "account": {
            "id": np.arange(1, ACCOUNTS + 1),
            "segment_id": segments,
            "annual_value": 10 * np.rint(100 * chance.lognormal(9.2, 1.2, ACCOUNTS)).astype("i8"),
        },
        "stakeholder": {
            "id": np.arange(1, PEOPLE + 1),
            "team_id": np.where(inside, teams, 0),
            "account_id": np.where(inside, 0, 1 + _draw(PEOPLE, seats, chance)),
            "weight": np.where(inside, weights, 1_000),
        },
    }


def _fall(size: int, flatness: int) -> NDArray[np.float64]:
    """Give what each of SIZE ranks has, falling as Zipf and Mandelbrot have it."""
    shares: NDArray[np.float64] = 1 / (np.arange(1, size + 1) + flatness)
    return shares


def _draw(size: int, shares: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.int64]:
    """Draw SIZE places, each as often as its part in SHARES says."""
    bounds = np.cumsum(shares)
    places: NDArray[np.int64] = np.searchsorted(bounds, chance.random(size) * bounds[-1], "right")
    return places


def _draw_pairs(size: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """Draw SIZE pairs of person and feature, no pair twice; a shorter list begins a longer one."""
    people, features = chance.permutation(PEOPLE), chance.permutation(FEATURES)
    found = np.empty(0, np.int64)
    while len(found) < size:
        person = people[_draw(BATCH, _fall(PEOPLE, PERSON_FLATNESS), chance)]
        feature = features[_draw(BATCH, _fall(FEATURES, FEATURE_FLATNESS), chance)]
        found = np.append(found, person * FEATURES + feature)
        found = found[np.sort(np.unique(found, return_index=True)[1])]
    return found[:size]


def open_rows(preferences: int) -> duckdb.DuckDBPyConnection:
    """Give a DuckDB that holds the set as tables, with weights in units and no key for 0."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    for name, columns in make_rows(preferences).items():
        connection.register("columns", columns)
        shown = ", ".join(_show(column) for column in columns)
        connection.execute(f"CREATE TABLE {name} AS SELECT {shown} FROM columns")  # noqa: S608 -- constants
        connection.unregister("columns")
    connection.execute("ALTER TABLE stakeholder ADD COLUMN deactivated_at TIMESTAMPTZ")
    return connection


def _show(column: str) -> str:
    """Give the SQL for COLUMN as the database stores it."""
    if column in {"team_id", "account_id", "merged_into_id"}:
        return f"NULLIF({column}, 0) AS {column}"
    if column in {"weight", "annual_value"}:
        return f"CAST({column} / 1000 AS DECIMAL(15, 3)) AS {column}"
    return column


def write_parquet(directory: Path, preferences: int) -> None:
    """Write a set with so many PREFERENCES as Parquet into DIRECTORY, a file for each relation."""
    with open_rows(preferences) as rows:
        for (name,) in rows.sql("SELECT table_name FROM duckdb_tables()").fetchall():
            rows.execute(f"COPY {name} TO '{directory / name}.parquet'")


def load(address: str, preferences: int) -> None:
    """Load a set with so many PREFERENCES into the empty, migrated database at ADDRESS; count it.

    Cells and scores are those of `manage.py recount`. The rows get no history: it is not what
    reading is measured by.
    """
    put = _put_into_sqlite if address.startswith("sqlite:") else _put_into_postgresql
    with open_rows(preferences) as rows:
        put(address, rows)
    environment = os.environ | {"DATABASE_URL": address, "SECRET_KEY": "benchmark-" * 6}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "recount"], env=environment, check=True
    )


def _select(table: str) -> tuple[str, str]:
    """Give the columns of TABLE between commas, and the query for its rows as text."""
    relation, own = TABLES[table]
    columns = {name: value.format(table=table) for name, value in SHARED.items()} | own
    values = ", ".join(f"CAST({value} AS VARCHAR) AS {name}" for name, value in columns.items())
    return ", ".join(columns), f"SELECT {values} FROM {relation}"  # noqa: S608 -- constants


def _put_into_postgresql(address: str, rows: duckdb.DuckDBPyConnection) -> None:
    """Copy ROWS into the PostgreSQL database at ADDRESS; the keys are known to fit."""
    with psycopg.connect(address) as connection, tempfile.TemporaryDirectory() as scratch:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET timezone = 'UTC'")
        file = Path(scratch, "rows.csv")
        for table in TABLES:
            columns, query = _select(table)
            rows.execute(f"COPY ({query}) TO '{file}' (HEADER FALSE, NULLSTR '\\N')")
            sql = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')"
            _copy(connection, sql, file)
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            connection.execute(f"SELECT setval({sequence}, max(id)) FROM {table}")  # noqa: S608 -- constants
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection, sql: str, file: Path) -> None:
    """Give FILE to the COPY that SQL says, piece by piece."""
    with file.open("rb") as text, connection.cursor().copy(sql) as copy:
        while block := text.read(1 << 20):
            copy.write(block)


def _put_into_sqlite(address: str, rows: duckdb.DuckDBPyConnection) -> None:
    """Insert ROWS into the SQLite database at ADDRESS."""
    connection = sqlite3.connect(address.removeprefix("sqlite:///"))
    with unwatched(connection):
        for table in TABLES:
            columns, query = _select(table)
            marks = ", ".join("?" * len(columns.split(", ")))
            found = rows.execute(query)
            while chunk := found.fetchmany(AT_ONCE):
                connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", chunk)  # noqa: S608 -- constants
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def main() -> None:
    """Make the set as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", help="an empty database, migrated")
    parser.add_argument("--preferences", type=int, default=MOST)
    parser.add_argument("--parquet", type=Path, metavar="DIRECTORY")
    options = parser.parse_args()
    if options.parquet:
        options.parquet.mkdir(parents=True, exist_ok=True)
        write_parquet(options.parquet, options.preferences)
    if options.address:
        load(options.address, options.preferences)


if __name__ == "__main__":
    main()
