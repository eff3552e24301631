"""What holds for all tests.

In CI a skipped test is a failure, but for one that the run on the other database shows. Nobody has
spent anything when a test begins, no hour ends during one, and none is spoken to in the language
of another.
"""

import os
from collections.abc import Iterator
from time import time
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection, connections
from django.test.testcases import LiveServerThread
from django.utils import translation

from backend.access import allowances, callers
from backend.access.audit_triggers import TRIGGERS as AUDIT
from backend.access.callers import ANYONE, Caller
from backend.access.counters import forget_counts
from backend.access.scopes import EVERY_SCOPE
from backend.feed.triggers import TRIGGERS as FEED
from tests.turns import TakingTurns

ELSEWHERE = "needs PostgreSQL"
SESSIONS = "needs sessions of its own"  # which the run without a pooler has


@pytest.fixture(autouse=True)
def _counts_begin_anew() -> Iterator[None]:
    """Forget what earlier tests have spent, and let everyone's hour begin now."""
    forget_counts()
    begun = int(time())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allowances, "find_offset", lambda _key: -begun)
        yield


@pytest.fixture(autouse=True)
def _nobody_is_spoken_for() -> None:
    """Forget the language of the last request, which stays with the thread that answered it."""
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def lift_triggers_for_flush() -> Iterator[None]:
    """Let a test that commits empty the tables behind it; then the triggers are put in place again.

    The flush command says when it is through, as a migration does.
    """
    with pytest.MonkeyPatch.context() as patch:
        module: Any = flush  # which takes the function from another
        list_sql = module.sql_flush

        def lift(style: Any, database: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- Django's signature
            for each in (AUDIT, FEED):
                each.uninstall(connections[database.alias])
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
    is_pooled = bool(connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"))
    shown = SESSIONS if is_pooled else ELSEWHERE if connection.vendor == "sqlite" else None
    missed = [reason for reason in reasons if shown is None or shown not in reason]
    if missed:
        terminal.write_line("skipped in CI: " + "; ".join(missed))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def needs_sessions() -> None:
    """Skip the test, which ends or loses a session, where a pooler gives any to anybody."""
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        pytest.skip(f"{SESSIONS}, which it ends or loses: a pooler stands between")


@pytest.fixture
def administrate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let anyone administer, at the cost of no query: for tests of something else than access."""
    caller = Caller(key=ANYONE, name=ANYONE, everywhere=EVERY_SCOPE)
    monkeypatch.setattr(callers, "find_anyone", lambda: caller)
