"""Imports the export of another tool in one transaction: all of it, or nothing."""

from pathlib import Path
from time import perf_counter

from django.db import transaction

from backend.integrations.importers.archives import open_archive
from backend.integrations.importers.companies import Companies
from backend.integrations.importers.faults import FileRefusedError, catch_database_faults, refuse
from backend.integrations.importers.ideas import Ideas
from backend.integrations.importers.importing import Terms, upsert_product
from backend.integrations.importers.job import Job
from backend.integrations.importers.joining import watch_electorate
from backend.integrations.importers.merges import merge_duplicates
from backend.integrations.importers.notes import Notes
from backend.integrations.importers.people import People
from backend.integrations.importers.places import Places
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.tools import Export, Tool
from backend.integrations.importers.votes import Votes
from products.origins import importing
from stakeholders.statements import SOURCE_LENGTH


def import_tool(tool: Tool, path: Path, terms: Terms) -> ImportReport:
    """Import the export of TOOL at PATH under TERMS, and tell what came of it.

    :raises FileRefusedError: when anything is wrong with it, or only with some records and TERMS do
        not keep the good ones; nothing is written then.
    :raises DatabaseFailedError: when the database is busy or fails; nothing is written either.
    """
    started = perf_counter()
    source = terms.source or tool.name_source(terms.product)
    if len(source) > SOURCE_LENGTH:
        refuse("--source", f"{source!r} has more than {SOURCE_LENGTH} characters; name a shorter.")
    report = ImportReport(dry_run=terms.dry_run)
    with open_archive(path, terms.progress) as archive:
        _import(tool, tool.open(archive), source, terms, report)
    report.seconds = perf_counter() - started
    return report


def _import(tool: Tool, export: Export, source: str, terms: Terms, report: ImportReport) -> None:
    """Write what EXPORT says, counted in REPORT.

    :raises FileRefusedError: as `import_tool` does.
    """
    with importing(), catch_database_faults(), transaction.atomic():
        product = upsert_product(terms)
        report.add_row("products", product)
        job = Job(tool, export, product.row, source, terms, report)
        with watch_electorate(product.row, report):
            _write(job)
        if report.faults.count and not terms.keep_good:
            raise FileRefusedError(report.faults)
        if terms.dry_run:
            transaction.set_rollback(True)


def _write(job: Job) -> None:
    """Write accounts, people and features of JOB, then what was said of these.

    All accounts are there before anything is counted: what an ordinary one weighs is found from
    them all.
    """
    votes = Votes(job)
    votes.survey()
    places = Places(job)
    companies = Companies(job, places)
    companies.write()
    people = People(job, places, companies.kept)
    people.write(votes.voters)
    places.grant_say(list(people.kept.rows.values()), list(companies.kept.rows.values()))
    places.tell()
    ideas = Ideas(job)
    ideas.write()
    if job.report.faults.count and not job.terms.keep_good:
        votes.check(people.kept, ideas.kept)  # so that all that is wrong is told at once
        return
    votes.state(people.kept, ideas.kept)
    votes.tally(ideas)
    merge_duplicates(ideas)
    Notes(job, ideas.kept, people.kept).write()  # what a duplicate's backers said counts too
