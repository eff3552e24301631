"""Finds in a migration what would stop those who use the tables meanwhile, or break older code.

django-migration-linter reads the SQL; what it does not look for is added here: data and schema in
one transaction, checks that read a whole table under its lock, and what cannot be undone.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import connection
from django.db.migrations import AddConstraint, Migration, RunPython, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

REASONS: Final = "deliberate"  # where a migration says why it does what is refused, by code
SHORTEST: Final = 20  # letters of a reason


def find_faults(migration: Migration, state: ProjectState) -> dict[str, str]:
    """Find what is wrong with MIGRATION, which begins at STATE, by code; not what has a reason."""
    found = dict([*_lint(migration, state), *_look(migration)])
    reasons: dict[str, str] = getattr(migration, REASONS, {})
    faults = {code: told for code, told in found.items() if len(reasons.get(code, "")) < SHORTEST}
    needless = {code: "A reason for nothing." for code in reasons if code not in found}
    return faults | needless


def _lint(migration: Migration, state: ProjectState) -> Iterator[tuple[str, str]]:
    """Yield what the linter finds in the SQL for PostgreSQL."""
    editor = connection.schema_editor(collect_sql=True, atomic=migration.atomic)
    with editor:
        migration.apply(state.clone(), editor, collect_sql=True)
    frame = ("BEGIN;", "COMMIT;") if migration.atomic else ("", "")
    lines = [frame[0], *editor.collected_sql, frame[1]]
    errors, _, warnings = analyse_sql_statements(
        PostgresqlAnalyser, [each for each in lines if each]
    )
    for issue in (*errors, *warnings):
        yield issue.code, issue.message


def _look(migration: Migration) -> Iterator[tuple[str, str]]:
    """Yield what the linter does not look for."""
    operations = list(_flatten(migration.operations))
    moves = [isinstance(each, RunPython) for each in operations]
    if any(moves) and not all(moves):
        yield "MIXED", "Data and schema change in one migration, and so under one lock."
    if not all(each.reversible for each in operations):
        yield "IRREVERSIBLE", "It cannot be undone."
    new = {each.name_lower for each in operations if isinstance(each, CreateModel)}
    checks: list[Any] = [each for each in operations if _is_check(each)]
    if any(each.model_name_lower not in new for each in checks):
        yield "CHECK", "A check of an older table reads all of it while nobody may write."


def _flatten(operations: Sequence[Operation]) -> Iterator[Operation]:
    for each in operations:
        within = isinstance(each, SeparateDatabaseAndState)
        yield from _flatten(each.database_operations) if within else [each]  # type: ignore[attr-defined]  # -- it was asked


def _is_check(operation: Any) -> bool:  # noqa: ANN401 -- any operation
    return type(operation) is AddConstraint and isinstance(operation.constraint, CheckConstraint)
