"""What holds for all tests.

In CI a skipped test is a failure, but for one that the run on the other database shows. Nobody has
spent anything when a test begins.
"""

import os

import pytest
from django.db import connection

from backend.access import callers
from backend.access.callers import ANYONE, Caller
from backend.access.counters import forget_counts
from backend.access.scopes import EVERY_SCOPE

ELSEWHERE = "needs PostgreSQL"


@pytest.fixture(autouse=True)
def _counts_begin_anew() -> None:
    """Forget what earlier tests have spent."""
    forget_counts()


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
