"""What holds for all tests.

In CI a skipped test is a failure, but for one that the run on the other database shows. Nobody has
spent anything when a test begins.
"""

import os

import pytest
from django.db import connection

from backend.access.counters import forget_counts

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
