"""Runs an import in one transaction: all of it, or nothing."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from time import perf_counter
from typing import Protocol

from django.db import reset_queries, transaction
from rich.progress import Progress

from backend.integrations.importers.faults import (
    Fault,
    FileRefusedError,
    catch_database_faults,
    refuse,
)
from backend.integrations.importers.joining import watch_electorate
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.roster import Roster
from backend.integrations.importers.tables import Readable
from backend.integrations.importers.writing import Writer
from products.catalogue import upsert_products
from products.chunks import CHUNK
from products.faults import RowsRefusedError
from products.lifecycle import LifecycleStage
from products.models import Product
from products.origins import importing
from products.upserts import Upserted
from stakeholders.preferences import state
from stakeholders.statements import Outcome, Report, Statement, StatementsRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms a file is imported: into which product, as whom, and how strictly.

    The product is made when its key is new, under PRODUCT_NAME or its key. SOURCE names the tool
    that knows the people of a generic file, if it is not the file itself.

    The rest is for exports of other tools. People without a company are put into TEAM, or as an
    account of their own into SEGMENT, where companies of unknown kind are put too; a new account of
    unknown value is WORTH so much a year. STAGES tell what the tool's words for a status mean.
    SEEN are the products that may be named to whoever imports, by primary key; None for all.
    """

    product: str
    product_name: str = ""
    source: str = ""
    segment: str = ""
    team: str = ""
    worth: Decimal = Decimal(0)
    stages: Mapping[str, LifecycleStage] = field(default_factory=dict)
    actor: str = "import_file"
    seen: frozenset[int] | None = None
    dry_run: bool = False
    keep_good: bool = False
    progress: Progress = field(default_factory=lambda: Progress(disable=True))


class Importer(Protocol):
    """What the runner asks of the importer of one tool."""

    path: Readable
    source: str  # names the tool in the rows that it owns
    roster: Roster
    report: ImportReport

    def survey(self) -> None:
        """Read the file for the first time: fill roster and report, write nothing."""

    def settle(self, product: Product) -> None:
        """Fill in what depends on the rows already there."""

    def read_statements(self) -> Iterator[tuple[int, Statement]]:
        """Read the file again: yield row and statement, now that all keys are known."""


def run_import(importer: Importer, terms: Terms) -> ImportReport:
    """Import what IMPORTER reads under TERMS, in one transaction, and tell what came of it.

    :raises FileRefusedError: when anything is wrong with the file, or only with some rows and
        TERMS do not keep the good ones; nothing is written then.
    :raises DatabaseFailedError: when the database is busy or fails; nothing is written either.
    """
    started = perf_counter()
    report = importer.report
    report.dry_run = terms.dry_run
    importer.survey()
    if not report.rows:
        report.faults.add(Fault(str(importer.path), 0, "", "this file has no rows."))
        raise FileRefusedError(report.faults)
    with importing(), catch_database_faults(), transaction.atomic():
        product = upsert_product(terms)
        report.add_row("products", product)
        with watch_electorate(product.row, report):
            _write(importer, product.row, terms)
        if terms.dry_run:
            transaction.set_rollback(True)
    report.seconds = perf_counter() - started
    return report


def upsert_product(terms: Terms) -> Upserted[Product]:
    """Find the product that TERMS name, or make it.

    :raises FileRefusedError: when it can have no such key or name.
    """
    if Product.objects.filter(key=terms.product).exists():
        return upsert_products([{"key": terms.product}])[0]
    try:
        name = terms.product_name or terms.product
        return upsert_products([{"key": terms.product, "name": name}])[0]
    except RowsRefusedError as error:
        fault = error.faults[0]
        option = "--product" if fault.field == "key" else "--product-name"
        refuse(option, fault.message)


def _write(importer: Importer, product: Product, terms: Terms) -> None:
    """Write all that IMPORTER reads into PRODUCT under TERMS.

    :raises FileRefusedError: as `run_import` does.
    """
    report = importer.report
    importer.settle(product)
    Writer(product, importer.source, terms.actor, report).write(importer.roster)
    if report.faults.count and not terms.keep_good:
        raise FileRefusedError(report.faults)
    _state(importer, product, terms)


def _state(importer: Importer, product: Product, terms: Terms) -> None:
    """State what IMPORTER reads, within PRODUCT.

    :raises FileRefusedError: when a statement is refused and TERMS do not keep the good ones.
    """
    rows = array("L")  # the row of each statement, in the order of the statements

    def listen() -> Iterator[Statement]:
        for row, statement in importer.read_statements():
            rows.append(row)
            if len(rows) % CHUNK == 0:
                reset_queries()  # which DEBUG keeps, and would fill the memory with
            yield statement

    try:
        heard = state(
            listen(),
            actor=terms.actor,
            source=importer.source,
            keep_good=terms.keep_good,
            within=product,
        )
    except StatementsRefusedError as error:
        _blame(importer, error.report, rows)
        raise FileRefusedError(importer.report.faults) from error
    _blame(importer, heard, rows)
    for outcome in Outcome:
        importer.report.add("preferences", outcome, heard.count(outcome))


def _blame(importer: Importer, heard: Report, rows: Sequence[int]) -> None:
    """Add to the faults of IMPORTER what was refused when it was HEARD."""
    for refusal in heard.refusals:
        row = rows[refusal.row]
        fault = Fault(str(importer.path), row, refusal.field, refusal.message)
        importer.report.faults.add(fault)
