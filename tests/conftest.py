"""What holds for all tests.

In CI a skipped test is a failure, but for one that the run on the other database shows. Nobody has
spent anything when a test begins.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection, connections
from django.test.testcases import LiveServerThread

from backend.access import callers
from backend.access.audit_triggers import uninstall
from backend.access.callers import ANYONE, Caller
from backend.access.counters import forget_counts
from backend.access.scopes import EVERY_SCOPE
from tests.turns import TakingTurns

ELSEWHERE = "needs PostgreSQL"


@pytest.fixture(autouse=True)
def _counts_begin_anew() -> None:
    """Forget what earlier tests have spent."""
    forget_counts()


@pytest.fixture(autouse=True, scope="session")
def lift_audit_for_flush() -> Iterator[None]:
    """Let a test that commits empty the tables behind it; then the triggers are put in place again.

    The flush command says when it is through, as a migration does.
    """
    with pytest.MonkeyPatch.context() as patch:
        module: Any = flush  # which takes the function from another
        list_sql = module.sql_flush

        def lift(style: Any, database: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- Django's signature
            uninstall(connections[database.alias])
            return list_sql(style, database, *args, **options)

        patch.setattr(module, "sql_flush", lift)
        yield


@pytest.fixture(autouse=True, scope="session")
def _browsers_are_answered_in_turn() -> None:
    """Have the threads of live servers take turns where they share a connection."""
    LiveServerThread.server_class = TakingTurns


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session for each test that was skipped without the right to it."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or os.environ.get("CI") != "true":
        return
    reasons = [str(report.longrepr) for report in terminal.stats.get("skipped", ())]
    missed = [r for r in reasons if connection.vendor == "postgresql" or ELSEWHERE not in r]
    if missed:
        terminal.write_line("skipped in CI: " + "; ".join(missed))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def administrate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let anyone administer, at the cost of no query: for tests of something else than access."""
    caller = Caller(key=ANYONE, name=ANYONE, everywhere=EVERY_SCOPE)
    monkeypatch.setattr(callers, "find_anyone", lambda: caller)
