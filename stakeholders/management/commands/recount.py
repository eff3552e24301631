"""Counts everything anew, by the database, DuckDB or Spark, and mends what differs."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from products.models import Product
from stakeholders.engines import EngineError
from stakeholders.mending import mend


class Command(BaseCommand):
    """Mends the stored cells and scores by a recount."""

    help = "Recount all preferences and mend the cells, scores and electorates that differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what counts, what is counted and where Parquet goes."""
        parser.add_argument(
            "--engine",
            default="database",
            help="database (the default), duckdb, or a Spark: spark://HOST:PORT or local[2]",
        )
        parser.add_argument("--product", metavar="KEY", help="only its features")
        parser.add_argument(
            "--parquet",
            type=Path,
            metavar="DIRECTORY",
            help="where DuckDB and Spark read from; written anew and kept",
        )

    def handle(
        self, *, engine: str, product: str | None, parquet: Path | None, **_options: object
    ) -> None:
        """Mend, and say what was wrong.

        :raises CommandError: when there is no such product, or the engine cannot count.
        """
        owner = Product.objects.filter(key=product).first()
        if product is not None and owner is None:
            raise CommandError(f"There is no product {product!r}.")
        try:
            mended = mend(engine, product=owner, parquet=parquet, actor="recount")
        except EngineError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(str(mended))
