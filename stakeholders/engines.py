"""Runs the census outside the database: on DuckDB in this process, or on Apache Spark."""

import os
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from stakeholders.census import BIGINT, Part, read, write
from stakeholders.counting import Sums
from stakeholders.extracts import COLUMNS, locate

PATIENCE: Final = 5  # seconds to reach a master in
STANDALONE: Final = "spark://"
QUIET: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class EngineError(RuntimeError):
    """Says what keeps an engine from counting, and what to do about it."""


@dataclass(frozen=True)
class Engine:
    """Runs SQL over Parquet; SOURCE is the query for a file, with a gap for its place.

    QUOTE is what stands around the gap; written twice, it is one of the place itself.
    """

    run: Callable[[str], Iterable[Sequence[int]]]
    source: str
    quote: str

    def count(self, directory: Path, *, whole: str = BIGINT, part: Part | None = None) -> Sums:
        """Count the extract in DIRECTORY, in the type WHOLE; only PART of the voices if given."""
        places = {
            name: str(locate(directory, name)).replace(self.quote, 2 * self.quote)
            for name in COLUMNS
        }
        relations = {name: self.source.format(place) for name, place in places.items()}
        return read(self.run(write(relations, whole=whole, part=part)))


@contextmanager
def open_duckdb() -> Iterator[Engine]:
    """Give DuckDB, in this process."""
    with duckdb.connect() as duck:
        duck.execute("SET enable_progress_bar = false")
        source = "SELECT * FROM read_parquet('{}')"
        yield Engine(lambda sql: duck.execute(sql).fetchall(), source, "'")


@contextmanager
def open_spark(master: str) -> Iterator[Engine]:
    """Give the Spark whose MASTER is named as Spark does: spark://HOST:PORT, or local[2].

    :raises EngineError: when pyspark or Java is missing, or the master does not answer.
    """
    _check_spark(master)
    # An extra, with its own door to Java: both are there or neither is.
    spark, errors, java = map(import_module, ("pyspark.sql", "pyspark.errors", "py4j.protocol"))
    try:
        with TemporaryDirectory() as scratch:  # it makes one wherever it runs
            builder = spark.SparkSession.builder.master(master).appName("tutti recount")
            builder = builder.config(map=QUIET | {"spark.sql.warehouse.dir": scratch})
            session = builder.getOrCreate()
            try:
                source = "SELECT * FROM parquet.`{}`"
                yield Engine(lambda sql: session.sql(sql).collect(), source, "`")
            finally:
                session.stop()
    except (errors.PySparkException, java.Py4JError) as fault:
        raise EngineError(f"Spark failed: {brief(fault)}") from fault


def brief(fault: Exception) -> str:
    """Give the first line that FAULT says, or its kind when it says nothing."""
    return next(iter(str(fault).strip().splitlines()), type(fault).__name__)


def _check_spark(master: str) -> None:
    """Find what would keep Spark from starting, sooner than Spark does and in plainer words."""
    if find_spec("pyspark") is None:
        raise EngineError("pyspark is missing: install requirements-spark.txt.")
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=str(Path(home, "bin")) if home else None):
        raise EngineError("Spark needs Java 17 or newer: install it, or set JAVA_HOME.")
    if master.startswith(STANDALONE):
        _check_masters(master.removeprefix(STANDALONE).split(","))


def _check_masters(places: Iterable[str]) -> None:
    """Try the masters at PLACES, HOST:PORT, until one answers."""
    faults = []
    for place in places:
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
        except (OSError, ValueError) as fault:
            faults.append(f"{place}: {fault}")
        else:
            return
    raise EngineError(f"No Spark master answers. {'; '.join(faults)}")
